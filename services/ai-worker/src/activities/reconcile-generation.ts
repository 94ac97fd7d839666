import { setTimeout as pause } from 'node:timers/promises';
import { failure, type ProviderActivities, type ReconcileOutcome } from '@workprint/contracts';
import {
  type AttemptRow,
  closeAsNotSent,
  databaseNow,
  type GenerationRow,
  getGeneration,
  isOpen,
  listAttempts,
  rivalAttempts,
  takenJobs,
  updateAttempt,
} from '@workprint/projection';
import { ask } from '../ask.ts';
import { requestHash, type Sighting, sight, type Unknown } from '../match.ts';
import { FailureError, type JobList, type ListedJob, type Listing, type Provider } from '../port.ts';
import { type Dependencies, TIMING } from './dependencies.ts';
import { jobNow } from './job-now.ts';

const DAY_SECONDS = 24 * 60 * 60;
const MOST_PAGES = 500;

/** What is known of an intent whose create had no answer. */
interface Case {
  row: GenerationRow;
  provider: Provider;
  /** Oldest first. */
  attempts: AttemptRow[];
  unknown: Unknown;
  /** The database's clock. */
  now: Date;
  /** Before this moment a request may still arrive, or a job that was taken not be listed yet. */
  due: Date;
}

/**
 * Finds out what became of a create without an answer, from what the provider shows. Found by its token it counts at once; everything
 * else is said only after the last request must have been aborted and listed, and from two listings that agree.
 */
export function reconcileGeneration(deps: Dependencies, signal: () => AbortSignal): ProviderActivities['reconcileGeneration'] {
  return async ({ workspaceId, generationId, providerId }) => {
    const at = await open(deps, workspaceId, generationId);
    const sent = at.attempts.find((a) => a.state === 'SENT' && a.providerId !== null)?.providerId;
    if (sent) return { outcome: 'found', job: await jobNow(deps, at.provider, at.row, sent) };
    if (!at.attempts.some(isOpen)) return { outcome: 'not-sent' };
    if (providerId) return named(deps, at, providerId, signal());
    return at.provider.listing ? listed(deps, at, at.provider.listing, signal()) : unlisted(deps, at);
  };
}

async function open(deps: Dependencies, workspaceId: string, generationId: string): Promise<Case> {
  const { row, attempts, now } = await deps.db.withWorkspace(workspaceId, async (tx) => ({
    row: await getGeneration(tx, generationId),
    attempts: await listAttempts(tx, generationId),
    now: await databaseNow(tx),
  }));
  if (!row) throw new FailureError(failure('INTERNAL', `There is no generation ${generationId} in workspace ${workspaceId}.`));
  const provider = deps.providers.find(row.provider);
  const { requestMs, skewMs } = deps.timing ?? TIMING;
  const doubtful = attempts.filter(isOpen);
  const first = Math.min(...doubtful.map((a) => a.createdAt.getTime()));
  const last = Math.max(...doubtful.map((a) => a.sendBefore.getTime())) + requestMs;
  const unknown: Unknown = {
    tokenHashes: new Set(attempts.map((a) => a.tokenHash)),
    calledBack: doubtful.every((a) => a.calledBack),
    request: provider.describeInput(row),
    since: new Date(first - skewMs),
    until: new Date(last + skewMs),
  };
  return { row, provider, attempts, unknown, now, due: new Date(last + (provider.listing?.lagMs ?? 0)) };
}

/** A callback on one of the intent's tokens names a job: it counts when the provider, asked, knows it. */
async function named(deps: Dependencies, at: Case, providerId: string, signal: AbortSignal): Promise<ReconcileOutcome> {
  try {
    await ask(at.provider, signal, (exchange) => at.provider.get({ providerId, model: at.row.model }, exchange));
  } catch (error) {
    const gone = error instanceof FailureError && error.failure.code === 'PROVIDER_REFUSED';
    if (!gone) throw error;
    return { outcome: 'stranger', why: `${at.provider.name} knows no job ${providerId}` };
  }
  return bound(deps, at, providerId, { outcome: 'stranger', why: `the job ${providerId} belongs to another generation` });
}

