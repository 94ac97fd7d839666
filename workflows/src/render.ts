import { CancellationScope, isCancellation, log } from '@temporalio/workflow';
import type { OutputRecord, PlanSummary, RenderWorkflowInput, RenderWorkflowResult } from '@workprint/contracts';
import { assembly, requests } from './activities.ts';
import { renderChunks } from './chunks.ts';
import { asError, despiteLostWorkers, failed, failureFrom } from './failing.ts';
import { planned } from './inputs.ts';
import { mezzanines } from './mezzanines.ts';
import { madeOutside } from './outside.ts';
import { together, within } from './scopes.ts';
import type { ChunkList } from './shard.ts';
import { CancelRequested, storyOf, type Tell } from './story.ts';

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
  const { plans, framesTotal, durationSeconds } = await planned(input, tell);
  const [first] = plans;
  if (input.backend && first) return madeOutside({ input, tell, plan: first, framesTotal, durationSeconds });
  const { workspaceId, renderId } = input;
  const chunksTotal = plans.reduce((sum, p) => sum + p.chunkCount, 0);
  const chunksReused = chunksTotal - plans.reduce((sum, p) => sum + p.missing.length, 0);
  const planKeys = plans.map((p) => p.planKey);
  await tell({ to: 'RENDERING', planKey: planKeys[0] ?? '', framesTotal, durationSeconds, chunksTotal, chunksReused });
  const work = { workspaceId, renderId, of: chunksTotal };
  const lists = plans.map(({ planKey, missing }, i) => ({ planKey, firstChunk: firstChunkOf(plans, i), indices: missing }));
  const sounds = plans
    .filter((p) => p.hasAudio)
    .map(
      ({ planKey }) =>
        () =>
          despiteLostWorkers(() => assembly('mix the sound').mixAudio({ workspaceId, renderId, planKey })),
    );
  const pictures = async (): Promise<void> => {
    await mezzanines({ workspaceId, renderId }, plans);
    await renderChunks({ ...work, plans: lists }, input.revision, 0);
  };
  await together([...sounds, pictures]);

  await tell({ to: 'ASSEMBLING' });
  const outputs = await assembled(input, plans, work);

  await tell({ to: 'PUBLISHING' });
  const published = await despiteLostWorkers(() => assembly('posters and manifest').publish({ workspaceId, renderId, planKeys, outputs }));
  return published.outputs;
}

const firstChunkOf = (plans: readonly PlanSummary[], position: number): number =>
  plans.slice(0, position).reduce((sum, p) => sum + p.chunkCount, 0);

/** Joins each output's chunks; those whose objects turn out to be missing or damaged are rendered again. By output. */
async function assembled(input: RenderWorkflowInput, plans: PlanSummary[], work: Omit<ChunkList, 'plans'>): Promise<OutputRecord[]> {
  const { workspaceId, renderId, revision } = input;
  const made: OutputRecord[] = [];
  let left = plans.flatMap((plan, i) => plan.outputs.map((output) => ({ plan, firstChunk: firstChunkOf(plans, i), output })));
  for (let round = 1; ; round++) {
    const again: ((typeof left)[number] & { damaged: number[] })[] = [];
    await together(
      left.map((one) => async () => {
        const { plan, output } = one;
        const { assemble } = assembly(`output ${output + 1}: join ${plan.chunkCount} chunks`);
        const joined = await despiteLostWorkers(() => assemble({ workspaceId, renderId, planKey: plan.planKey, output }));
        if (joined.output) made.push(joined.output);
        else again.push({ ...one, damaged: joined.damaged });
      }),
    );
    if (again.length === 0) return made.sort((a, b) => a.index - b.index);
    const lists = plans.map(({ planKey }, i) => {
      const damaged = again.filter((one) => one.plan.planKey === planKey).flatMap((one) => one.damaged);
      return { planKey, firstChunk: firstChunkOf(plans, i), indices: [...new Set(damaged)].sort((a, b) => a - b) };
    });
    const numbers = lists.flatMap(({ firstChunk, indices }) => indices.map((index) => firstChunk + index));
    if (round > REPAIRS) throw failed('STORAGE_FAILED', `Chunks ${numbers.join(', ')} are damaged in the store, each time anew.`);
    log.warn('damaged chunks are rendered again', { damaged: numbers });
    await renderChunks({ ...work, plans: lists }, revision, round);
    left = again;
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
