import { setTimeout as sleep } from 'node:timers/promises';
import { type Failure, failure, type SubmitJobInput, type SubmitJobResult } from '@workprint/contracts';
import { bindRenderJob, type Database, leaseRenderJob, openRenderJob, type RenderJobRecord, renewRenderJob } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { FailureError } from '../port.ts';
import { asked, type MediaConvert } from './client.ts';
import { troubleOf } from './failures.ts';

export interface JobNeeds {
  db: Database;
  store: ObjectStore;
  /** @throws FailureError PROVIDER_NOT_CONFIGURED */
  service(): MediaConvert;
  log: { warn(fields: object, message: string): void };
  /** Specs have less time. */
  patience?: Partial<Patience>;
}

/** Seconds. */
interface Patience {
  /** A second request with a token is taken for the first: the service promises a minute. */
  sameRequest: number;
  /** After so long a request is at the service and in its listing, or it never comes: its own limit and the listing's lag. */
  settled: number;
  /** Between the two listings that must both not show it. */
  between: number;
}

const PATIENCE: Patience = { sameRequest: 40, settled: 60, between: 5 };

/** The job as prepare has stored it. */
interface StoredJob {
  key: string;
  settings: unknown;
}

/**
 * Sends a round's job so that there is one: the row is committed before the request leaves, a request whose outcome is unknown is looked for in
 * the service's listing, repeated with its token while the service knows that, and with a new one only when its absence is proven.
 */
export const submitJob =
  (needs: JobNeeds) =>
  async (input: SubmitJobInput, signal: AbortSignal): Promise<SubmitJobResult> => {
    const { db, store } = needs;
    const service = needs.service();
    const { workspaceId, renderId, round, jobKey, priority } = input;
    const row = await db.withWorkspace(workspaceId, (tx) => openRenderJob(tx, { renderId, round }));
    if (!row) throw new FailureError(failure('PROVIDER_REFUSED', `The render ${renderId} is gone.`));
    const known = row.jobId ?? (await found(service, row, signal));
    if (known) return sent(needs, input, row, known);
    const token = row.sentSecondsAgo === null ? row.token : await again(needs, input, service, row, signal);
    if (row.sentSecondsAgo === null && (await asked(service.room(signal))) === 0) return { outcome: 'full' };

    const { settings } = await store.getJson<StoredJob>(jobKey, { signal });
    await db.withWorkspace(workspaceId, (tx) => leaseRenderJob(tx, row.id));
    const userMetadata = { workspace: workspaceId, render: renderId };
    try {
      const jobId = await service.create({ token, intent: row.id, userMetadata, settings, priority }, signal);
      return await sent(needs, input, row, jobId);
    } catch (error) {
      const { kind, failure: why } = troubleOf(error);
      needs.log.warn({ renderId, round, kind, why: why.message }, 'the job was not taken');
      throw new FailureError(why);
    }
  };

const sent = async ({ db }: JobNeeds, { workspaceId }: SubmitJobInput, row: RenderJobRecord, jobId: string): Promise<SubmitJobResult> => {
  if (row.jobId === null) await db.withWorkspace(workspaceId, (tx) => bindRenderJob(tx, row.id, jobId));
  return { outcome: 'sent', jobId };
};

/** A request that left may have arrived: the service's listing says so. */
const found = (service: MediaConvert, row: RenderJobRecord, signal: AbortSignal): Promise<string | null> =>
  row.sentSecondsAgo === null ? Promise.resolve(null) : asked(service.findByIntent(row.id, row.createdAt, signal));

/** The token for another request, after one that may have left. @throws FailureError PROVIDER_UNAVAILABLE: it is too soon to tell */
async function again(
  needs: JobNeeds,
  { workspaceId, renderId }: SubmitJobInput,
  service: MediaConvert,
  row: RenderJobRecord,
  signal: AbortSignal,
): Promise<string> {
  const { sameRequest, settled, between } = { ...PATIENCE, ...needs.patience };
  const ago = row.sentSecondsAgo ?? 0;
  if (ago < sameRequest) return row.token;
  if (ago < settled) throw new FailureError(unsure(`whether the job of render ${renderId} was taken will be known in a moment`));
  await sleep(between * 1000, undefined, { signal });
  const late = await asked(service.findByIntent(row.id, row.createdAt, signal));
  if (late) throw new FailureError(unsure(`the job of render ${renderId} has just appeared in the listing`));
  const token = await needs.db.withWorkspace(workspaceId, (tx) => renewRenderJob(tx, row.id));
  if (token === null) throw new FailureError(unsure(`the job of render ${renderId} has just become known`));
  needs.log.warn({ renderId, round: row.round }, 'the job is in no listing: it is sent anew');
  return token;
}

const unsure = (why: string): Failure => failure('PROVIDER_UNAVAILABLE', `mediaconvert: ${why}`);
