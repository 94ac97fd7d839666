import { setTimeout as sleep } from 'node:timers/promises';

export interface HeldStarts<Held> {
  /** What somebody waits for: nothing is started meanwhile. */
  before<Answer>(answer: () => Promise<Answer>): Promise<Answer>;
  /** Starts it once nobody waits; one that is held already is started once. */
  hold(one: Held): void;
  /** Nothing is held any longer. Resolves when all have been started. */
  release(): Promise<void>;
}

export interface Patience {
  /** Milliseconds for which nobody may have been answered before something is started. */
  quietMs?: number;
  /** Milliseconds after which one is started all the same. */
  mostMs?: number;
  /** Started together. */
  atOnce?: number;
}

/**
 * Holds starts back while answers are made, but not for long: what they set going takes the machine from those who wait. Nothing held is
 * lost when this process dies: the sweeper starts what was accepted. `start` deals with its own failures.
 */
export const heldStarts = <Held extends { id: string }>(
  start: (some: Held[]) => Promise<void>,
  { quietMs = 50, mostMs = 2000, atOnce = 10 }: Patience = {},
): HeldStarts<Held> => {
  /** Oldest first. */
  const held = new Map<string, { one: Held; until: number }>();
  let draining: Promise<void> | null = null;
  let waiting = 0;
  let answers = 0;
  let released = false;

  const next = (quiet: boolean): Held[] => {
    const now = Date.now();
    const ripe = [...held.values()].filter(({ until }) => quiet || until <= now);
    return ripe.slice(0, atOnce).map(({ one }) => one);
  };

  const drain = async (): Promise<void> => {
    while (held.size > 0) {
      const before = answers;
      if (!released) await sleep(quietMs);
      const some = next(released || (waiting === 0 && answers === before));
      if (some.length > 0) await start(some);
      for (const { id } of some) held.delete(id);
    }
    draining = null;
  };

  return {
    async before(answer) {
      waiting += 1;
      try {
        return await answer();
      } finally {
        waiting -= 1;
        answers += 1;
      }
    },
    hold(one) {
      if (held.has(one.id)) return;
      held.set(one.id, { one, until: Date.now() + mostMs });
      draining ??= drain();
    },
    async release() {
      released = true;
      await draining;
    },
  };
};
