import type { SourceMedia } from '../media.ts';
import type { Toolchain } from '../plan.ts';
import { demuxersOf } from './demuxers.ts';
import type { Piece } from './graph.ts';
import { normalised } from './normalise.ts';
import { allPieces } from './pieces.ts';
import { recipeOf } from './recipe.ts';
import { smallOf } from './small.ts';

/**
 * What drafts show of a source instead of it, in order: none where it is small enough itself. Played forwards; of a variable rate the pieces
 * are the canvas', so they are made when a draft needs them.
 */
export function proxyPieces({ sha256, probe }: Pick<SourceMedia, 'sha256' | 'probe'>, toolchain: Toolchain): Piece[] {
  const { video } = probe;
  const demuxers = demuxersOf(probe);
  if (probe.kind !== 'video' || !video || !demuxers || video.variableFrameRate || video.frames === null) return [];
  const small = smallOf(video);
  const recipe = small && recipeOf(video, { reverse: false, zscale: !toolchain.noZscale, small });
  return recipe ? allPieces(normalised({ sha256, demuxers }, video, recipe, video.frameRate)) : [];
}
