import { describe, expect, it } from '@jest/globals';
import { planOf } from '../test/described.ts';
import { refusals, settings } from '../test/requested.ts';
import {
  chunkCommand,
  type Film,
  gifCommand,
  gifTries,
  gimpPalette,
  type MadeOnce,
  type OutputRequest,
  readPalette,
  sheetLayout,
  sheetVtt,
  writePalette,
} from './index.ts';

const planned = (request: OutputRequest) =>
  planOf([{ clips: [{ type: 'video', src: 'asset:v1', start: 0, length: 3 }] }], { output: settings(request) });

describe('what is made once from all frames', () => {
  it('has its defaults, and keeps the shape of the canvas', () => {
    const lossless = { codec: 'lossless', pixelFormat: 'yuv420p', crf: null, bitrateKbps: null, audioCodec: null };
    expect(settings({}, 'gif')).toMatchObject({
      ...{ ...lossless, format: 'gif', width: 480, height: 270, fps: { num: 12, den: 1 }, poster: true },
      once: { kind: 'gif', loop: 0, dither: 'sierra', colors: 256, maxBytes: null },
    });
    expect(settings({ format: 'png', at: 1.5, alpha: true })).toMatchObject({
      ...{ ...lossless, pixelFormat: 'rgba', poster: false, width: 640, height: 360 },
      once: { kind: 'still', image: 'png', at: 1.5, quality: 100 },
    });
    expect(settings({ format: 'sprite', width: 160 })).toMatchObject({ width: 160, height: 90, once: { intervalSeconds: 5, columns: 10 } });
    const art = { width: 64, height: 64, fps: { num: 24, den: 1 }, pixelFormat: 'rgb24', audioCodec: 'aac' };
    const once = { kind: 'pixel_art', colors: 16, dither: 'none', scaling: 'area' };
    expect(settings({}, 'pixel_art')).toMatchObject({ ...art, once });
    expect(settings({ format: 'pixel_art' })).toMatchObject({ ...art, once });
    expect(settings({ format: 'pixel_art', width: 33, height: 9 })).toMatchObject({ width: 33, height: 9 });
    expect(settings({}).once).toBeUndefined();
  });

  it.each<[OutputRequest, string]>([
    [{ format: 'gif', fps: 51 }, 'fps OUT_OF_RANGE'],
    [{ format: 'gif', colors: 257 }, 'colors OUT_OF_RANGE'],
    [{ format: 'gif', loop: -1 }, 'loop OUT_OF_RANGE'],
    [{ format: 'gif', maxBytes: 999 }, 'maxBytes OUT_OF_RANGE'],
    [{ format: 'gif', dither: 'bayr' }, 'dither INVALID_VALUE'],
    [{ format: 'gif', crf: 20 }, 'crf NOT_FOR_FORMAT'],
    [{ format: 'gif', audioBitrateKbps: 128 }, 'audioBitrateKbps NOT_FOR_FORMAT'],
    [{ format: 'gif', at: 1 }, 'at NOT_FOR_FORMAT'],
    [{ loop: 1 }, 'loop NOT_FOR_FORMAT'],
    [{ format: 'png', quality: 90 }, 'quality NOT_FOR_FORMAT'],
    [{ format: 'jpg', quality: 0 }, 'quality OUT_OF_RANGE'],
    [{ format: 'jpg', alpha: true }, 'alpha NOT_FOR_FORMAT'],
    [{ format: 'jpg', at: -1 }, 'at OUT_OF_RANGE'],
    [{ format: 'webp', poster: true }, 'poster NOT_FOR_FORMAT'],
    [{ format: 'png_sequence', codec: 'h264' }, 'codec UNKNOWN_CODEC'],
    [{ format: 'sprite', columns: 26 }, 'columns OUT_OF_RANGE'],
    [{ format: 'sprite', width: 160, intervalSeconds: 0 }, 'intervalSeconds OUT_OF_RANGE'],
    [{ format: 'pixel_art', width: 7 }, 'width OUT_OF_RANGE'],
    [{ format: 'pixel_art', height: 513 }, 'height OUT_OF_RANGE'],
    [{ format: 'pixel_art', colors: 1 }, 'colors OUT_OF_RANGE'],
    [{ format: 'pixel_art', fps: 61 }, 'fps OUT_OF_RANGE'],
    [{ format: 'pixel_art', scaling: 'bicubic' }, 'scaling INVALID_VALUE'],
  ])('refuses %j', (request, problem) => {
    expect(refusals(request)).toEqual([problem]);
  });

  it('shares its chunks with all that are drawn alike', () => {
    const key = (request: OutputRequest) => planned(request).chunks[0]?.key;
    const gif = key({ format: 'gif' });
    expect(key({ format: 'gif', colors: 8, maxBytes: 5000, dither: 'none', loop: 2 })).toBe(gif);
    expect(key({ format: 'png_sequence', speed: 'slow' })).toBe(gif);
    expect(key({ format: 'jpg_sequence' })).toBe(gif);
    expect(key({ format: 'gif', alpha: true })).not.toBe(gif);
    const art = key({ format: 'pixel_art' });
    expect(key({ format: 'pixel_art', colors: 4 })).toBe(art);
    expect(key({ format: 'pixel_art', scaling: 'nearest' })).not.toBe(art);
  });

  it('keeps chunks without loss: halved colours, full colours, transparency', () => {
    const args = (request: OutputRequest) => {
      const plan = planned(request);
      return chunkCommand(plan, plan.chunks[0]!, {
        inputs: new Proxy(
          {},
          { get: () => '/in', has: () => true, getOwnPropertyDescriptor: () => ({ configurable: true, value: '/in' }) },
        ),
        outputs: ['/out'],
      }).join(' ');
    };
    expect(args({ format: 'gif' })).toMatch(/format=yuv420p.* -c:v libx264 -preset ultrafast -qp 0 .*-colorspace bt709/);
    const art = args({ format: 'pixel_art', scaling: 'nearest' });
    expect(art).toMatch(/scale=64:36:in_color_matrix=bt709:in_range=tv:out_range=pc:flags=neighbor\S+,format=rgb24,pad=64:64:0:14/);
    expect(art).toMatch(/-c:v libx264rgb .*-colorspace rgb -color_range pc/);
    expect(args({ format: 'png_sequence', alpha: true })).toMatch(/format=rgba.* -c:v png .* -f mov /);
  });

  it('draws only the frame of a still', () => {
    const plan = planned({ format: 'jpg', at: 1.02 });
    expect(plan.chunks.map(({ start, frames }) => ({ start, frames }))).toEqual([{ start: 30, frames: 1 }]);
  });
});

