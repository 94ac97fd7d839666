import { type AttemptRow, type Database, type GenerationRow, getGeneration, listAttempts } from '@workprint/projection';
import { type UserError, userError } from '../graphql/user-error.ts';

/** Seconds after which it is said that a provider has not taken a generation. */
const ACCEPTANCE = 60;

/** What is slow about a generation, and why. */
export async function generationWarnings(database: Database, shown: GenerationRow, now = Date.now()): Promise<UserError[]> {
  if (!isLate(shown, now)) return [];
  return database.withWorkspace(shown.workspaceId, async (tx) => {
    // An event shows a generation as it was.
    const row = await getGeneration(tx, shown.id);
    return row && isLate(row, now) ? [notAccepted(row, await listAttempts(tx, row.id), now)] : [];
  });
}

/** Whether the provider should have taken it by now. */
const isLate = ({ status, acceptedAt, createdAt }: GenerationRow, now: number): boolean =>
  status === 'PENDING' && !acceptedAt && now - createdAt.getTime() >= ACCEPTANCE * 1000;

/** @param attempts oldest first */
function notAccepted(row: GenerationRow, attempts: readonly AttemptRow[], now: number): UserError {
  const seconds = Math.floor((now - row.createdAt.getTime()) / 1000);
  return userError('NOT_ACCEPTED', `${row.provider} has not taken it for ${seconds} s: ${causeOf(row, attempts.at(-1))}.`);
}

function causeOf({ workflowStartedAt }: GenerationRow, last: AttemptRow | undefined): string {
  if (!last)
    return workflowStartedAt ? 'no ai-worker has come to it yet; none runs, or all are busy' : 'its workflow has not been started yet';
  switch (last.state) {
    case 'NOT_SENT':
      return `it was not sent, and will be again (${last.reason ?? 'no reason was written down'})`;
    case 'AMBIGUOUS':
      return `there was no answer (${last.reason ?? 'no reason was written down'}), and whether it arrived is being found out`;
    default:
      return 'the request is under way, or the worker that sent it was lost';
  }
}
