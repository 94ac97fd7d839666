import { Prisma } from './generated/client.ts';
import { toJson, toJsonOrNull } from './json.ts';
import { notify } from './notify.ts';
import { type NewRender, renderParts } from './renders.ts';
import type { Tx } from './tx.ts';

/** Rows in one statement: PostgreSQL takes 65,535 values at a time. */
const AT_ONCE = 500;

/** As insertRender, for many at once: nobody else knows these rows yet, so their first event is written with them. */
export async function insertMembers(tx: Tx, batchId: string, members: readonly NewRender[]): Promise<void> {
  const { workspaceId } = tx;
  for (let from = 0; from < members.length; from += AT_ONCE) {
    const some = members.slice(from, from + AT_ONCE);
    const ids = some.map((m) => m.id);
    await tx.db.render.createMany({
      data: some.map(({ outputSettings, metadata, estimate, ...plain }, i) => ({
        ...plain,
        workspaceId,
        batchId,
        batchRow: from + i + 1,
        lastSeq: 1,
        outputSettings: toJson(outputSettings),
        metadata: toJsonOrNull(metadata, Prisma.DbNull),
        estimate: toJsonOrNull(estimate, Prisma.DbNull),
      })),
    });
    await tx.db.renderProgress.createMany({
      data: some.map((m) => ({ renderId: m.id, workspaceId, framesTotal: m.framesTotal ?? 0 })),
    });
    await writeFirstEvents(tx, ids);
  }
  await notify(tx, `workspace:${workspaceId}`);
}

async function writeFirstEvents(tx: Tx, ids: string[]): Promise<void> {
  const records = await tx.db.render.findMany({ where: { id: { in: ids } }, orderBy: { batchRow: 'asc' }, include: renderParts });
  const rows = await tx.db.$queryRaw<{ seq: bigint }[]>`
    UPDATE workspace SET last_seq = last_seq + ${records.length} WHERE id = ${tx.workspaceId}::uuid RETURNING last_seq AS seq`;
  const last = rows[0]?.seq;
  if (last === undefined) throw new Error(`workspace ${tx.workspaceId} does not exist`);
  const before = last - BigInt(records.length);
  await tx.db.renderEvent.createMany({
    data: records.map((record, i) => ({
      renderId: record.id,
      seq: 1,
      workspaceId: tx.workspaceId,
      workspaceSeq: before + BigInt(i + 1),
      type: 'QUEUED',
      step: 'queued',
      snapshot: toJson(record),
    })),
  });
}
