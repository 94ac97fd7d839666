import { Inject, Injectable } from '@nestjs/common';
import { microsOfAmount, objectKeys, type StoredBatch } from '@workprint/contracts';
import type { CreateRenderBatchInput } from '@workprint/graphql-schema';
import {
  type BatchRow,
  claimIdempotencyKey,
  type Database,
  getAssets,
  getBatch,
  getWorkspace,
  insertBatch,
  markBatchStarted,
  newId,
  readIdempotencyKey,
  requestBatchCancel,
  type Tx,
} from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { hashOf } from '@workprint/timeline';
import type { Logger } from 'pino';
import type { Principal } from '../auth/principal.ts';
import { commonProblems } from '../graphql/inputs.ts';
import { idempotencyConflict, notFound, type UserError, userError } from '../graphql/user-error.ts';
import { draft, framesOf, microsOf, settingProblems } from '../renders/create-render.service.ts';
import { plainEstimate } from '../renders/estimate.ts';
import { generationsCost } from '../renders/generations-cost.ts';
import { purchaseProblems } from '../renders/purchase-problems.ts';
import { readSource } from '../renders/timeline-source.ts';
import { DATABASE, LOG, SETTINGS, type Settings, STORE, WORKFLOWS } from '../tokens.ts';
import { notForLong } from '../workflows/patience.ts';
import type { Workflows } from '../workflows/workflows.ts';
import { type CheckedRow, checkRows } from './check-rows.ts';
import { readRows } from './rows.ts';

const OPERATION = 'createRenderBatch';
/** Bytes of timeline times rows: what one request may have checked. */
const MAX_WORK = 200_000_000;

export interface BatchResult {
  batch: BatchRow | null;
  userErrors: UserError[];
}

const refused = (...userErrors: UserError[]): BatchResult => ({ batch: null, userErrors });

/** Takes many renders at once. Their workflows are started by the batch's own, a few at a time. */
@Injectable()
export class BatchesService {
  private readonly database: Database;
  private readonly store: ObjectStore;
  private readonly workflows: Workflows;
  private readonly settings: Settings;
  private readonly log: Logger;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(STORE) store: ObjectStore,
    @Inject(WORKFLOWS) workflows: Workflows,
    @Inject(SETTINGS) settings: Settings,
    @Inject(LOG) log: Logger,
  ) {
    this.database = database;
    this.store = store;
    this.workflows = workflows;
    this.settings = settings;
    this.log = log;
  }

  async create(actor: Principal, input: CreateRenderBatchInput): Promise<BatchResult> {
    const { idempotencyKey, ...rest } = input;
    const claim = idempotencyKey ? { operation: OPERATION, key: idempotencyKey, inputHash: hashOf(rest) } : null;
    const { limits, made, asked } = await this.within(actor, async (tx) => ({
      limits: await getWorkspace(tx),
      made: claim && (await readIdempotencyKey(tx, claim)),
      asked: await readSource(tx, input),
    }));
    if (made) return this.within(actor, (tx) => repeated(tx, made));
    if (!limits) throw new Error(`workspace ${actor.workspaceId} is gone`);

    const problems = [...commonProblems(input), ...settingProblems(input, limits)];
    if ('problems' in asked) return refused(...problems, ...asked.problems);
    const read = readRows(input, asked.source);
    if ('problems' in read) return refused(...problems, ...read.problems);
    if ((JSON.stringify(asked.source.timeline)?.length ?? 0) * read.rows.length > MAX_WORK) {
      problems.push(userError('TOO_LARGE', 'The timeline is too long for so many rows.', ['rows'], 'Make several batches.'));
    }
    if (problems.length > 0) return refused(...problems);
    const assets = (ids: string[]) => (ids.length > 0 ? this.within(actor, (tx) => getAssets(tx, ids)) : Promise.resolve([]));
    const { providers, mediaConvert } = this.settings;
    const means = { backend: input.backend ?? limits.defaultBackend, missing: mediaConvert.missing, providers };
    const rows = await checkRows({ ...asked, rows: read.rows, input, limits, means, assets });
    if ('problems' in rows) return refused(...rows.problems);
    const timelines = rows.map((row) => row.checked.timeline);
    const tooDear = await this.within(actor, async (tx) =>
      purchaseProblems(tx, await generationsCost(tx, timelines), microsOf(input.maxCost)),
    );
    if (tooDear.length > 0) return refused(...tooDear);

    const settings = { ...input, playlist: input.playlist ?? false };
    const { backend } = means;
    const members = rows.map(({ checked, outputs }) => {
      const asked = { frames: framesOf(checked, outputs.value), durationSeconds: checked.durationSeconds, outputs: outputs.value };
      return draft(actor, settings, limits, { timeline: checked, outputs, backend }, plainEstimate(asked, backend));
    });
    const id = newId();
    // The document first: members are never without it.
    await this.store.putJson(objectKeys.batch(actor.workspaceId, id), documentOf(asked.source.timeline, rows));
    const result = await this.within(actor, async (tx) => {
      const taken = claim && (await claimIdempotencyKey(tx, { ...claim, resultId: id }));
      if (taken && !('fresh' in taken && taken.fresh)) return repeated(tx, taken);
      const { projectId, templateId, metadata } = input;
      const maxCost = input.maxCost == null ? null : microsOfAmount(input.maxCost);
      const batch = { id, createdBy: actor.id, projectId, templateId, metadata, maxCost, priority: members[0]?.priority ?? 3 };
      return { batch: await insertBatch(tx, batch, members), userErrors: [] };
    });
    if (result.batch?.id === id) await notForLong(this.start(result.batch));
    else await this.store.remove([objectKeys.batch(actor.workspaceId, id)]);
    return result;
  }

  /** The row first: the workflow reads it, so a wish to stop holds even when no workflow is there yet. */
  async cancel(actor: Principal, id: string): Promise<BatchResult> {
    const batch = await this.within(actor, (tx) => requestBatchCancel(tx, id));
    if (!batch) return refused(notFound('batch', ['id']));
    if (!batch.finishedAt) {
      const lost = (err: unknown) => this.log.warn({ err, batchId: id }, 'cancel not delivered to Temporal; the row has it');
      await notForLong(this.workflows.cancelBatch(batch.id).catch(lost));
    }
    return { batch, userErrors: [] };
  }

  private async start(batch: BatchRow): Promise<void> {
    const { id: batchId, workspaceId, priority } = batch;
    try {
      await this.workflows.startBatch({ workspaceId, batchId, priority }, batch);
      await this.within({ workspaceId }, (tx) => markBatchStarted(tx, batchId));
    } catch (err) {
      this.log.warn({ err, batchId }, 'batch not started; the sweeper will');
    }
  }

  private within<T>({ workspaceId }: Pick<Principal, 'workspaceId'>, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.withWorkspace(workspaceId, work);
  }
}

const documentOf = (timeline: unknown, rows: readonly CheckedRow[]): StoredBatch => ({
  timeline,
  rows: rows.map((row) => row.variables ?? {}),
});

const repeated = async (tx: Tx, made: object): Promise<BatchResult> => {
  if (!('resultId' in made)) return refused(idempotencyConflict());
  const batch = await getBatch(tx, String(made.resultId));
  return batch ? { batch, userErrors: [] } : refused(notFound('batch (any more)', ['idempotencyKey']));
};
