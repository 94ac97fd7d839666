import { setCurrentDetails, sleep } from '@temporalio/workflow';
import type { RenderWorkflowInput } from '@workprint/contracts';
import { chunkWork } from './activities.ts';
import { despiteLostWorkers } from './failing.ts';
import { inWindow } from './scopes.ts';
import type { Makes } from './underway.ts';

/** Chunks that have to be rendered, plan by plan. */
export interface ChunkList extends Pick<RenderWorkflowInput, 'workspaceId' | 'renderId'> {
  plans: PlanChunks[];
  /** Chunks of the whole render, for people to read. */
  of: number;
  /** Chunks drawn at a time by all who draw them; absent: not known. */
  slots?: number | undefined;
}

export interface PlanChunks {
  planKey: string;
  /** Chunks of the plans before it. */
  firstChunk: number;
  /** Within the plan, in the order they are begun. */
  indices: number[];
}

/** Chunks in flight at a time in one execution; two shards run side by side. */
const WINDOW = 50;

/**
 * Milliseconds that those are held back for which nobody is free yet. Of tasks given out together Temporal hands the last ones to whoever waits:
 * of 24 chunks numbers 22 and 23 came first, and the beginning of the film was there one chunk later.
 */
const HELD_BACK = 25;

/** At most 500 chunks of a long render: an execution of its own keeps every history short. */
export async function renderShardWorkflow(list: ChunkList): Promise<void> {
  await renderInWindow(list, (_, work) => work());
}

/** Keeps a window of chunks in flight, begun in the order given. `begin` does a chunk's work. */
export async function renderInWindow(
  { workspaceId, renderId, plans, of, slots = WINDOW }: ChunkList,
  begin: (makes: Makes, work: () => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  let done = 0;
  const chunks = plans.flatMap(({ indices, ...plan }) => indices.map((index) => ({ ...plan, index })));
  const held = Math.min(chunks.length, WINDOW) > slots ? sleep(HELD_BACK) : null;
  await inWindow(chunks, WINDOW, async ({ planKey, firstChunk, index }, position) => {
    if (position >= slots) await held;
    const { renderChunk } = chunkWork(`chunk ${firstChunk + index + 1} of ${of}`);
    await begin({ planKey, chunks: [index] }, () => despiteLostWorkers(() => renderChunk({ workspaceId, renderId, planKey, index })));
    setCurrentDetails(`**RENDERING**: ${++done} of ${chunks.length} chunks to render are done (${of} in all)`);
  });
}
