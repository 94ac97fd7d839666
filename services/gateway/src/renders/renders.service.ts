import { Inject, Injectable } from '@nestjs/common';
import { objectKeys, type StoredBatch, type StoredTimeline } from '@workprint/contracts';
import {
  claimIdempotencyKey,
  type Database,
  deleteRenderRow,
  getRender,
  insertRender,
  isTerminalRender,
  newId,
  type RenderRecord,
  readIdempotencyKey,
  requestRenderCancel,
  type Tx,
} from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { hashOf, PIPELINE_VERSION } from '@workprint/timeline';
import type { Logger } from 'pino';
import type { Principal } from '../auth/principal.ts';
import { commonProblems } from '../graphql/inputs.ts';
import { idempotencyConflict, notFound, type UserError, userError } from '../graphql/user-error.ts';
import { DATABASE, LOG, STORE, WORKFLOWS } from '../tokens.ts';
import { notForLong } from '../workflows/patience.ts';
import type { Workflows } from '../workflows/workflows.ts';
import type { RenderResult } from './create-render.service.ts';
import { RenderStarter } from './render-starter.ts';

const refused = (...userErrors: UserError[]): RenderResult => ({ render: null, userErrors });

/** What can be done to a render that is there. */
@Injectable()
export class RendersService {
  private readonly database: Database;
  private readonly store: ObjectStore;
  private readonly workflows: Workflows;
  private readonly starter: RenderStarter;
  private readonly log: Logger;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(STORE) store: ObjectStore,
    @Inject(WORKFLOWS) workflows: Workflows,
    @Inject(RenderStarter) starter: RenderStarter,
    @Inject(LOG) log: Logger,
  ) {
    this.database = database;
    this.store = store;
    this.workflows = workflows;
    this.starter = starter;
    this.log = log;
  }

  /** The row first: the workflow reads it at its start, so a wish to stop holds even when no workflow is there yet. */
  async cancel(actor: Principal, id: string): Promise<RenderResult> {
    const render = await this.database.withWorkspace(actor.workspaceId, (tx) => requestRenderCancel(tx, id));
    if (!render) return refused(notFound('render', ['id']));
    if (!isTerminalRender(render.status)) {
      const lost = (err: unknown) => this.log.warn({ err, renderId: id }, 'cancel not delivered to Temporal; the row has it');
      await notForLong(this.workflows.cancelRender(id).catch(lost));
    }
    return { render, userErrors: [] };
  }

  async retry(actor: Principal, id: string, idempotencyKey: string | null): Promise<RenderResult> {
    const problems = commonProblems({ idempotencyKey });
    if (problems.length > 0) return refused(...problems);
    const { before, repeated } = await this.database.withWorkspace(actor.workspaceId, async (tx) => ({
      before: await getRender(tx, id),
      repeated: idempotencyKey && (await repeatedRetry(tx, claimOf(id, idempotencyKey))),
    }));
    if (repeated) return repeated;
    if (!before) return refused(notFound('render', ['id']));
    if (!isTerminalRender(before.status)) {
      return refused(
        userError('NOT_FINISHED', 'Only a render that has ended can be tried again.', ['id'], 'Wait for it, or cancel it first.'),
      );
    }
    const newRenderId = newId();
    const timelineKey = objectKeys.timeline(actor.workspaceId, newRenderId);
    await this.copyTimeline(before, timelineKey);
    const result = await this.database.withWorkspace(actor.workspaceId, (tx) =>
      insertRetry(tx, actor, before, { id: newRenderId, timelineKey, idempotencyKey }),
    );
    if (result.render?.id === newRenderId) await this.starter.start(result.render);
    else await this.store.remove([timelineKey]);
    return result;
  }

  /** A member of a batch that was never started has no document of its own yet. */
  private async copyTimeline({ workspaceId, batchId, batchRow, timelineKey }: RenderRecord, to: string): Promise<void> {
    if (!batchId || batchRow === null) return this.store.copy(timelineKey, to, { contentType: 'application/json' });
    const { timeline, rows } = await this.store.getJson<StoredBatch>(objectKeys.batch(workspaceId, batchId));
    const document: StoredTimeline = { timeline, variables: rows[batchRow - 1] ?? null };
    await this.store.putJson(to, document);
  }

  /** Objects first: when we die in between, the row is still there to be deleted again. */
  async delete(actor: Principal, id: string): Promise<{ deletedId: string | null; userErrors: UserError[] }> {
    const render = await this.database.withWorkspace(actor.workspaceId, (tx) => getRender(tx, id));
    if (!render) return { deletedId: null, userErrors: [notFound('render', ['id'])] };
    if (!isTerminalRender(render.status)) {
      return {
        deletedId: null,
        userErrors: [userError('RENDER_RUNNING', 'The render has not ended.', ['id'], 'Cancel it and wait for its end.')],
      };
    }
    await this.store.removePrefix(objectKeys.render(actor.workspaceId, render.id));
    await this.database.withWorkspace(actor.workspaceId, (tx) => deleteRenderRow(tx, render.id));
    return { deletedId: render.id, userErrors: [] };
  }
}

const claimOf = (id: string, key: string) => ({ operation: 'retryRender', key, inputHash: hashOf({ id: id.toLowerCase() }) });

/** What was answered under the key before, even when the render that was tried again is gone by now. Null: the key is free. */
const repeatedRetry = async (tx: Tx, claim: ReturnType<typeof claimOf>): Promise<RenderResult | null> => {
  const made = await readIdempotencyKey(tx, claim);
  if (!made) return null;
  if ('conflict' in made) return refused(idempotencyConflict());
  const render = await getRender(tx, made.resultId);
  return render ? { render, userErrors: [] } : refused(notFound('render (any more)', ['idempotencyKey']));
};

const insertRetry = async (
  tx: Tx,
  actor: Principal,
  before: RenderRecord,
  { id, timelineKey, idempotencyKey }: { id: string; timelineKey: string; idempotencyKey: string | null },
): Promise<RenderResult> => {
  if (idempotencyKey) {
    const claim = claimOf(before.id, idempotencyKey);
    const taken = await claimIdempotencyKey(tx, { ...claim, resultId: id });
    if ('conflict' in taken || !taken.fresh) return (await repeatedRetry(tx, claim)) ?? refused(idempotencyConflict());
  }
  const { projectId, preset, priority, backend, outputSettings, metadata, timeoutSeconds, framesTotal, durationSeconds, rootId } = before;
  const { playlist } = before;
  // What was forecast of the first try is nothing the second may be judged by.
  const estimate = before.estimate && { ...before.estimate, model: undefined };
  const render = await insertRender(tx, {
    ...{ projectId, preset, priority, backend, outputSettings, metadata, timeoutSeconds, framesTotal, durationSeconds, estimate, rootId },
    playlist,
    id,
    timelineKey,
    createdBy: actor.id,
    pipelineVersion: PIPELINE_VERSION,
    maxCost: before.maxCost,
    retryOf: before.id,
  });
  return { render, userErrors: [] };
};
