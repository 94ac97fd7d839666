import { describe, expect, it } from '@jest/globals';
import type { PixelArtInput } from '@workprint/graphql-schema';
import { parseTimeline } from '@workprint/timeline';
import { pixelArtWanted } from './pixel-art.ts';

describe('pixelArtWanted', () => {
  it.each<[PixelArtInput, object, object]>([
    [{}, { width: 64, height: 64, fps: { num: 24, den: 1 } }, { width: 512, height: 512, fps: 24 }],
    [
      { width: 33, height: 24, fps: 12.5 },
      { width: 33, height: 24, fps: { num: 25, den: 2 } },
      { width: 462, height: 336, fps: 12.5 },
    ],
    [
      { width: 512, height: 8, fps: 1 },
      { width: 512, height: 8, fps: { num: 1, den: 1 } },
      { width: 1024, height: 16, fps: 1 },
    ],
    [
      { width: 9, height: 511, fps: 29.97 },
      { width: 9, height: 511, fps: { num: 30_000, den: 1001 } },
      { width: 18, height: 1022 },
    ],
    [
      { height: 8, width: 8, fps: 60 },
      { width: 8, height: 8, fps: { num: 60, den: 1 } },
      { width: 512, height: 512, fps: 60 },
    ],
  ])('%j is rendered on a canvas of the same shape and rate, which a timeline may have', (asked, output, canvas) => {
    const { wanted, problems } = pixelArtWanted(asked);
    expect(problems).toEqual([]);
    if (!wanted) throw new Error('nothing was wanted');
    expect(wanted).toMatchObject({ output: { format: 'pixel_art', ...output }, canvas, preset: 'pixel_art' });
    const clip = { type: 'video', src: 'asset:01890000-0000-7000-8000-000000000001', start: 0, fit: 'cover' };
    const parsed = parseTimeline({ version: 1, canvas: wanted.canvas, tracks: [{ clips: [clip] }] });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.value.canvas.fps).toEqual(wanted.output.fps);
  });

  it.each<[PixelArtInput, string]>([
    [{ width: 7 }, 'pixelArt.width'],
    [{ height: 513 }, 'pixelArt.height'],
    [{ fps: 0.5 }, 'pixelArt.fps'],
    [{ fps: 60.5 }, 'pixelArt.fps'],
    [{ colors: 1 }, 'pixelArt.colors'],
    [{ colors: 257 }, 'pixelArt.colors'],
    [{ dither: 'bayr' }, 'pixelArt.dither'],
    [{ scaling: 'areas' }, 'pixelArt.scaling'],
  ])('%j is a problem with its place and what would do', (asked, path) => {
    const { wanted, problems } = pixelArtWanted(asked);
    expect(wanted).toBeNull();
    expect(problems).toEqual([expect.objectContaining({ path: path.split('.'), hint: expect.stringMatching(/\S/) })]);
  });

  it('is nothing when nothing is asked', () => {
    expect(pixelArtWanted(null)).toEqual({ wanted: null, problems: [] });
    expect(pixelArtWanted(undefined)).toEqual({ wanted: null, problems: [] });
  });
});
