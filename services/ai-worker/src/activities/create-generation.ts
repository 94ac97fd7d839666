import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type CreateOutcome, failure, type ProviderActivities, type ProviderJob } from '@workprint/contracts';
import {
  type AttemptState,
  type GenerationRow,
  getGeneration,
  insertAttempt,
  listAttempts,
  newId,
  updateAttempt,
} from '@workprint/projection';
import { ask } from '../ask.ts';
import { createOnce } from '../create-once.ts';
import { REQUEST_LIMIT_MS } from '../exchange.ts';
import { FailureError, type Provider } from '../port.ts';
import type { Dependencies } from './dependencies.ts';

/** How long after committing SENDING the request may still leave. */
const LEASE_MS = 10_000;
/** Kept free at the end of the activity's time for writing down how it went. */
const SPARE_MS = 3_000;

/** How an execution is told its limits. */
export interface Limits {
  /** Milliseconds this execution may take. */
  budgetMs: number;
  signal: AbortSignal;
}

/**
 * Buys at most once. Every attempt is committed as SENDING before its request leaves, and another one is opened only when
 * the last provably bought nothing; so whatever dies or repeats, a second purchase can't happen.
 * A typed failure thrown from here means that nothing was bought.
 */
export function createGeneration(deps: Dependencies, limits: () => Limits): ProviderActivities['createGeneration'] {
  return async ({ workspaceId, generationId }) => {
    const { budgetMs, signal } = limits();
    const deadline = performance.now() + budgetMs - REQUEST_LIMIT_MS - SPARE_MS;
    const row = await beforeBuying(deadline, () => deps.db.withWorkspace(workspaceId, (tx) => getGeneration(tx, generationId)));
    if (!row) throw new FailureError(failure('INTERNAL', `There is no generation ${generationId} in workspace ${workspaceId}.`));
    const provider = deps.providers.find(row.provider);
    const request = provider.describeInput(row);

    for (;;) {
      const attempt = await beforeBuying(deadline, () => openAttempt(deps, row));
      if (!attempt) return already(deps, provider, row);
      const callback = callbackUrl(deps.publicUrl, provider, attempt.token);
      const answer = await createOnce(provider, request, callback, () => performance.now() < attempt.sendBefore);
      const note = (state: AttemptState, job?: ProviderJob): Promise<void> => close(deps, row, attempt.id, state, job);
      switch (answer.kind) {
        case 'accepted':
          await note('SENT', answer.job);
          return { outcome: 'created', job: answer.job };
        case 'unknown':
          await note('AMBIGUOUS');
          return { outcome: 'ambiguous', why: answer.why };
        case 'refused':
          await note('NOT_SENT');
          throw new FailureError(answer.failure);
        default: {
          await note('NOT_SENT');
          const why = answer.kind === 'throttled' ? 'it asks to be left alone for a while (429)' : answer.why;
          const waitMs = answer.kind === 'throttled' ? answer.waitMs : 2_000;
          if (performance.now() + waitMs > deadline) throw unavailable(provider, why);
          deps.log.info({ generationId, provider: provider.name, why, waitMs }, 'nothing was bought; trying again');
          await pause(waitMs, undefined, { signal });
        }
      }
    }
  };
}

const unavailable = (provider: Provider, why: string): FailureError =>
  new FailureError(failure('PROVIDER_UNAVAILABLE', `${provider.name} did not take the request: ${why}`));

interface Attempt {
  id: string;
  token: string;
  /** By the clock of `performance.now()`, counted from before the transaction: never later than the database's own sendBefore. */
  sendBefore: number;
}

/** Null when an earlier attempt may have bought something. */
async function openAttempt(deps: Dependencies, { workspaceId, id: generationId }: GenerationRow): Promise<Attempt | null> {
  const sendBefore = performance.now() + LEASE_MS;
  const id = newId();
  const token = randomBytes(32).toString('base64url');
  const tokenHash = createHash('sha256').update(token).digest('hex');
  const opened = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const attempt = await insertAttempt(tx, { id, generationId, tokenHash, leaseSeconds: LEASE_MS / 1000 });
    // The row is locked now, so this status holds until the attempt is committed.
    const row = attempt && (await getGeneration(tx, generationId));
    if (row && row.status !== 'PENDING') {
      throw new FailureError(failure('INTERNAL', `Generation ${generationId} is ${row.status}: nothing is bought for it any more.`));
    }
    return attempt;
  });
  return opened && { id, token, sendBefore };
}

function callbackUrl(publicUrl: string | null, provider: Provider, token: string): string | null {
  if (!publicUrl) return null;
  const url = `${publicUrl.replace(/\/$/, '')}/callbacks/${provider.name}/${token}`;
  return provider.reaches(url) ? url : null;
}

/** What an earlier execution left: its job, or that nobody knows. */
async function already(deps: Dependencies, provider: Provider, row: GenerationRow): Promise<CreateOutcome> {
  const attempts = await deps.db.withWorkspace(row.workspaceId, (tx) => listAttempts(tx, row.id));
  const providerId = attempts.find((a) => a.state === 'SENT')?.providerId;
  if (!providerId) return { outcome: 'ambiguous', why: 'An earlier execution was under way to the provider when it ended.' };
  const job = await ask(provider, AbortSignal.timeout(REQUEST_LIMIT_MS), (exchange) => provider.get(providerId, exchange)).catch(
    (): ProviderJob => ({ ...unseen, providerId, providerState: row.providerState ?? 'unknown' }),
  );
  return { outcome: 'created', job };
}

/** A job that is known to be there but did not answer just now; the next poll tells. */
const unseen: Omit<ProviderJob, 'providerId' | 'providerState'> = {
  state: 'QUEUED',
  progress: null,
  outputUrl: null,
  failure: null,
  cost: null,
};

/** A database that is away for a moment costs nothing as long as nothing was sent. */
async function beforeBuying<T>(deadline: number, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof FailureError) throw error;
      if (performance.now() + 1_000 > deadline) {
        // Not INTERNAL: that would leave open whether something was bought, and park the generation.
        throw new FailureError(
          failure('PROVIDER_UNAVAILABLE', `Nothing was sent, because our database did not answer: ${(error as Error).message}`),
        );
      }
      await pause(1_000);
    }
  }
}

/** Never throws: what the provider said counts, and the attempt stays SENDING, which allows nothing, when it can't be written down. */
async function close(deps: Dependencies, row: GenerationRow, id: string, state: AttemptState, job?: ProviderJob): Promise<void> {
  for (let tries = 3; tries > 0; tries -= 1) {
    try {
      await deps.db.withWorkspace(row.workspaceId, (tx) => updateAttempt(tx, id, { state, providerId: job?.providerId ?? null }));
      return;
    } catch (error) {
      deps.log.warn({ generationId: row.id, state, error }, 'how the attempt went could not be written down');
      if (tries > 1) await pause(500);
    }
  }
}
