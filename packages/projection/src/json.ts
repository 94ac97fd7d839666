import type { Prisma } from './generated/client.ts';

/** Neither NUL nor half a surrogate pair: PostgreSQL refuses them, and tools' messages may hold one. */
const text = (value: string): string => value.toWellFormed().replaceAll('\0', '\uFFFD');

/** JSON for a ::jsonb parameter: dates as ISO strings, bigints as decimal strings. */
export const toJsonText = (value: unknown): string =>
  JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? v.toString() : typeof v === 'string' ? text(v) : v));

/** Dates as ISO strings, bigints as decimal strings. */
export const toJson = (value: unknown): Prisma.InputJsonValue => JSON.parse(toJsonText(value));

/**
 * Rows for jsonb_to_recordset: many are one parameter of a statement that is always the same, so that neither Prisma nor PostgreSQL has to
 * plan it anew for every number of them.
 */
export const toRecordset = (rows: readonly object[]): string => toJsonText(rows);

/** For a nullable column: null stays SQL's NULL. */
export const toJsonOrNull = (value: unknown, none: typeof Prisma.DbNull): Prisma.InputJsonValue | typeof Prisma.DbNull =>
  value === null || value === undefined ? none : toJson(value);

/** Gives a snapshot back the types of the row it was made of. */
export function revive<T>(snapshot: unknown, dates: readonly string[], bigints: readonly string[]): T {
  const row = { ...(snapshot as Record<string, unknown>) };
  for (const key of dates) if (typeof row[key] === 'string') row[key] = new Date(row[key]);
  for (const key of bigints) if (typeof row[key] === 'string') row[key] = BigInt(row[key]);
  return row as T;
}
