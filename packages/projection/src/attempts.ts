import type { GenerationAttempt } from './generated/client.ts';
import { lockGeneration } from './generation-events.ts';
import { claimJob } from './provider-jobs.ts';
import type { Tx } from './tx.ts';

/** SENDING: the request may be under way. AMBIGUOUS: it may have arrived. Only NOT_SENT allows another attempt. */
export type AttemptState = 'SENDING' | 'SENT' | 'NOT_SENT' | 'AMBIGUOUS';

/** Nobody knows yet whether these bought something. */
export const OPEN_ATTEMPT = ['SENDING', 'AMBIGUOUS'];

export interface NewAttempt {
  id: string;
  generationId: string;
  /** SHA-256 of the callback token, hex. */
  tokenHash: string;
  /** SHA-256 of provider and request, hex. */
  requestHash?: string | null;
  /** Whether the request carries a callback address. */
  calledBack?: boolean;
  /** How long after this transaction the request may still leave; 10 when not given. */
  leaseSeconds?: number;
}

/**
 * Writes SENDING, to be committed before the provider is asked for anything. Null when an earlier attempt may have arrived: then nothing
 * may be sent. `sendBefore` is by the database's clock.
 */
export async function insertAttempt(tx: Tx, attempt: NewAttempt): Promise<GenerationAttempt | null> {
  const { id, generationId, tokenHash, requestHash = null, calledBack = false, leaseSeconds = 10 } = attempt;
  if (!(await lockGeneration(tx, generationId))) return null;
  if ((await tx.db.generationAttempt.count({ where: { generationId, state: { not: 'NOT_SENT' } } })) > 0) return null;
  await tx.db.$executeRaw`
    INSERT INTO generation_attempt (id, generation_id, workspace_id, token_hash, state, send_before, request_hash, called_back)
    VALUES (${id}::uuid, ${generationId}::uuid, ${tx.workspaceId}::uuid, ${tokenHash}, 'SENDING',
            clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8), ${requestHash}, ${calledBack})`;
  return tx.db.generationAttempt.findUniqueOrThrow({ where: { id } });
}

/**
 * Notes how an attempt went and, where it went wrong, the reason; a provider's id is also written to the generation when that has none. False when the job of that id
 * belongs to another generation: then nothing is written.
 */
export async function updateAttempt(
  tx: Tx,
  id: string,
  change: { state: AttemptState; providerId?: string | null; reason?: string | null },
): Promise<boolean> {
  const { generationId } = await tx.db.generationAttempt.findUniqueOrThrow({ where: { id }, select: { generationId: true } });
  const { providerId } = change;
  if (providerId && !(await claimJob(tx, generationId, providerId))) return false;
  await tx.db.generationAttempt.update({ where: { id }, data: { ...change, providerId: providerId ?? undefined } });
  if (providerId)
    await tx.db.generation.updateMany({ where: { id: generationId, providerId: null }, data: { providerId, acceptedAt: new Date() } });
  return true;
}

/** Oldest first. */
export const listAttempts = (tx: Tx, generationId: string): Promise<GenerationAttempt[]> =>
  tx.db.generationAttempt.findMany({ where: { generationId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });

/** How many may have bought something, unknown to us. */
export const openAttempts = (tx: Tx, generationId: string): Promise<number> =>
  tx.db.generationAttempt.count({ where: { generationId, state: { in: OPEN_ATTEMPT } } });

export const sentAttempts = (tx: Tx, generationId: string): Promise<number> =>
  tx.db.generationAttempt.count({ where: { generationId, state: 'SENT' } });

export const isOpen = ({ state }: Pick<GenerationAttempt, 'state'>): boolean => OPEN_ATTEMPT.includes(state);

/** Writes down that the open attempts with these ids bought nothing; another one may be sent. */
export async function closeAsNotSent(tx: Tx, generationId: string, ids: readonly string[]): Promise<void> {
  await lockGeneration(tx, generationId);
  await tx.db.generationAttempt.updateMany({ where: { id: { in: [...ids] }, state: { in: OPEN_ATTEMPT } }, data: { state: 'NOT_SENT' } });
}

/** The attempt a callback belongs to: every token of an intent stays valid. */
export const attemptOfToken = (tx: Tx, tokenHash: string): Promise<GenerationAttempt | null> =>
  tx.db.generationAttempt.findUnique({ where: { tokenHash } });

/** The database's clock, which leases are written by. */
export async function databaseNow(tx: Tx): Promise<Date> {
  const [row] = await tx.db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  if (!row) throw new Error('the database tells no time');
  return row.now;
}
