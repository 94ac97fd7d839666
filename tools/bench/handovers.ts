import { inWorkspace } from './in-workspace.ts';
import type { Stage } from './stage.ts';

export interface Span {
  worker: string;
  /** Milliseconds. */
  start: number;
  end: number;
}

/** Milliseconds from each chunk's end to the beginning of the next one on the same worker, which has one slot. */
export function gapsOf(spans: readonly Span[]): number[] {
  const byWorker = new Map<string, Span[]>();
  for (const span of spans) byWorker.set(span.worker, [...(byWorker.get(span.worker) ?? []), span]);
  return [...byWorker.values()].flatMap((list) => {
    const inOrder = [...list].sort((a, b) => a.start - b.start);
    return inOrder.slice(1).map((span, i) => span.start - (inOrder[i] as Span).end);
  });
}

/** Of a finished render, by what its workers wrote down: a chunk begins when its ffmpeg was spawned and ends when it is published. */
export async function handovers({ stack, workspaceId }: Pick<Stage, 'stack' | 'workspaceId'>, renderId: string): Promise<number[]> {
  const rows = await inWorkspace(stack.env.DATABASE_URL ?? '', workspaceId, async (sql) => {
    const found = await sql.query<{ worker: string; started_at: Date; finished_at: Date }>(
      'SELECT worker, started_at, finished_at FROM render_chunk WHERE render_id = $1 AND NOT reused',
      [renderId],
    );
    return found.rows;
  });
  return gapsOf(rows.map((row) => ({ worker: row.worker, start: row.started_at.getTime(), end: row.finished_at.getTime() })));
}
