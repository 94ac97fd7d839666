import { toJson } from './json.ts';
import { appendRenderEvent, lockRender } from './render-events.ts';
import { isTerminalRender, type RenderEstimateRecord, type RenderRecord } from './rows.ts';
import type { Tx } from './tx.ts';

/** Amendments of one render at most: its workflow's history holds them all. */
export const MAX_AMENDMENTS = 20;

/** Why a render can't be amended: it has ended, it is being joined, it was asked to stop, somebody else makes it, or it was amended too often. */
export type Unamendable = 'ENDED' | 'TOO_LATE' | 'CANCEL_REQUESTED' | 'OUTSIDE' | 'TOO_OFTEN';

const JOINING: readonly string[] = ['ASSEMBLING', 'PUBLISHING'];

/** Null when it can be amended. */
export function unamendable(
  render: Pick<RenderRecord, 'status' | 'backend' | 'revision'> & { cancelRequestedAt: Date | null },
): Unamendable | null {
  if (isTerminalRender(render.status)) return 'ENDED';
  if (render.cancelRequestedAt) return 'CANCEL_REQUESTED';
  if (render.backend !== 'FFMPEG') return 'OUTSIDE';
  if (JOINING.includes(render.status)) return 'TOO_LATE';
  return render.revision > MAX_AMENDMENTS ? 'TOO_OFTEN' : null;
}

export interface RenderAmendment {
  timelineKey: string;
  framesTotal: number;
  durationSeconds: number;
  estimate: RenderEstimateRecord;
  maxCost: bigint | null;
}

/**
 * Raises the render's revision: from here on nothing of an older one is recorded, so that an accepted amendment holds whoever dies. Its
 * playlist ends, and the event AMENDED says so. The caller tells the workflow after the commit; should that be lost, the workflow's next
 * step or the sweeper finds out. Null when there is no such render.
 */
export async function amendRender(
  tx: Tx,
  id: string,
  { estimate, ...amendment }: RenderAmendment,
): Promise<{ render: RenderRecord } | { refused: Unamendable } | null> {
  const row = await lockRender(tx, id);
  if (!row) return null;
  const refused = unamendable(row);
  if (refused) return { refused };
  const revision = row.revision + 1;
  const change = { ...amendment, estimate: toJson(estimate), revision, playlistAt: null };
  return { render: await appendRenderEvent(tx, id, { type: 'AMENDED', step: `r${revision}/amended` }, change) };
}
