import { isId } from './ids.ts';
import type { Tx } from './tx.ts';

/** Lines kept of a render. */
const KEPT = 2000;
const LONGEST_LINE = 2000;

export interface LogRecord {
  at: Date;
  source: string;
  line: string;
}

/** Adds lines a tool wrote; `source` says which tool and chunk. Only the last 2,000 of a render are kept. */
export async function appendLogs(
  tx: Tx,
  { renderId, source, lines }: { renderId: string; source: string; lines: readonly string[] },
): Promise<void> {
  if (lines.length === 0) return;
  const data = lines.slice(-KEPT).map((line) => ({
    renderId,
    workspaceId: tx.workspaceId,
    source,
    line: line.replaceAll('\0', '\uFFFD').slice(0, LONGEST_LINE),
  }));
  await tx.db.renderLog.createMany({ data });
  await tx.db.$executeRaw`
    DELETE FROM render_log WHERE render_id = ${renderId}::uuid
      AND id <= (SELECT id FROM render_log WHERE render_id = ${renderId}::uuid ORDER BY id DESC OFFSET ${KEPT} LIMIT 1)`;
}

/** The last `tail` lines (1 to 2,000), oldest first. */
export async function readLogs(tx: Tx, renderId: string, tail = 100): Promise<LogRecord[]> {
  if (!isId(renderId)) return [];
  const take = Math.min(KEPT, Math.max(1, Math.trunc(tail)));
  const rows = await tx.db.renderLog.findMany({
    where: { renderId },
    orderBy: { id: 'desc' },
    take,
    select: { at: true, source: true, line: true },
  });
  return rows.reverse();
}
