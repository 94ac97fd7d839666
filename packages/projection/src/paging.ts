/** Keyset paging, newest first. `first` is clamped to 1..100 and is 20 when not given. */
export interface PageArgs {
  first?: number | null;
  /** `endCursor` of the page before. */
  after?: string | null;
}

export interface Page<T> {
  nodes: T[];
  hasNextPage: boolean;
  endCursor: string | null;
}

/** The client sent a cursor that was never given out. */
export class InvalidCursorError extends Error {
  readonly code = 'INVALID_CURSOR';
}

interface Key {
  createdAt: Date;
  id: string;
}

const encode = (key: Key): string => Buffer.from(`${key.createdAt.toISOString()}|${key.id}`).toString('base64url');

function decode(cursor: string): Key {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split('|');
  const createdAt = new Date(at);
  if (Number.isNaN(createdAt.getTime()) || !/^[0-9a-f-]{36}$/i.test(id)) throw new InvalidCursorError('the cursor is not one of ours');
  return { createdAt, id };
}

/** Runs `read` with the condition that continues after the cursor, one row more than asked for, and cuts the page. */
export async function readPage<T extends Key>(args: PageArgs, read: (after: object, take: number) => Promise<T[]>): Promise<Page<T>> {
  const first = Math.min(100, Math.max(1, Math.trunc(args.first ?? 20) || 1));
  const key = args.after ? decode(args.after) : null;
  const after = key ? { OR: [{ createdAt: { lt: key.createdAt } }, { createdAt: key.createdAt, id: { lt: key.id } }] } : {};
  const rows = await read(after, first + 1);
  const nodes = rows.slice(0, first);
  const last = nodes.at(-1);
  return { nodes, hasNextPage: rows.length > first, endCursor: last ? encode(last) : null };
}

/** The order every page is read in. */
export const newestFirst = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];
