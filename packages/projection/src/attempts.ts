import type { GenerationAttempt } from './generated/client.ts';
import { lockGeneration } from './generation-events.ts';
import type { Tx } from './tx.ts';

/** SENDING: the request may be under way. AMBIGUOUS: it may have arrived. Only NOT_SENT allows another attempt. */
export type AttemptState = 'SENDING' | 'SENT' | 'NOT_SENT' | 'AMBIGUOUS';

export interface NewAttempt {
  id: string;
  generationId: string;
  /** SHA-256 of the callback token, hex. */
  tokenHash: string;
  /** How long after this transaction the request may still leave; 10 when not given. */
  leaseSeconds?: number;
}

/**
 * Writes SENDING, to be committed before the provider is asked for anything. Null when an earlier attempt may have arrived: then nothing
 * may be sent. `sendBefore` is by the database's clock.
 */
export async function insertAttempt(tx: Tx, attempt: NewAttempt): Promise<GenerationAttempt | null> {
  const { id, generationId, tokenHash, leaseSeconds = 10 } = attempt;
  if (!(await lockGeneration(tx, generationId))) return null;
  if ((await tx.db.generationAttempt.count({ where: { generationId, state: { not: 'NOT_SENT' } } })) > 0) return null;
  await tx.db.$executeRaw`
    INSERT INTO generation_attempt (id, generation_id, workspace_id, token_hash, state, send_before)
    VALUES (${id}::uuid, ${generationId}::uuid, ${tx.workspaceId}::uuid, ${tokenHash}, 'SENDING',
            clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8))`;
  return tx.db.generationAttempt.findUniqueOrThrow({ where: { id } });
}

/** Notes how an attempt went; a provider's id is also written to the generation when that has none. */
export async function updateAttempt(tx: Tx, id: string, change: { state: AttemptState; providerId?: string | null }): Promise<void> {
  const row = await tx.db.generationAttempt.update({ where: { id }, data: { ...change, providerId: change.providerId ?? undefined } });
  if (!change.providerId) return;
  await tx.db.generation.updateMany({ where: { id: row.generationId, providerId: null }, data: { providerId: change.providerId } });
}

/** Oldest first. */
export const listAttempts = (tx: Tx, generationId: string): Promise<GenerationAttempt[]> =>
  tx.db.generationAttempt.findMany({ where: { generationId }, orderBy: { createdAt: 'asc' } });

/** The attempt a callback belongs to: every token of an intent stays valid. */
export const attemptOfToken = (tx: Tx, tokenHash: string): Promise<GenerationAttempt | null> =>
  tx.db.generationAttempt.findUnique({ where: { tokenHash } });
