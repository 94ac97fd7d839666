import type { PixelArtWanted } from '@workprint/contracts';
import type { PixelArtInput } from '@workprint/graphql-schema';
import { PIPELINE_VERSION, resolveOutput } from '@workprint/timeline';
import { type UserError, userErrorsOf } from '../graphql/user-error.ts';

const PRESET = 'pixel_art';
/** Pixels of the canvas' longer side, about: each of the frame's pixels is made of several of the video's. */
const CANVAS = 512;
const RANGES = 'Sides are 8 to 512 pixels, colors 2 to 256, fps 1 to 60.';

/** What the input's `pixelArt` asks for, every default filled in, and what is wrong with it; nothing of both when it is not given. */
export function pixelArtWanted(asked: PixelArtInput | null | undefined): { wanted: PixelArtWanted | null; problems: UserError[] } {
  if (!asked) return { wanted: null, problems: [] };
  const { width, height, fps, colors, dither, scaling } = asked;
  const square = { width: CANVAS, height: CANVAS, fps: { num: 24, den: 1 }, background: '#000000' };
  const request = { width: width ?? 64, height: height ?? 64, fps, colors, dither, scaling };
  const resolved = resolveOutput(square, PRESET, request);
  if (!resolved.ok) {
    const problems = resolved.problems.map((p) => ({ ...p, hint: p.hint ?? RANGES }));
    return { wanted: null, problems: userErrorsOf(problems, 'pixelArt') };
  }
  const output = resolved.value;
  const scale = Math.max(2, 2 * Math.floor(CANVAS / 2 / Math.max(output.width, output.height)));
  const canvas = { width: output.width * scale, height: output.height * scale, fps: output.fps.num / output.fps.den };
  return { wanted: { canvas, output, preset: PRESET, pipelineVersion: PIPELINE_VERSION }, problems: [] };
}
