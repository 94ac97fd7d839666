import { CancellationScope, isCancellation, log } from '@temporalio/workflow';
import type { OutputRecord, PlanSummary, RenderWorkflowInput, RenderWorkflowResult } from '@workprint/contracts';
import { assembly, requests } from './activities.ts';
import { renderChunks } from './chunks.ts';
import { asError, despiteLostWorkers, failed, failureFrom } from './failing.ts';
import { planned } from './inputs.ts';
import { mezzanines } from './mezzanines.ts';
import { madeOutside } from './outside.ts';
import { allotted, fitted } from './rates.ts';
import { together, within } from './scopes.ts';
import type { ChunkList } from './shard.ts';
import { CancelRequested, storyOf, type Tell } from './story.ts';
import { watching } from './watching.ts';

/** How often chunks found damaged at the join are rendered again before giving up. */
const REPAIRS = 3;

/**
 * From request to finished files. Ends Completed, Failed (with the Failure in the error's details) or Canceled, so that an
 * operator sees the truth; the row is always written first.
 */
export async function renderWorkflow(input: RenderWorkflowInput): Promise<RenderWorkflowResult> {
  const tell = storyOf(input);
  try {
    const outputs = await within(
      input.timeoutSeconds,
      () => failed('RENDER_TIMEOUT', `The render took longer than its ${input.timeoutSeconds} s.`),
      () => made(input, tell),
    );
    await CancellationScope.nonCancellable(() => tell({ to: 'COMPLETED', outputs }));
    return { status: 'COMPLETED', outputs, failure: null };
  } catch (error) {
    const stopped = CancellationScope.current().consideredCancelled || isCancellation(error);
    return CancellationScope.nonCancellable(() => (stopped ? canceled(input, tell, error) : gaveUp(input, tell, error)));
  }
}

async function made(input: RenderWorkflowInput, tell: Tell): Promise<OutputRecord[]> {
  await tell({ to: 'PLANNING' });
  const whole = await planned(input, tell);
  const [first] = whole.plans;
  if (input.backend && first) return madeOutside({ input, tell, ...whole, plan: first });
  const { plans, framesTotal, durationSeconds } = await allotted(input, whole);
  const { workspaceId, renderId } = input;
  const chunksTotal = plans.reduce((sum, p) => sum + p.chunkCount, 0);
  const chunksReused = chunksTotal - plans.reduce((sum, p) => sum + p.missing.length, 0);
  await tell({ to: 'RENDERING', planKey: plans[0]?.planKey ?? '', framesTotal, durationSeconds, chunksTotal, chunksReused });
  const work = { workspaceId, renderId, of: chunksTotal };
  const sounds = plans
    .filter((p) => p.hasAudio)
    .map(
      ({ planKey }) =>
        () =>
          despiteLostWorkers(() => assembly('mix the sound').mixAudio({ workspaceId, renderId, planKey })),
    );
  const pictures = async (): Promise<void> => {
    await mezzanines({ workspaceId, renderId }, plans);
    await renderChunks({ ...work, plans: missingOf(plans) }, input.revision, 0);
  };
  await together([...sounds, ...watching(input, plans, chunksTotal), pictures]);

  await tell({ to: 'ASSEMBLING' });
  const joined = { plans, outputs: await assembled(input, plans, work) };
  const final = await fitted(input, joined, async (smaller, only, round) => {
    await renderChunks({ ...work, plans: missingOf(smaller) }, input.revision, round * 10);
    return assembled(input, smaller, work, { only, round: round * 10 });
  });

  await tell({ to: 'PUBLISHING' });
  const { outputs } = final;
  const planKeys = final.plans.map((p) => p.planKey);
  const published = await despiteLostWorkers(() => assembly('posters and manifest').publish({ workspaceId, renderId, planKeys, outputs }));
  return published.outputs;
}

const firstChunkOf = (plans: readonly PlanSummary[], position: number): number =>
  plans.slice(0, position).reduce((sum, p) => sum + p.chunkCount, 0);

const missingOf = (plans: readonly PlanSummary[]): ChunkList['plans'] =>
  plans.map(({ planKey, missing }, i) => ({ planKey, firstChunk: firstChunkOf(plans, i), indices: missing }));

/** Joins each output's chunks; those whose objects turn out to be missing or damaged are rendered again. By output. */
async function assembled(
  input: RenderWorkflowInput,
  plans: PlanSummary[],
  work: Omit<ChunkList, 'plans'>,
  again?: { only: readonly number[]; round: number },
): Promise<OutputRecord[]> {
  const { workspaceId, renderId, revision } = input;
  const made: OutputRecord[] = [];
  let left = plans
    .flatMap((plan, i) => plan.outputs.map((output) => ({ plan, firstChunk: firstChunkOf(plans, i), output })))
    .filter(({ output }) => again?.only.includes(output) ?? true);
  for (let round = 1; ; round++) {
    const broken: ((typeof left)[number] & { damaged: number[] })[] = [];
    await together(
      left.map((one) => async () => {
        const { plan, output } = one;
        const { assemble } = assembly(`output ${output + 1}: join ${plan.chunkCount} chunks`);
        const joined = await despiteLostWorkers(() => assemble({ workspaceId, renderId, planKey: plan.planKey, output }));
        if (joined.output) made.push(joined.output);
        else broken.push({ ...one, damaged: joined.damaged });
      }),
    );
    if (broken.length === 0) return made.sort((a, b) => a.index - b.index);
    const lists = plans.map(({ planKey }, i) => {
      const damaged = broken.filter((one) => one.plan.planKey === planKey).flatMap((one) => one.damaged);
      return { planKey, firstChunk: firstChunkOf(plans, i), indices: [...new Set(damaged)].sort((a, b) => a - b) };
    });
    const numbers = lists.flatMap(({ firstChunk, indices }) => indices.map((index) => firstChunk + index));
    if (round > REPAIRS) throw failed('STORAGE_FAILED', `Chunks ${numbers.join(', ')} are damaged in the store, each time anew.`);
    log.warn('damaged chunks are rendered again', { damaged: numbers });
    await renderChunks({ ...work, plans: lists }, revision, (again?.round ?? 0) + round);
    left = broken;
  }
}

async function canceled(input: RenderWorkflowInput, tell: Tell, error: unknown): Promise<RenderWorkflowResult> {
  await tell({ to: 'CANCELED' });
  await leave(input);
  if (error instanceof CancelRequested) return { status: 'CANCELED', outputs: [], failure: null };
  throw error;
}

async function gaveUp(input: RenderWorkflowInput, tell: Tell, error: unknown): Promise<never> {
  const failure = failureFrom(error);
  await tell({ to: 'FAILED', failure });
  await leave(input);
  throw asError(failure);
}

/** A generation that nobody waits for any more is cancelled at its provider. */
const leave = ({ workspaceId, renderId }: RenderWorkflowInput): Promise<void> => requests().leaveGenerations({ workspaceId, renderId });
