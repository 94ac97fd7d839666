import type { Part } from '../part.ts';
import type { Session } from '../session.ts';

export interface Timing {
  start: number;
  /** null: to the end of its source, which is not known yet. */
  length: number | null;
}

type Said = number | 'auto' | 'end' | { alias: string };

interface Pending {
  part: Part;
  start: Said;
  length: Said;
  /** Seconds its source lasts after the trim, when known. */
  natural: number | null;
  before: Pending | undefined;
  resolving: boolean;
  timing?: Timing;
}

/** Seconds taken for a still or a text whose length is "auto". */
const STILL = 3;
/** Aliases that lead from one clip to the next. */
const MAX_CHAIN = 500;

/**
 * Start and length of every clip: "auto" follows the clip before it on its track and lasts as its source does, "end" lasts to the last
 * end of all others, "alias://x" takes those of the clip called x.
 */
export function timingsOf(tracks: readonly Part[][], session: Session): Map<Part, Timing> {
  const pending: Pending[] = tracks.flatMap((clips) => {
    let before: Pending | undefined;
    return clips.map((part) => {
      before = {
        part,
        start: said(part, 'start', 'auto', session),
        length: said(part, 'length', 'auto', session),
        natural: naturalOf(part, session),
        before,
        resolving: false,
      };
      return before;
    });
  });
  const aliases = new Map(pending.flatMap((p) => (p.part.text('alias') !== undefined ? [[p.part.text('alias')!, p] as const] : [])));
  let depth = 0;
  let furthest: number | undefined;
  const lastEnd = (): number => {
    if (furthest !== undefined) return furthest;
    const ends = pending.filter((p) => p.length !== 'end').map(resolve);
    furthest = ends.reduce((end, t) => Math.max(end, t.start + (t.length ?? 0)), 0);
    return furthest;
  };
  const resolve = (p: Pending): Timing => {
    if (p.timing) return p.timing;
    if (p.resolving || depth > MAX_CHAIN) {
      session.drop(p.part.path, 'Its start or length depends on itself, or on a very long chain; 0 s and 3 s were taken.');
      return { start: 0, length: STILL };
    }
    p.resolving = true;
    depth += 1;
    const other = (name: string, key: string): Timing | null => {
      const found = aliases.get(name);
      if (!found) session.drop(p.part.at(key), `No clip has the alias "${name}".`);
      return found ? resolve(found) : null;
    };
    const start = startOf(p, resolve, other, session);
    const length = lengthOf(p, start, lastEnd, other);
    p.timing = { start, length };
    depth -= 1;
    return p.timing;
  };
  return new Map(pending.map((p) => [p.part, resolve(p)]));
}

function startOf(
  p: Pending,
  resolve: (p: Pending) => Timing,
  other: (name: string, key: string) => Timing | null,
  session: Session,
): number {
  if (typeof p.start === 'number') return p.start;
  if (typeof p.start === 'object') return other(p.start.alias, 'start')?.start ?? 0;
  if (!p.before) return 0;
  const before = resolve(p.before);
  if (before.length === null)
    session.drop(
      p.part.at('start'),
      `Where the clip before it ends isn't known until its media is mapped to a probed asset; ${STILL} s were taken for it.`,
    );
  return before.start + (before.length ?? STILL);
}

function lengthOf(p: Pending, start: number, lastEnd: () => number, other: (name: string, key: string) => Timing | null): number | null {
  if (typeof p.length === 'number') return p.length;
  if (typeof p.length === 'object') return other(p.length.alias, 'length')?.length ?? STILL;
  if (p.length === 'auto') return p.natural ?? (isTimed(p.part) ? null : STILL);
  return lastEnd() - start;
}

function said(part: Part, key: 'start' | 'length', fallback: 'auto', session: Session): Said {
  const raw = part.raw(key);
  if (raw === undefined) return fallback;
  if (raw === 'auto' || (raw === 'end' && key === 'length')) return raw;
  if (typeof raw === 'string' && raw.startsWith('alias://')) return { alias: raw.slice('alias://'.length) };
  const value = part.number(key, 0, 1e6);
  if (value === undefined) session.drop(part.at(key), 'It was taken as "auto".');
  return value ?? fallback;
}

const assetOf = (part: Part): Part | undefined => part.part('asset');
const isTimed = (part: Part): boolean => ['video', 'audio'].includes(assetOf(part)?.text('type') ?? '');

function naturalOf(part: Part, session: Session): number | null {
  const asset = assetOf(part);
  const whole = asset && isTimed(part) ? session.durationOf(asset.text('src') ?? '') : null;
  const [trim, speed] = [asset?.raw('trim'), asset?.raw('speed')];
  const rest = whole === null ? null : Math.max(0, whole - (typeof trim === 'number' ? trim : 0));
  return rest !== null && typeof speed === 'number' && speed > 0 ? rest / speed : rest;
}
