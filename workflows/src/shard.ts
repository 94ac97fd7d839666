import { setCurrentDetails } from '@temporalio/workflow';
import type { RenderWorkflowInput } from '@workprint/contracts';
import { chunkWork } from './activities.ts';
import { despiteLostWorkers } from './failing.ts';
import { inWindow } from './scopes.ts';

/** Chunks of one plan that have to be rendered, in timeline order. */
export interface ChunkList extends Pick<RenderWorkflowInput, 'workspaceId' | 'renderId'> {
  planKey: string;
  indices: number[];
  /** Chunks of the whole plan, for people to read. */
  of: number;
}

/** Chunks in flight at a time in one execution; two shards run side by side. */
const WINDOW = 50;

/** At most 500 chunks of a long render: an execution of its own keeps every history short. */
export async function renderShardWorkflow(list: ChunkList): Promise<void> {
  await renderInWindow(list);
}

/** Keeps a window of chunks in flight, timeline order first. */
export async function renderInWindow({ workspaceId, renderId, planKey, indices, of }: ChunkList): Promise<void> {
  let done = 0;
  await inWindow(indices, WINDOW, async (index) => {
    const { renderChunk } = chunkWork(`chunk ${index + 1} of ${of}`);
    await despiteLostWorkers(() => renderChunk({ workspaceId, renderId, planKey, index }));
    setCurrentDetails(`**RENDERING**: ${++done} of ${indices.length} chunks to render are done (${of} in all)`);
  });
}
