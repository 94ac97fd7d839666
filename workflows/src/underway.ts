import { CancellationScope, CancelledFailure } from '@temporalio/workflow';
import type { GoingWork } from '@workprint/contracts';

/** What work makes, so that another plan can tell whether it needs that. */
export type Makes = Pick<GoingWork, 'planKey'> & Partial<GoingWork>;

/** Work of a render that outlives the revision it was begun for, as far as the next one needs it. */
export interface Underway {
  /**
   * Does work for whoever calls. Their cancellation stops it and is waited for; only when it is an amendment that takes them away, they go
   * at once, and the work goes on until `keep` says otherwise. `makes` null: nothing a later revision could use, so that it stops then.
   */
  run<T>(makes: Makes | null, work: () => Promise<T>): Promise<T>;
  /** Does work that an amendment has to wait for. */
  finish<T>(work: () => Promise<T>): Promise<T>;
  /** An amendment takes the callers away. */
  leave(): void;
  /** Those who come now stay until the next amendment. */
  enter(): void;
  /** What earlier revisions have under way, by plan. */
  going(): GoingWork[];
  /** Stops what is under way and not among this. */
  keep(needed: readonly GoingWork[]): void;
  /** The end, good or bad, of the work that makes a chunk; null: nobody makes it now. The same promise for the same work. */
  chunk(planKey: string, index: number): Promise<void> | null;
  /** The end of all work of earlier revisions that makes such things; null: there is none. */
  all(kind: 'sound' | 'pieces' | 'chunks'): Promise<unknown> | null;
  /** Stops all work and waits until it has stopped. */
  stop(): Promise<void>;
}

interface Entry {
  makes: Makes | null;
  scope: CancellationScope;
  over: Promise<void>;
  /** Which time of coming it was begun in. */
  since: number;
}

const isOver = <T>(done: Promise<T>): Promise<void> =>
  done.then(
    () => undefined,
    () => undefined,
  );

export function openUnderway(): Underway {
  const root = CancellationScope.current();
  const entries = new Set<Entry>();
  let leaving = false;
  let times = 0;

  const begin = <T>(makes: Makes | null, work: () => Promise<T>): { done: Promise<T>; scope: CancellationScope } => {
    const scope = new CancellationScope({ cancellable: true, parent: root });
    const done = scope.run(work);
    const entry: Entry = { makes, scope, over: isOver(done), since: times };
    entries.add(entry);
    void entry.over.then(() => entries.delete(entry));
    return { done, scope };
  };
  const stopped = (entry: Entry): void => {
    entry.makes = null;
    entry.scope.cancel();
  };
  const makers = (): (Entry & { makes: Makes })[] => [...entries].filter((e): e is Entry & { makes: Makes } => e.makes !== null);

  return {
    async run(makes, work) {
      const flow = CancellationScope.current();
      if (flow.consideredCancelled) throw new CancelledFailure('Cancelled before it began.');
      const { done, scope } = begin(makes, work);
      const cancelled = flow.cancelRequested.catch((error: unknown) => {
        if (leaving) throw error;
        scope.cancel();
        return done;
      });
      return Promise.race([done, cancelled]) as typeof done;
    },
    async finish(work) {
      const flow = CancellationScope.current();
      if (flow.consideredCancelled) throw new CancelledFailure('Cancelled before it began.');
      const { done, scope } = begin({ planKey: '' }, work);
      flow.cancelRequested.catch(() => (leaving ? undefined : scope.cancel()));
      return done;
    },
    leave() {
      leaving = true;
      for (const { makes, scope } of entries) if (makes === null) scope.cancel();
    },
    enter() {
      leaving = false;
      times++;
    },
    going() {
      const plans = new Map<string, GoingWork>();
      for (const { makes } of makers()) {
        const { planKey, chunks = [], sound = false, pieces = [] } = makes;
        if (planKey === '') continue;
        const plan = plans.get(planKey) ?? { planKey, chunks: [], sound: false, pieces: [] };
        plans.set(planKey, {
          planKey,
          chunks: [...plan.chunks, ...chunks],
          sound: plan.sound || sound,
          pieces: [...plan.pieces, ...pieces],
        });
      }
      return [...plans.values()];
    },
    keep(needed) {
      for (const entry of makers()) {
        const { planKey, chunks = [], sound = false, pieces = [] } = entry.makes;
        const of = needed.find((plan) => plan.planKey === planKey);
        const kept =
          chunks.some((index) => of?.chunks.includes(index)) || (sound && of?.sound) || pieces.some((piece) => of?.pieces.includes(piece));
        if (!kept) stopped(entry);
      }
    },
    chunk: (planKey, index) => makers().find(({ makes }) => makes.planKey === planKey && makes.chunks?.includes(index))?.over ?? null,
    all(kind) {
      const some = makers().filter(({ makes, since }) => since < times && makes[kind]);
      return some.length === 0 ? null : Promise.all(some.map(({ over }) => over));
    },
    async stop() {
      const all = [...entries];
      for (const entry of all) stopped(entry);
      await Promise.all(all.map(({ over }) => over));
    },
  };
}

/** Waits for work of another revision, as long as the one that waits is wanted. */
export async function unlessLeft(over: Promise<unknown>): Promise<void> {
  await Promise.race([over, CancellationScope.current().cancelRequested]);
}
