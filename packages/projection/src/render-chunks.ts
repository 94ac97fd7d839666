import type { RenderChunk } from './generated/client.ts';
import type { Tx } from './tx.ts';

/** Every chunk of a render in timeline order: who made it, and whether it was reused. */
export const renderChunks = (tx: Tx, renderId: string): Promise<RenderChunk[]> =>
  tx.db.renderChunk.findMany({ where: { renderId }, orderBy: { index: 'asc' } });
