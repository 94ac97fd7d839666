import type { ChunkCost } from './chunk-reports.ts';
import type { EstimateModel } from './rows.ts';
import type { Tx } from './tx.ts';

const CHUNKS = 200;
const RENDERS = 40;

/** Chunks that were drawn last, newest first. */
export const lastChunkCosts = (tx: Tx): Promise<ChunkCost[]> =>
  tx.db.$queryRaw`
    SELECT work, cpu_seconds AS "cpuSeconds", wall_seconds AS "wallSeconds" FROM render_chunk
    WHERE workspace_id = ${tx.workspaceId}::uuid AND finished_at IS NOT NULL AND work IS NOT NULL AND wall_seconds > 0
    ORDER BY finished_at DESC LIMIT ${CHUNKS}`;

/** What was forecast of a render, and what came. */
export interface RenderCost {
  forecast: EstimateModel;
  /** From accepted to finished. */
  seconds: number;
  /** Of that, from its first chunk's beginning to its last one's end; 0 when none was drawn. */
  chunkSeconds: number;
  /** Of the ffmpegs of its chunks; null where one is not known. */
  cpuSeconds: number | null;
}

/** Renders that were forecast and completed as they were accepted, newest first. */
export const lastRenderCosts = (tx: Tx): Promise<RenderCost[]> =>
  tx.db.$queryRaw`
    SELECT r.estimate->'model' AS forecast, extract(epoch FROM r.finished_at - r.created_at)::float8 AS seconds,
           c.span AS "chunkSeconds", c.cpu AS "cpuSeconds"
    FROM render r CROSS JOIN LATERAL (
      SELECT coalesce(extract(epoch FROM max(finished_at) FILTER (WHERE work IS NOT NULL) - min(started_at)), 0)::float8 AS span,
             CASE WHEN bool_or(work IS NOT NULL AND cpu_seconds IS NULL) THEN NULL ELSE coalesce(sum(cpu_seconds), 0) END AS cpu
      FROM render_chunk WHERE render_id = r.id) c
    WHERE r.workspace_id = ${tx.workspaceId}::uuid AND r.status = 'COMPLETED' AND r.revision = 1 AND r.estimate->'model' IS NOT NULL
    ORDER BY r.created_at DESC LIMIT ${RENDERS}`;
