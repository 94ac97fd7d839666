import type { GoingChunk, GoingWork, PrepareInput } from '@workprint/contracts';
import { type Plan, type PlanChunk, planPieces } from '@workprint/timeline';
import type { Dependencies } from './dependencies.ts';

/** A plan's chunks that lack an encoding in the cache. */
export interface Lacking {
  plan: Plan;
  /** Their indices. */
  missing: number[];
}

/** What earlier revisions have under way, seen from the plans that are wanted now. Only keys say what is the same, never revisions or places. */
export interface UnderWay {
  needed: GoingWork[];
  /** The chunk that makes all that this one lacks; null: nobody makes it. */
  makes(chunk: PlanChunk): GoingChunk['from'] | null;
}

/** @param known keys that the cache has */
export const underWay = async (
  { plans: reader, toolchain }: Pick<Dependencies, 'plans' | 'toolchain'>,
  going: NonNullable<PrepareInput['going']>,
  wanted: readonly Lacking[],
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<UnderWay> => {
  const earlier = await Promise.all(going.map(async (work) => ({ ...work, plan: await reader.read(work.planKey, signal) })));
  const makers = new Map<string, GoingChunk['from']>();
  for (const { plan, planKey, chunks } of earlier)
    for (const index of chunks) for (const { key } of plan.chunks[index]?.encoded ?? []) makers.set(key, { planKey, index });

  const lacks = ({ encoded }: PlanChunk): string[] => encoded.map(({ key }) => key).filter((key) => !known.has(key));
  const makes: UnderWay['makes'] = (chunk) => {
    const [first, ...others] = lacks(chunk).map((key) => makers.get(key) ?? null);
    return first && others.every((one) => one?.planKey === first.planKey && one.index === first.index) ? first : null;
  };

  const drawn = wanted.flatMap(({ plan, missing }) => missing.map((index) => plan.chunks[index]!));
  const chunks = drawn.flatMap((chunk) => makes(chunk) ?? []);
  const sounds = new Set(wanted.flatMap(({ plan }) => plan.audio?.encoded ?? []).map(({ key }) => key));
  const pieces = new Set(wanted.flatMap(({ plan, missing }) => piecesOf(plan, toolchain, new Set(missing)).map(({ key }) => key)));
  const needed = earlier.map(({ planKey, plan, sound, pieces: making }) => ({
    planKey,
    chunks: [...new Set(chunks.filter((from) => from.planKey === planKey).map(({ index }) => index))],
    sound: sound && (plan.audio?.encoded.some(({ key }) => sounds.has(key)) ?? false),
    pieces:
      making.length === 0
        ? []
        : piecesOf(plan, toolchain).flatMap(({ key, index }) => (making.includes(index) && pieces.has(key) ? [index] : [])),
  }));
  return { needed, makes };
};

/** Pieces of sources that some chunks are drawn from; that all are, when none are named. */
const piecesOf = (plan: Plan, toolchain: Dependencies['toolchain'], drawn?: ReadonlySet<number>): { key: string; index: number }[] =>
  planPieces(plan, toolchain).flatMap(({ key, chunks }, index) => (!drawn || chunks.some((c) => drawn.has(c)) ? [{ key, index }] : []));
