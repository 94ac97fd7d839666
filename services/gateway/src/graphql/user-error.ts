import type { Problem } from '@workprint/timeline';

/** An expected problem of a request, as the schema's UserError. */
export interface UserError {
  code: string;
  message: string;
  path: string[] | null;
  hint: string | null;
}

export const userError = (
  code: string,
  message: string,
  path: readonly (string | number)[] | null = null,
  hint: string | null = null,
): UserError => ({
  code,
  message,
  path: path?.map(String) ?? null,
  hint,
});

/** The timeline compiler's problems, with `root` ("timeline", "output") put before their paths. */
export const userErrorsOf = (problems: readonly Problem[], ...root: string[]): UserError[] =>
  problems.map((p) => userError(p.code, p.message, [...root, ...p.path], p.hint ?? null));

export const notFound = (what: string, path: string[]): UserError =>
  userError('NOT_FOUND', `There is no such ${what} in this workspace.`, path, `Check the id and the token's workspace.`);

export const idempotencyConflict = (): UserError =>
  userError(
    'IDEMPOTENCY_CONFLICT',
    'This idempotency key was used with another input.',
    ['idempotencyKey'],
    'Send the first input again, or use a new key.',
  );
