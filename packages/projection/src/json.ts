import type { Prisma } from './generated/client.ts';

/** Dates as ISO strings, bigints as decimal strings, and no NUL (PostgreSQL refuses it, and tools' messages may hold one). */
export const toJson = (value: unknown): Prisma.InputJsonValue =>
  JSON.parse(
    JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? v.toString() : typeof v === 'string' ? v.replaceAll('\0', '\uFFFD') : v)),
  );

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
