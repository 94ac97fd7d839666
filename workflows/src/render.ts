import { CancellationScope, isCancellation, log } from '@temporalio/workflow';
import type { OutputRecord, RenderWorkflowInput, RenderWorkflowResult } from '@workprint/contracts';
import { assembly, requests } from './activities.ts';
import { renderChunks } from './chunks.ts';
import { asError, despiteLostWorkers, failed, failureFrom } from './failing.ts';
import { planned } from './inputs.ts';
import { mezzanines } from './mezzanines.ts';
import { together, within } from './scopes.ts';
import type { ChunkList } from './shard.ts';
import { CancelRequested, storyOf, type Tell } from './story.ts';

/** How often chunks found damaged at the join are rendered again before giving up. */
const REPAIRS = 3;

/**
 * From request to finished file. Ends Completed, Failed (with the Failure in the error's details) or Canceled, so that an
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
  const { planKey, framesTotal, durationSeconds, chunkCount, missing, hasAudio, mezzanines: groups = [] } = await planned(input, tell);
  const { workspaceId, renderId, revision } = input;
  const plan = { workspaceId, renderId, planKey };
  const chunks = { ...plan, indices: missing, of: chunkCount };

  const chunksReused = chunkCount - missing.length;
  await tell({ to: 'RENDERING', planKey, framesTotal, durationSeconds, chunksTotal: chunkCount, chunksReused });
  const sound = hasAudio ? [() => despiteLostWorkers(() => assembly('mix the sound').mixAudio(plan))] : [];
  const pictures = async (): Promise<void> => {
    if (groups.length > 0) await mezzanines(plan, groups);
    await renderChunks(chunks, revision, 0);
  };
  await together([...sound, pictures]);

  await tell({ to: 'ASSEMBLING' });
  const outputs = await assembled(chunks, revision);

  await tell({ to: 'PUBLISHING' });
  const published = await despiteLostWorkers(() => assembly('poster and manifest').publish({ ...plan, outputs }));
  return published.outputs;
}

/** Joins the chunks; those whose objects turn out to be missing or damaged are rendered again. */
async function assembled(chunks: ChunkList, revision: number): Promise<OutputRecord[]> {
  const { workspaceId, renderId, planKey, of } = chunks;
  for (let round = 1; ; round++) {
    const { outputs, damaged } = await despiteLostWorkers(() => assembly(`join ${of} chunks`).assemble({ workspaceId, renderId, planKey }));
    if (damaged.length === 0) return outputs;
    if (round > REPAIRS) throw failed('STORAGE_FAILED', `Chunks ${damaged.join(', ')} are damaged in the store, each time anew.`);
    log.warn('damaged chunks are rendered again', { damaged });
    await renderChunks({ ...chunks, indices: damaged }, revision, round);
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