const filmOf = (request: OutputRequest): Film => {
  const { frames, durationSeconds, outputs } = planned(request);
  return { frames, durationSeconds, output: outputs[0]!.settings };
};

describe('a GIF', () => {
  const gif = (more: object = {}): MadeOnce & { kind: 'gif' } => ({
    kind: 'gif',
    loop: 0,
    dither: 'sierra',
    colors: 256,
    maxBytes: null,
    ...more,
  });

  it('is tried smaller and smaller, never with more than was asked for', () => {
    const film = filmOf({ format: 'gif', width: 320 });
    expect(gifTries(film, gif())).toEqual([{ colors: 256, dither: 'sierra', every: 1, width: 320, height: 180, frames: 90 }]);
    const tries = gifTries(film, gif({ maxBytes: 1000, colors: 40, dither: 'none' }));
    expect(tries.length).toBeGreaterThan(5);
    expect(tries.every((t) => t.colors <= 40 && t.dither === 'none' && t.frames === Math.ceil(90 / t.every))).toBe(true);
    expect(tries.at(-1)).toMatchObject({ every: 4, frames: 23 });
  });

  it('counts showings as ffmpeg does, and ends its last frame with the video', () => {
    const film = filmOf({ format: 'gif', fps: 12 });
    const args = (loop: number) => gifCommand(film, gif({ loop }), gifTries(film, gif())[0]!, { list: '/l', palette: '/p', output: '/o' });
    const after = (list: string[], name: string) => list[list.lastIndexOf(name) + 1];
    expect([0, 1, 3].map((n) => after(args(n), '-loop'))).toEqual(['0', '-1', '2']);
    expect(after(args(0), '-final_delay')).toBe('8');
  });
});

it('a palette has no more colours than asked for, whatever ffmpeg padded it with', () => {
  const raw = writePalette(['#000000', '#101010', '#ff0000', '#ffffff'], false);
  expect(readPalette(raw, { colors: 16, alpha: false })).toEqual(['#000000', '#101010', '#ff0000', '#ffffff']);
  expect(readPalette(raw, { colors: 3, alpha: false })).toEqual(['#080808', '#ff0000', '#ffffff']);
  expect(readPalette(raw, { colors: 4, alpha: true })).toHaveLength(3);
  const twice = writePalette(['#000000', '#101010', '#101010', '#ff0000', '#ff0000', '#ffffff'], false);
  expect(readPalette(twice, { colors: 16, alpha: false })).toEqual(['#000000', '#101010', '#ff0000', '#ffffff']);
  expect([...writePalette(['#102030'], true).subarray(-8)]).toEqual([16, 32, 48, 255, 0, 0, 0, 0]);
  expect(gimpPalette('p', ['#102030'])).toBe('GIMP Palette\nName: p\nColumns: 16\n#\n 16  32  48\t#102030\n');
});

it('a sprite sheet goes on on further sheets', () => {
  const sprite = { kind: 'sprite', intervalSeconds: 0.1, columns: 2, quality: 90 } as const;
  const film = filmOf({ format: 'sprite', width: 160, intervalSeconds: 0.1, columns: 2 });
  expect(sheetLayout(film, sprite)).toEqual({ step: 3, tiles: 30, columns: 2, rows: 10, sheets: 2 });
  expect(sheetVtt(film, sprite)).toContain('00:00:02.100 --> 00:00:02.200\nsprite-2.jpg#xywh=160,0,160,90\n');
});
