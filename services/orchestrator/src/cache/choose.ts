/** Something that may be removed from a cache: it can be made again. */
export interface Cached {
  bytes: number;
  usedAt: Date;
  /** It is in use: it stays, and counts. */
  held: boolean;
}

/** What a cache may hold. */
export interface Allowance {
  bytes: number;
  days: number;
}

export type Reason = 'age' | 'size';

const DAY_MS = 86_400_000;

/**
 * What goes: everything too old, then, while there is too much, what was used longest ago.
 * @param now milliseconds since 1970
 */
export function chooseEvicted<T extends Cached>(all: readonly T[], { bytes, days }: Allowance, now: number): Map<T, Reason> {
  const evicted = new Map<T, Reason>();
  let left = all.reduce((sum, one) => sum + one.bytes, 0);
  const free = all.filter((one) => !one.held).sort((a, b) => a.usedAt.getTime() - b.usedAt.getTime());
  for (const one of free) {
    const tooOld = one.usedAt.getTime() < now - days * DAY_MS;
    if (!tooOld && left <= bytes) break;
    evicted.set(one, tooOld ? 'age' : 'size');
    left -= one.bytes;
  }
  return evicted;
}
