import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type CreateOutcome, estimateCost, failure, microsOf, type ProviderActivities, type ProviderJob } from '@workprint/contracts';
import {
  type AttemptState,
  type GenerationRow,
  getGeneration,
  held,
  insertAttempt,
  listAttempts,
  newId,
  reserve,
  SpendLimitError,
  updateAttempt,
} from '@workprint/projection';
import { createOnce } from '../create-once.ts';
import { openInputChecks } from '../input-schema.ts';
import { requestHash } from '../match.ts';
import { FailureError, type Provider, type ProviderRequest } from '../port.ts';
import { type Dependencies, TIMING } from './dependencies.ts';
import { jobNow } from './job-now.ts';

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
  const checks = openInputChecks();
  return async ({ workspaceId, generationId }) => {
    const { budgetMs, signal } = limits();
    const { requestMs } = deps.timing ?? TIMING;
    const deadline = performance.now() + budgetMs - requestMs - SPARE_MS;
    const row = await beforeBuying(deadline, () => deps.db.withWorkspace(workspaceId, (tx) => getGeneration(tx, generationId)));
    if (!row) throw new FailureError(failure('INTERNAL', `There is no generation ${generationId} in workspace ${workspaceId}.`));
    const provider = deps.providers.find(row.provider);
    const request = provider.describeInput(row);
    if (row.status === 'PENDING') await checks.check(provider, row, request);

    for (;;) {
      const attempt = await beforeBuying(deadline, () => openAttempt(deps, row, provider, request));
      if (!attempt) return already(deps, provider, row);
      const answer = await createOnce(provider, request, attempt.callbackUrl, () => performance.now() < attempt.sendBefore, requestMs);
      const note = (state: AttemptState, end: AttemptEnd): Promise<void> => close(deps, row, attempt.id, state, end);
      switch (answer.kind) {
        case 'accepted':
          await note('SENT', { job: answer.job });
          return { outcome: 'created', job: answer.job };
        case 'unknown':
          await note('AMBIGUOUS', { reason: answer.why });
          return { outcome: 'ambiguous', why: answer.why };
        case 'refused':
          await note('NOT_SENT', { reason: answer.failure.message });
          throw new FailureError(answer.failure);
        default: {
          const why = answer.kind === 'throttled' ? 'it asks to be left alone for a while (429)' : answer.why;
          await note('NOT_SENT', { reason: why });
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
  callbackUrl: string | null;
  /** By the clock of `performance.now()`, counted from before the transaction: never later than the database's own sendBefore. */
  sendBefore: number;
}

/**
 * Null when an earlier attempt may have bought something. The money is held in the same transaction, unless it is held already.
 * @throws FailureError SPEND_LIMIT
 */
async function openAttempt(deps: Dependencies, row: GenerationRow, provider: Provider, request: ProviderRequest): Promise<Attempt | null> {
  const { leaseMs } = deps.timing ?? TIMING;
  const sendBefore = performance.now() + leaseMs;
  const { workspaceId, id: generationId } = row;
  const id = newId();
  const token = randomBytes(32).toString('base64url');
  const tokenHash = createHash('sha256').update(token).digest('hex');
  const url = callbackUrl(deps.publicUrl, provider, token);
  const opened = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const hash = requestHash(provider.name, request);
    const leaseSeconds = leaseMs / 1000;
    const attempt = await insertAttempt(tx, { id, generationId, tokenHash, requestHash: hash, calledBack: url !== null, leaseSeconds });
    if (!attempt) return null;
    // The row is locked now, so this status holds until the attempt is committed.
    const now = await getGeneration(tx, generationId);
    if (now && now.status !== 'PENDING') {
      throw new FailureError(failure('INTERNAL', `Generation ${generationId} is ${now.status}: nothing is bought for it any more.`));
    }
    if ((await held(tx, generationId)) === null) await hold(tx, row);
    return attempt;
  });
  return opened && { id, callbackUrl: url, sendBefore };
}

async function hold(tx: Parameters<typeof reserve>[0], { id, estimate, provider, model, input }: GenerationRow): Promise<void> {
  try {
    await reserve(tx, id, microsOf(estimate ?? estimateCost({ provider, model, input })));
  } catch (error) {
    throw error instanceof SpendLimitError ? new FailureError(failure('SPEND_LIMIT', error.message)) : error;
  }
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
  return { outcome: 'created', job: await jobNow(deps, provider, row, providerId) };
}

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

/** What an attempt came to: a job, or the reason why there is none, as far as is known. */
type AttemptEnd = { job?: ProviderJob; reason?: string };

/** Never throws: what the provider said counts, and the attempt stays SENDING, which allows nothing, when it can't be written down. */
async function close(deps: Dependencies, row: GenerationRow, id: string, state: AttemptState, { job, reason }: AttemptEnd): Promise<void> {
  for (let tries = 3; tries > 0; tries -= 1) {
    try {
      const mine = await deps.db.withWorkspace(row.workspaceId, (tx) =>
        updateAttempt(tx, id, { state, providerId: job?.providerId ?? null, reason: reason ?? null }),
      );
      if (!mine) deps.log.warn({ generationId: row.id, providerId: job?.providerId }, "the job is written down as another generation's");
      return;
    } catch (error) {
      deps.log.warn({ generationId: row.id, state, error }, 'how the attempt went could not be written down');
      if (tries > 1) await pause(500);
    }
  }
}
