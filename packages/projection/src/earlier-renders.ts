import type { Prisma } from './generated/client.ts';
import { isId } from './ids.ts';
import type { Tx } from './tx.ts';

/** How many of each kind are looked at. */
const SHARING = 3;
const RELATED = 3;
const NEWEST = 3;

/**
 * Renders that were planned before this one and may be most like it: those that share chunks with it (most first), of its retries,
 * its project or its batch, and the newest. Ids, each once; empty when there is none.
 *
 * @param keys of its chunks, as seeded
 */
export async function earlierRenders(tx: Tx, renderId: string, keys: readonly string[]): Promise<string[]> {
  const own = isId(renderId) ? await tx.db.render.findUnique({ where: { id: renderId } }) : null;
  if (!own) return [];
  const sharing = await tx.db.renderChunk.groupBy({
    by: ['renderId'],
    where: { key: { in: [...keys] }, renderId: { lt: renderId } },
    orderBy: [{ _count: { key: 'desc' } }, { renderId: 'desc' }],
    take: SHARING,
  });
  const planned: Prisma.RenderWhereInput = { OR: [{ planKey: { not: null } }, { chunks: { some: {} } }] };
  const newest = (where: Prisma.RenderWhereInput, take: number) =>
    tx.db.render.findMany({
      where: { AND: [where, planned], id: { lt: renderId } },
      orderBy: { id: 'desc' },
      select: { id: true },
      take,
    });
  const { rootId, projectId, batchId } = own;
  const related = [{ rootId }, ...(projectId ? [{ projectId }] : []), ...(batchId ? [{ batchId }] : [])];
  const others = [await newest({ OR: related }, RELATED), await newest({}, NEWEST)].flat();
  return [...new Set([...sharing.map((row) => row.renderId), ...others.map((row) => row.id)])];
}
