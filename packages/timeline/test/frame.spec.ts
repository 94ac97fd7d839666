import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { chunkCommand, chunkInputs, compileFrame, type FramePlan, frameKey, parseTimeline, resolveOutput } from '../src/index.ts';
import { composed, fetched, must, plan } from './render.ts';
import { ffmpeg, type Made, makeLogo, makeVideo, scratch, toolchain } from './sources.ts';

jest.setTimeout(180_000);

describe('one frame', () => {
  const dir = scratch();
  let sources: Made[];
  beforeAll(() => {
    sources = [
      makeVideo(dir, 'a'),
      makeVideo(dir, 'b25', { rate: { num: 25, den: 1 }, frames: 130 }),
      makeVideo(dir, 'short', { frames: 40 }),
      makeLogo(dir, 'logo'),
    ];
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const clip = (src: string, start: number, length: number, more = {}) => ({ type: 'video', src: `asset:${src}`, start, length, ...more });
  const fade = { type: 'fade', length: 0.5 };
  const title = {
    ...{ type: 'text', text: 'Hello', start: 1, length: 2, style: { size: 24 }, transitionIn: fade },
    scale: [
      { at: 0, value: 1 },
      { at: 1, value: 1.5, easing: 'easeIn' },
    ],
  };
  const logo = {
    ...{ type: 'image', src: 'asset:logo', start: 0, length: 3, fit: 'none', position: { x: '80%', y: 40 }, rotation: 20 },
    opacity: [
      { at: 0, value: 0 },
      { at: 1, value: 0.8, easing: 'easeOut' },
    ],
  };
  const document = {
    version: 1,
    canvas: { width: 320, height: 180, fps: 30, background: '#204060' },
    tracks: [
      {
        clips: [
          clip('a', 0, 1.5, { transitionOut: fade }),
          clip('b25', 1, 1, { trim: 0.4 }),
          clip('short', 2, 1, { trim: 1, onEnd: 'loop' }),
        ],
      },
      { clips: [logo] },
      { clips: [title] },
    ],
  };
  const frameOf = (n: number, request = {}, doc: unknown = document) => {
    const timeline = must(parseTimeline(doc));
    const output = must(resolveOutput(timeline.canvas, null, request));
    return compileFrame({ timeline, output, assets: Object.fromEntries(sources.map((s) => [s.assetId, s])), generated: {}, toolchain }, n);
  };
  const draw = ({ plan, chunk }: FramePlan, mode: 'png' | 'jpeg'): string => {
    const output = join(dir, `frame.${mode}`);
    ffmpeg(chunkCommand(plan, chunk, { inputs: fetched(dir, chunkInputs(chunk), sources), outputs: [output] }, { mode, threads: 2 }));
    return output;
  };

  it('is the frame that the render will have there, before encoding', () => {
    const p = plan(document, sources, []);
    const whole = composed(dir, p, sources);
    expect(whole).toHaveLength(90);
    for (const n of [0, 1, 14, 29, 30, 31, 44, 45, 59, 60, 73, 89]) {
      const one = must(frameOf(n));
      expect([one.plan.frames, one.plan.chunks.length, one.chunk.frames, one.chunk.start]).toEqual([90, 1, 1, n]);
      expect({ n, hash: composed(dir, one.plan, sources) }).toEqual({ n, hash: [whole[n]] });
    }
  });

  it('is handed out as PNG, pixel by pixel the composed one in RGB, and as JPEG', () => {
    const request = { width: 160, height: 120 };
    const p = plan(document, sources, [], request);
    const raw = join(dir, 'all.yuv');
    const args = chunkCommand(
      p,
      p.chunks[0]!,
      { inputs: fetched(dir, chunkInputs(p.chunks[0]!), sources), outputs: [raw] },
      { mode: 'composed' },
    );
    ffmpeg(args.map((a) => (a === 'framemd5' ? 'rawvideo' : a)).toSpliced(-1, 0, '-c:v', 'rawvideo'));
    const size = (160 * 120 * 3) / 2;
    const rgb = 'scale=in_color_matrix=bt709:in_range=tv:out_range=pc:flags=bicubic+accurate_rnd+full_chroma_int+bitexact';
    for (const n of [0, 37, 62]) {
      const one = must(frameOf(n, request));
      const pixels = ffmpeg(['-v', 'error', '-i', draw(one, 'png'), '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-']);
      const skip = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', '160x120', '-skip_initial_bytes', String(n * size), '-i', raw];
      expect(
        pixels.equals(ffmpeg(['-v', 'error', ...skip, '-frames:v', '1', '-vf', rgb, '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'])),
      ).toBe(true);
      expect(pixels).toHaveLength(160 * 120 * 3);
    }
    expect([...readFileSync(draw(must(frameOf(37, request)), 'jpeg')).subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
  });

  it('reads no more than it needs, and carries a key of what draws it', () => {
    const before = must(frameOf(10));
    expect(chunkInputs(before.chunk).map((i) => i.kind)).toEqual(['source', 'source']);
    expect(before.at).toBeCloseTo(1 / 3, 9);
    const key = (n: number, request = {}, doc: unknown = document) => frameKey(must(frameOf(n, request, doc)), 'png');
    expect(key(10, { crf: 30, speed: 'slow', audioBitrateKbps: 64 })).toBe(key(10));
    expect(new Set([key(10), key(11), key(10, { width: 160, height: 90 }), frameKey(before, 'jpeg')]).size).toBe(4);
    const still = (start: number) => ({ ...document, tracks: [{ clips: [{ type: 'image', src: 'asset:logo', start, length: 2 }] }] });
    expect(key(45, {}, still(1))).toBe(key(5, {}, still(0)));
    const retitled = { ...document, tracks: [...document.tracks.slice(0, 2), { clips: [{ ...title, text: 'Bye' }] }] };
    expect(key(10, {}, retitled)).toBe(key(10));
    expect(key(50, {}, retitled)).not.toBe(key(50));
  });

  it('that the render will not have is refused', () => {
    for (const n of [-1, 90, 1e9, 1.5, Number.NaN])
      expect(frameOf(n)).toMatchObject({ ok: false, problems: [{ code: 'OUT_OF_RANGE', path: [] }] });
    const missing = { ...document, tracks: [{ clips: [clip('nobody', 0, 1), clip('short', 1, 9)] }] };
    expect(frameOf(0, {}, missing)).toMatchObject({
      ok: false,
      problems: [{ code: 'ASSET_NOT_FOUND', path: ['tracks', 0, 'clips', 0, 'src'] }, { code: 'SOURCE_TOO_SHORT' }],
    });
  });
});
