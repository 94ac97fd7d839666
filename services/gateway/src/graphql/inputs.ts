import { type UserError, userError } from './user-error.ts';

const MAX_KEY = 200;
const MAX_PROJECT = 200;

interface Common {
  idempotencyKey?: string | null;
  projectId?: string | null;
}

/** What is wrong with the fields that every creating mutation takes. */
export const commonProblems = ({ idempotencyKey, projectId }: Common): UserError[] => {
  const problems: UserError[] = [];
  const limit = (value: string | null | undefined, name: string, max: number) => {
    if (value === null || value === undefined) return;
    if (value.length === 0 || value.length > max || hasControl(value)) {
      problems.push(userError('INVALID_VALUE', `${name} must have 1 to ${max} printable characters.`, [name]));
    }
  };
  limit(idempotencyKey, 'idempotencyKey', MAX_KEY);
  limit(projectId, 'projectId', MAX_PROJECT);
  return problems;
};

/** Control characters, and halves of characters: PostgreSQL refuses the latter and NUL. */
export const hasControl = (value: string): boolean => !value.isWellFormed() || [...value].some((c) => (c.codePointAt(0) ?? 0) < 32);