/** Without a listing only a callback can name the job. Its time is that of a request and a listing elsewhere. */
function unlisted(deps: Dependencies, { provider, unknown, now, due }: Case): ReconcileOutcome {
  if (!unknown.calledBack) return park(deps, `${provider.name} lists no jobs, and it had no callback address to be told by`);
  const { namingMs } = deps.timing ?? TIMING;
  const left = due.getTime() + namingMs - now.getTime();
  if (left > 0) return { outcome: 'wait', milliseconds: left, why: `${provider.name} lists no jobs; a callback may still name it` };
  return park(deps, `${provider.name} lists no jobs, and no callback named it`);
}

async function listed(deps: Dependencies, at: Case, listing: JobList, signal: AbortSignal): Promise<ReconcileOutcome> {
  const first = await look(deps, at, listing, signal);
  if (first.kind === 'one' && first.certain) return bound(deps, at, first.providerId, park(deps, 'its job belongs to another generation'));
  const early = at.due.getTime() - at.now.getTime();
  if (early > 0) return { outcome: 'wait', milliseconds: early, why: 'a request may still be under way' };
  await pause(listing.lagMs, undefined, { signal });
  const second = await look(deps, at, listing, signal);
  if (first.kind === 'none' && second.kind === 'none') return notSent(deps, at);
  if (second.kind === 'one' && (second.certain || (first.kind === 'one' && first.providerId === second.providerId))) {
    return bound(deps, at, second.providerId, park(deps, 'its job belongs to another generation'));
  }
  const why = [first, second].map((s) => (s.kind === 'unclear' ? s.why : null)).find((s) => s !== null);
  return park(deps, why ?? 'two listings of the provider did not agree');
}

/** Reads the listing back to before the first attempt. */
async function look(deps: Dependencies, { row, provider, unknown }: Case, list: JobList, signal: AbortSignal): Promise<Sighting> {
  const jobs: ListedJob[] = [];
  let cursor: string | null = null;
  for (let page = 1; ; page++) {
    const from: string | null = cursor;
    const listing: Listing = await ask(provider, signal, (exchange) => list.page(from, exchange));
    jobs.push(...listing.jobs);
    cursor = listing.cursor;
    const oldest = listing.jobs.at(-1)?.createdAt;
    if (cursor === null || !oldest || oldest < unknown.since) break;
    if (page === MOST_PAGES) return { kind: 'unclear', why: `the listing goes on after ${MOST_PAGES} pages` };
  }
  const ids = jobs.map(({ job }) => job.providerId);
  const { taken, rivals } = await deps.db.withWorkspace(row.workspaceId, async (tx) => ({
    taken: await takenJobs(tx, provider.name, ids),
    rivals: await rivalAttempts(tx, {
      requestHash: requestHash(provider.name, unknown.request),
      generationId: row.id,
      since: unknown.since,
      until: unknown.until,
    }),
  }));
  return sight(jobs, unknown, taken, rivals);
}

/** Makes the job the intent's own. `otherwise` when it is another's already. */
async function bound(deps: Dependencies, at: Case, providerId: string, otherwise: ReconcileOutcome): Promise<ReconcileOutcome> {
  const attempt = at.attempts.filter(isOpen).at(-1);
  if (!attempt) return otherwise;
  const mine = await deps.db.withWorkspace(at.row.workspaceId, (tx) => updateAttempt(tx, attempt.id, { state: 'SENT', providerId }));
  if (!mine) return otherwise;
  deps.log.info({ generationId: at.row.id, providerId }, 'the job of a create without an answer was found');
  return { outcome: 'found', job: await jobNow(deps, at.provider, at.row, providerId) };
}

async function notSent(deps: Dependencies, { row, attempts }: Case): Promise<ReconcileOutcome> {
  const ids = attempts.filter(isOpen).map((a) => a.id);
  await deps.db.withWorkspace(row.workspaceId, (tx) => closeAsNotSent(tx, row.id, ids));
  deps.log.info({ generationId: row.id }, 'a create without an answer bought nothing: two listings do not show it');
  return { outcome: 'not-sent' };
}

const park = ({ parkedSeconds = DAY_SECONDS }: Dependencies, why: string): ReconcileOutcome => ({
  outcome: 'park',
  why,
  failWaitersSeconds: parkedSeconds,
});
