import type { Keyed, Plan, Toolchain } from '../plan.ts';
import { allLayers, type Piece } from './graph.ts';
import { pieceKey } from './key.ts';

export interface PlanPiece extends Keyed {
  piece: Piece;
  /** Indices of the chunks that show it. */
  chunks: number[];
}

/** Everything that has to be made of sources before chunks are drawn from it, each once, in timeline order. */
export function planPieces({ chunks }: Pick<Plan, 'chunks'>, toolchain: Toolchain): PlanPiece[] {
  const pieces = new Map<string, PlanPiece>();
  for (const { index, graph } of chunks) {
    const reads = allLayers(graph).flatMap(({ source }) => (source.kind === 'video' ? source.reads : []));
    for (const { piece } of reads) {
      if (!piece) continue;
      const key = pieceKey(piece, toolchain);
      const known = pieces.get(key.key) ?? { ...key, piece, chunks: [] };
      pieces.set(key.key, known);
      if (known.chunks.at(-1) !== index) known.chunks.push(index);
    }
  }
  return [...pieces.values()];
}
