import { usualSeconds } from '@workprint/contracts';
import type { GenerationKind, GenerationRow } from './rows.ts';
import type { Tx } from './tx.ts';

/** How long a generation spent on each part of its way, in seconds; null: not over yet, or not known. */
export interface GenerationTimings {
  /** From acceptance here to acceptance by the provider. */
  queueSeconds: number | null;
  /** The provider's own. */
  providerSeconds: number | null;
  /** Copying and probing the output, and pixel-art frames. */
  ingestSeconds: number | null;
}

export function timingsOf({ createdAt, acceptedAt, producedAt, completedAt, status }: GenerationRow): GenerationTimings {
  const between = (from: Date | null | undefined, to: Date | null | undefined): number | null =>
    from && to ? Math.max(0, to.getTime() - from.getTime()) / 1000 : null;
  return {
    queueSeconds: between(createdAt, acceptedAt),
    providerSeconds: between(acceptedAt, producedAt),
    ingestSeconds: status === 'COMPLETED' ? between(producedAt, completedAt) : null,
  };
}

/** How many of the last generations an estimate is made of. */
const LAST = 20;

/** Seconds a generation is reckoned to take: the medians of queue, provider and ingest of the workspace's last ones with the model. */
export async function estimateSeconds(tx: Tx, of: { provider: string; model: string; kind: GenerationKind }): Promise<number> {
  const { provider, model, kind } = of;
  const [row] = await tx.db.$queryRaw<{ seconds: number | null }[]>`
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM accepted_at - created_at))
         + percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM produced_at - accepted_at))
         + percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM completed_at - produced_at)) AS seconds
    FROM (SELECT created_at, accepted_at, produced_at, completed_at FROM generation
          WHERE workspace_id = ${tx.workspaceId}::uuid AND provider = ${provider} AND model = ${model} AND kind = ${kind}::generation_kind
            AND status = 'COMPLETED' AND accepted_at IS NOT NULL AND produced_at IS NOT NULL AND pixel_art IS NULL
          ORDER BY completed_at DESC LIMIT ${LAST}) AS last`;
  return row?.seconds == null ? usualSeconds(provider, kind) : Math.max(1, Math.round(row.seconds));
}
