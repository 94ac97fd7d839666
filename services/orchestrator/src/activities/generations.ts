import { type GenerationRequest, generationStart, generationWorkflowInput, type RequestActivities } from '@workprint/contracts';
import {
  addGenerationWaiter,
  awaitedGenerations,
  type GenerationRow,
  insertGeneration,
  markGenerationStarted,
  newId,
  type Tx,
} from '@workprint/projection';
import type { Dependencies } from '../dependencies.ts';
import { startOnce } from '../workflows.ts';

type Request = Parameters<RequestActivities['requestGenerations']>[0];

/**
 * Makes sure that each intent is being made, and that this render waits for it. Running and succeeded intents are used
 * again. One that failed or was cancelled is bought anew by a render that asks for the first time; a render that waited
 * for it is told how it ended instead, or it would buy for ever.
 */
export const requestGenerations =
  ({ db, client, prefix }: Dependencies): RequestActivities['requestGenerations'] =>
  async (request) => {
    const answers = [];
    // One transaction each: renders that ask for the same intents in another order must not lock each other out.
    for (const wanted of request.generations) {
      const row = await db.withWorkspace(request.workspaceId, (tx) => takeUp(tx, request, wanted));
      if (!row.workflowStartedAt) {
        const { id: generationId, workspaceId } = row;
        await startOnce(client, generationStart(prefix, generationWorkflowInput(row, request.priority), row));
        await db.withWorkspace(workspaceId, (tx) => markGenerationStarted(tx, generationId));
      }
      answers.push({ path: wanted.path, generationId: row.id, status: row.status, failure: row.failure });
    }
    return { generations: answers };
  };

async function takeUp(tx: Tx, { renderId, createdBy, projectId }: Request, wanted: GenerationRequest): Promise<GenerationRow> {
  const { intentKey, kind, provider, model, prompt, input } = wanted;
  const awaited = (await awaitedGenerations(tx, renderId)).find((g) => g.intentKey === intentKey);
  if (awaited) return awaited;
  const intent = { id: newId(), createdBy, projectId, intentKey, kind, provider, model, prompt, input };
  const { generation } = await insertGeneration(tx, intent);
  const row = (await addGenerationWaiter(tx, generation.id, renderId)) ?? generation;
  // Its last waiter left between the two: this render never waited for it. The next try finds the intent free.
  if (row.cancelRequestedAt || row.status === 'FAILED' || row.status === 'CANCELED') throw new Error(`generation ${row.id} ended just now`);
  return row;
}
