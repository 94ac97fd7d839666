import { log } from '@temporalio/workflow';
import type { OutputRecord, PlanSummary, PrepareResult, RenderWorkflowInput } from '@workprint/contracts';
import { interactive } from './activities.ts';
import { renderChunks } from './chunks.ts';
import { despiteLostWorkers, failed } from './failing.ts';
import { mezzanines } from './mezzanines.ts';
import { type Underway, unlessLeft } from './underway.ts';

type Ready = Extract<PrepareResult, { ready: true }>;

/** How often a file that came out too large is made again with less. */
const ROUNDS = 3;
/** How often a first pass that the cache has lost is made again before giving up. */
const REPAIRS = 3;
/** Chunks of the first pass are of no round: see shardWorkflowId. */
const MEASURING = 90;

/** Where bits go to the chunks that need them: the first pass over those chunks, then plans with a rate for each. Other renders stay as they are. */
export async function allotted(input: RenderWorkflowInput, ready: Ready, underway: Underway): Promise<Ready> {
  const { workspaceId, renderId, revision } = input;
  const lists = ready.plans.flatMap(({ measure }) => (measure === undefined ? [] : [measure]));
  if (lists.length === 0) return ready;
  const plans = lists.map(({ planKey, firstChunk, missing }) => ({ planKey, firstChunk, indices: missing }));
  // Their numbers go on after those of the chunks that are delivered.
  const of = ready.plans.reduce((sum, p) => sum + p.chunkCount * (p.measure ? 2 : 1), 0);
  // The first pass draws from them as well.
  await mezzanines({ workspaceId, renderId }, ready.plans, underway);
  // What an earlier revision measures of the same chunks is found in the cache then.
  const earlier = underway.all('chunks');
  if (earlier) await unlessLeft(earlier);
  await renderChunks({ workspaceId, renderId, plans, of }, revision, MEASURING, underway);
  const base = ready.plans.map(({ mezzanines: _, going: __, ...plan }) => plan);
  return { ...ready, plans: await atRates(input, base, new Map(), 0, underway) };
}

/** `base`: the plans as they were prepared, or with rates of another round. `reached`: bytes that were too many, by output. */
async function atRates(
  { workspaceId, renderId, revision }: RenderWorkflowInput,
  base: PlanSummary[],
  reached: ReadonlyMap<number, number[]>,
  round: number,
  underway: Underway,
): Promise<PlanSummary[]> {
  const planKeys = base.map((p) => p.basePlanKey ?? p.planKey);
  const tries = [...reached].map(([output, bytes]) => ({ output, bytes }));
  const allot = () => despiteLostWorkers(() => interactive().allot({ workspaceId, renderId, revision, round, planKeys, reached: tries }));
  let found = await allot();
  for (let again = 1; found.unmeasured?.length; again++) {
    if (again > REPAIRS) throw failed('STORAGE_FAILED', 'What the first pass finds out is lost in the store, each time anew.');
    const of = base.reduce((sum, p) => sum + p.chunkCount * (p.measure ? 2 : 1), 0);
    log.warn('a first pass is lost and made again', { unmeasured: found.unmeasured });
    await renderChunks({ workspaceId, renderId, plans: found.unmeasured, of }, revision, MEASURING + again, underway);
    found = await allot();
  }
  const { plans } = found;
  return base.map((plan, i) => ({ ...plan, basePlanKey: planKeys[i], ...plans[i] }));
}

interface Made {
  plans: PlanSummary[];
  outputs: OutputRecord[];
}

/**
 * Outputs that are larger than their maxBytes are made again with less. `make`: renders and joins these outputs of these plans.
 * @throws SIZE_UNREACHABLE with the size that was reached
 */
export async function fitted(
  input: RenderWorkflowInput,
  first: Made,
  underway: Underway,
  make: (plans: PlanSummary[], outputs: readonly number[], round: number) => Promise<OutputRecord[]>,
): Promise<Made> {
  const limit = ({ index }: OutputRecord): number => input.outputs[index]?.maxBytes ?? Number.POSITIVE_INFINITY;
  const reached = new Map<number, number[]>();
  let { plans, outputs } = first;
  for (let round = 1; ; round++) {
    const over = outputs.filter((output) => output.bytes > limit(output));
    const [one] = over;
    if (one === undefined) return { plans, outputs };
    if (round > ROUNDS)
      throw failed('SIZE_UNREACHABLE', `Output ${one.index} has ${one.bytes} bytes after ${ROUNDS} more tries, not at most ${limit(one)}.`);
    for (const { index, bytes } of over) reached.set(index, [...(reached.get(index) ?? []), bytes]);
    log.info('outputs are too large and made again', { round, over: over.map(({ index, bytes }) => ({ index, bytes })) });
    plans = await atRates(input, plans, reached, round, underway);
    const again = await make(
      plans,
      over.map((output) => output.index),
      round,
    );
    outputs = outputs.map((output) => again.find(({ index }) => index === output.index) ?? output);
  }
}
