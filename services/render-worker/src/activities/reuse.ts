import type { ChunkRow, RenderChunkRow } from '@workprint/projection';
import { type Change, explainPlans, type Keyed, type Plan } from '@workprint/timeline';
import type { Dependencies } from './dependencies.ts';
import { nearestRender } from './nearest-render.ts';

/** Whether something came from the cache, and if not, why. */
export interface Outcome {
  cache: 'hit' | 'miss';
  /** Absent for hits, and where nothing could be compared. */
  reasons?: Change[];
}

/** What the cache did for a render. */
export interface Reuse {
  /** The nearest earlier render; null: there was none, or nothing had to be made. */
  comparedWith: string | null;
  chunk(plan: number, index: number, encoding: number): Outcome;
  sound(plan: number, encoding: number): Outcome;
}

interface Made {
  workspaceId: string;
  renderId: string;
  plans: readonly Plan[];
  rows: readonly RenderChunkRow[];
  /** What the cache has of the plans. */
  cached: readonly ChunkRow[];
}

/** Who a cached object was made for is said with it: what was made for another render was there. */
export const reuseOf = async (needs: Pick<Dependencies, 'db' | 'store' | 'log'>, made: Made, signal: AbortSignal): Promise<Reuse> => {
  const { renderId, plans } = made;
  const rows = new Map(made.rows.map((row) => [row.index, row]));
  const makers = new Map(made.cached.map((row) => [row.key, (row.keyParts as { renderId?: string | null }).renderId ?? null]));
  const firsts = firstPlaces(plans);
  const madeHere = (key: string, reused: boolean): boolean => {
    const maker = makers.get(key) ?? null;
    return maker === null ? !reused : maker === renderId;
  };
  const chunkIsNew = (plan: Plan, index: number, encoding: number): boolean => {
    const number = plan.firstChunk + index;
    const { key } = plan.chunks[index]!.encoded[encoding]!;
    return firsts.get(key) === number && madeHere(key, rows.get(number)?.reused ?? false);
  };
  const soundIsNew = ({ key }: Keyed): boolean => madeHere(key, makers.has(key));
  const something = plans.some(
    (plan) =>
      plan.chunks.some((c) => c.encoded.some((_, i) => chunkIsNew(plan, c.index, i))) || (plan.audio?.encoded.some(soundIsNew) ?? false),
  );
  const why = something ? await explained(needs, made, signal) : null;
  const outcome = (fresh: boolean, reasons: () => Change[] | undefined): Outcome => {
    if (!fresh) return { cache: 'hit' };
    const known = reasons();
    return known ? { cache: 'miss', reasons: known } : { cache: 'miss' };
  };
  return {
    comparedWith: why?.comparedWith ?? null,
    chunk: (plan, index, encoding) =>
      outcome(chunkIsNew(plans[plan]!, index, encoding), () => why?.explanation.chunk(plan, index, encoding)),
    sound: (plan, encoding) => outcome(soundIsNew(plans[plan]!.audio!.encoded[encoding]!), () => why?.explanation.sound(plan, encoding)),
  };
};

/** Where each key comes first: a chunk that is shown again is there already. */
const firstPlaces = (plans: readonly Plan[]): Map<string, number> => {
  const firsts = new Map<string, number>();
  for (const { chunks, firstChunk } of plans)
    for (const { index, encoded } of chunks) for (const { key } of encoded) if (!firsts.has(key)) firsts.set(key, firstChunk + index);
  return firsts;
};

/** A render that is finished is never lost for want of an explanation. */
const explained = async (needs: Pick<Dependencies, 'db' | 'store' | 'log'>, made: Made, signal: AbortSignal) => {
  try {
    const nearest = await nearestRender(needs, made, made.plans, signal);
    return { comparedWith: nearest?.renderId ?? null, explanation: explainPlans(nearest?.plans ?? null, made.plans) };
  } catch (error) {
    signal.throwIfAborted();
    needs.log.warn({ err: error, renderId: made.renderId }, 'why chunks are new could not be told');
    return null;
  }
};
