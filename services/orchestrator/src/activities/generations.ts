import {
  estimateCost,
  failure,
  type GenerationRequest,
  generationStart,
  generationWorkflowInput,
  type RequestActivities,
} from '@workprint/contracts';
import {
  addGenerationWaiter,
  awaitedGenerations,
  type GenerationRow,
  insertGeneration,
  markGenerationStarted,
  newId,
  releaseRender,
  reserveForRender,
  SpendLimitError,
  type Tx,
} from '@workprint/projection';
import type { Dependencies } from '../dependencies.ts';
import { startOnce } from '../workflows.ts';

type Request = Parameters<RequestActivities['requestGenerations']>[0];
type Answers = Awaited<ReturnType<RequestActivities['requestGenerations']>>['generations'];

/**
 * Makes sure that each intent is being made, and that this render waits for it. Running and succeeded intents are used
 * again; the money for the others is held before the first is taken. One that failed or was cancelled is bought anew by a render that asks for the first time; a render that waited
 * for it is told how it ended instead, or it would buy for ever.
 */
export const requestGenerations =
  (deps: Dependencies): RequestActivities['requestGenerations'] =>
  async (request) => {
    const refused = await withinLimits(deps, request);
    if (refused) return { generations: refused };
    const answers = [];
    const { db, client, prefix } = deps;
    // One transaction each: renders that ask for the same intents in another order must not lock each other out.
    for (const wanted of request.generations) {
      const row = await db.withWorkspace(request.workspaceId, (tx) => takeUp(tx, request, wanted));
      if (!row.workflowStartedAt) {
        const { id: generationId, workspaceId } = row;
        await startOnce(client, generationStart(prefix, generationWorkflowInput(row, request.priority), row));
        await db.withWorkspace(workspaceId, (tx) => markGenerationStarted(tx, generationId));
      }
      answers.push({
        path: wanted.path,
        generationId: row.id,
        status: row.status,
        failure: row.failure,
        over: row.waitersFailedAt !== null,
      });
    }
    // Another render may have taken up an intent meanwhile.
    await db.withWorkspace(request.workspaceId, (tx) => releaseRender(tx, request.renderId));
    return { generations: answers };
  };

/** Holds back the money for everything this render has to buy, before the first of it is bought. Null: it is held. */
async function withinLimits({ db, log }: Dependencies, { workspaceId, renderId, generations }: Request): Promise<Answers | null> {
  const priced = generations.map((one) => ({ intentKey: one.intentKey, estimate: estimateCost(one) }));
  try {
    const nearing = await db.withWorkspace(workspaceId, (tx) => reserveForRender(tx, renderId, priced));
    if (nearing.length > 0) log.warn({ workspaceId, caps: nearing }, 'a workspace has used 80% of a cap');
    return null;
  } catch (error) {
    if (!(error instanceof SpendLimitError)) throw error;
    const [first] = generations;
    return [{ path: first?.path ?? '', generationId: '', status: 'REFUSED', failure: failure('SPEND_LIMIT', error.message), over: true }];
  }
}

async function takeUp(tx: Tx, { renderId, createdBy, projectId }: Request, wanted: GenerationRequest): Promise<GenerationRow> {
  const { intentKey, kind, provider, model, prompt, input } = wanted;
  const awaited = (await awaitedGenerations(tx, renderId)).find((g) => g.intentKey === intentKey);
  if (awaited) return awaited;
  const money = { estimate: estimateCost(wanted), boughtFor: renderId };
  const intent = { id: newId(), createdBy, projectId, intentKey, kind, provider, model, prompt, input, ...money };
  const { generation } = await insertGeneration(tx, intent);
  const row = (await addGenerationWaiter(tx, generation.id, renderId)) ?? generation;
  // Its last waiter left between the two: this render never waited for it. The next try finds the intent free.
  if (row.cancelRequestedAt || row.status === 'FAILED' || row.status === 'CANCELED') throw new Error(`generation ${row.id} ended just now`);
  return row;
}
