import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  assetReferences,
  chunkCommand,
  chunkInputs,
  compilePlan,
  formatPath,
  generationReferences,
  parseTimeline,
  resolveOutput,
  timelineLength,
} from '../src/index.ts';
import { planOf } from './described.ts';
import { composed, fetched, mix, must, plan } from './render.ts';
import { openBench } from './same.ts';
import { ffmpeg, type Made, makeLogo, makeSound, makeVideo, scratch, toolchain } from './sources.ts';

// Each case renders its timeline several times; other work may share the machine.
jest.setTimeout(180_000);

const canvas = { width: 320, height: 180, fps: 30, background: '#204060' };
const clip = (src: string, start: number, length: number, more: object = {}) => ({
  type: 'video',
  src: `asset:${src}`,
  start,
  length,
  ...more,
});
const nest = (tracks: unknown[], more: object = {}, size?: object) => ({
  type: 'timeline',
  timeline: { ...(size ? { canvas: size } : {}), tracks },
  start: 0,
  ...more,
});
const document = (clips: unknown[], more: unknown[] = []) => ({ version: 1, canvas, tracks: [{ clips }, ...more] });
const fade = (length: number) => ({ type: 'fade', length });
const title = { type: 'text', text: 'Inner', start: 0.2, length: 1.2, style: { size: 24 }, transitionIn: fade(0.3) };

describe('a nested timeline, read', () => {
  const problems = (doc: unknown, variables?: Record<string, unknown>) => {
    const result = parseTimeline(doc, variables);
    return result.ok ? [] : result.problems.map((p) => `${formatPath(p.path)} ${p.code}`);
  };
  const at = 'tracks[0].clips[0].timeline';

  it('names what is wrong within it by the whole path, all at once', () => {
    const wrong = [
      { id: 'a', clips: [{ type: 'video', src: 'nothing', start: -1, lenght: 2 }, { type: 'vidio' }] },
      { id: 'a', clips: [nest([{ clips: [{ type: 'color', color: 'red', start: 0, length: 1 }] }], { trim: -1 })] },
    ];
    expect(problems(document([nest(wrong, { opacity: 2, length: 1 }, { width: 3, hight: 2 })]))).toEqual([
      `${at}.tracks[0].clips[0].src INVALID_VALUE`,
      `${at}.tracks[0].clips[0].start OUT_OF_RANGE`,
      `${at}.tracks[0].clips[0].lenght UNKNOWN_KEY`,
      `${at}.tracks[0].clips[1].type INVALID_VALUE`,
      `${at}.tracks[1].clips[0].timeline.tracks[0].clips[0].color INVALID_VALUE`,
      `${at}.tracks[1].clips[0].trim OUT_OF_RANGE`,
      `${at}.canvas.width OUT_OF_RANGE`,
      `${at}.canvas.width OUT_OF_RANGE`,
      `${at}.canvas.hight UNKNOWN_KEY`,
      'tracks[0].clips[0].opacity OUT_OF_RANGE',
    ]);
  });

  it('is checked as the outer one is: ids, overlaps, kinds, transitions, ducking', () => {
    const inner = nest([
      { id: 'a', clips: [clip('a', 0, 2), clip('a', 1, 2)] },
      {
        id: 'a',
        clips: [{ type: 'audio', src: 'asset:s', start: 0, duck: { under: 'outer', by: -6 } }, clip('a', 3, 1, { transitionIn: fade(2) })],
      },
    ]);
    expect(problems({ ...document([inner]), tracks: [{ id: 'outer', clips: [inner] }] }).sort()).toEqual([
      `${at}.tracks[0].clips[1].start OVERLAP`,
      `${at}.tracks[1].clips[0].duck UNKNOWN_TRACK`,
      `${at}.tracks[1].clips[0].type WRONG_TRACK`,
      `${at}.tracks[1].clips[1].transitionIn TOO_LONG`,
      `${at}.tracks[1].id DUPLICATE_ID`,
    ]);
  });

  it('stands five deep and no deeper', () => {
    const deep = (n: number): unknown =>
      n === 0 ? { ...title, position: { x: [{ at: 0, value: 1 }] } } : nest([{ clips: [deep(n - 1)] }]);
    expect(problems(document([deep(5)]))).toEqual([]);
    expect(problems(document([deep(6)]))).toEqual([`tracks[0].clips[0]${'.timeline.tracks[0].clips[0]'.repeat(5)}.timeline TOO_DEEP`]);
    expect(problems(document([deep(40)]))[0]).toContain('TOO_DEEP');
  });

  it('sees variables and conditions', () => {
    const inner = nest([
      {
        clips: [
          { ...title, text: '{{name}}' },
          { ...title, start: 5, when: { variable: 'long', equals: true } },
        ],
      },
    ]);
    const doc = { ...document([inner]), variables: { name: 'x', long: false } };
    const length = (variables?: Record<string, unknown>) => timelineLength(must(parseTimeline(doc, variables))).durationSeconds;
    expect([length(), length({ long: true })]).toEqual([1.4, 6.2]);
    expect(problems({ ...doc, variables: { long: true } })).toEqual([`${at}.tracks[0].clips[0].text UNKNOWN_VARIABLE`]);
    expect(problems(document([nest([{ clips: [] }])]))).toEqual([`${at} EMPTY_TIMELINE`]);
    expect(problems(document([nest([{ clips: [] }], { length: 1 })]))).toEqual([]);
  });

  it('is settled by itself, and lasts as its clips do', () => {
    const inner = nest(
      [{ clips: [clip('v', 1, 2), { ...clip('v', 0, 3), start: 'after' }] }, { clips: [{ ...title, start: 0.5, length: 'fill' }] }],
      { trim: 0.5 },
    );
    const timeline = must(parseTimeline(document([inner, { type: 'color', color: '#fff', start: 'after', length: 1 }])));
    expect(timelineLength(timeline)).toMatchObject({ durationSeconds: 6.5, exact: true });
  });

  it('shows its assets and generations with their paths', () => {
    const src = { generate: { provider: 'luma', model: 'ray-2', prompt: 'dawn' } };
    const inner = nest([{ clips: [clip('a1', 0, 1), { type: 'video', src, start: 1, length: 1 }] }]);
    const timeline = must(parseTimeline(document([inner])));
    expect(assetReferences(timeline)).toEqual([{ assetId: 'a1', path: `${at}.tracks[0].clips[0].src` }]);
    expect(generationReferences(timeline).map((g) => g.path)).toEqual([`${at}.tracks[0].clips[1]`]);
    const output = must(resolveOutput(timeline.canvas));
    const missing = compilePlan({ timeline, output, assets: {}, generated: {}, toolchain });
    expect(missing.ok ? [] : missing.problems.map((p) => `${formatPath(p.path)} ${p.code}`)).toEqual([
      `${at}.tracks[0].clips[0].src ASSET_NOT_FOUND`,
      `${at}.tracks[0].clips[1].src GENERATION_MISSING`,
    ]);
  });
});

describe('a nested timeline, planned', () => {
  const shots = Array.from({ length: 8 }, (_, i) => ({ type: 'video', src: `asset:v${i}`, start: i * 3, length: 3 }));
  const starts = (clips: unknown[]) => planOf([{ clips }]).chunks.map((c) => c.start);

  it('cuts at its edges and at those of its clips', () => {
    expect(starts([nest([{ clips: shots }])])).toEqual(starts(shots));
    expect(starts([clip('v1', 0, 3.5), nest([{ clips: [title] }], { start: 3.5, length: 3.5 }), clip('v2', 7, 4)])).toEqual([0, 105, 210]);
    const crossed = [clip('v1', 0, 4, { transitionOut: fade(1) }), clip('v2', 3, 4)];
    expect(starts([nest([{ clips: crossed }])]).some((s) => s > 90 && s < 120)).toBe(false);
  });

  it('changes only the chunks in which something within it changes', () => {
    const keys = (text: string) => planOf([{ clips: [nest([{ clips: shots }, { clips: [{ ...title, text }] }])] }]).chunks;
    const [a, b] = [keys('one'), keys('two')];
    expect(a.map((c, i) => c.key !== b[i]!.key)).toEqual(a.map((_, i) => i === 0));
    const parts = (chunk: (typeof a)[number]) => chunk.encoded[0]!.keyParts;
    expect(Object.keys(parts(a[0]!)).filter((k) => parts(a[0]!)[k] !== parts(b[0]!)[k])).toEqual(['text']);
  });
});

describe('a nested timeline, drawn', () => {
  const dir = scratch();
  const sources: Made[] = [];
  const bench = openBench(dir, sources);
  beforeAll(() => {
    sources.push(
      makeVideo(dir, 'a', { tone: 440 }),
      makeVideo(dir, 'b25', { rate: { num: 25, den: 1 }, frames: 75, source: 'mandelbrot=s=320x180:maxiter=40' }),
      makeLogo(dir, 'logo'),
      makeSound(dir, 'sine', 'sin(2*PI*440*t)*0.5', 3),
    );
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  /** The frames, equal for 1, 3 and 7 chunks and two threads. */
  const same = (d: ReturnType<typeof document>): string[] => {
    const whole = bench.same(d, 3, 7);
    expect(composed(dir, plan(d, sources, []), sources, 2)).toEqual(whole);
    return whole;
  };
  const logo = { type: 'image', src: 'asset:logo', start: 0, length: 2, fit: 'none', position: { x: '80%', y: '30%' } };

  it('are the same frames as without it, where it fills the canvas', () => {
    const clips = [clip('a', 0, 1, { transitionOut: fade(0.4) }), clip('b25', 0.6, 1.2, { scale: 0.8 })];
    const flat = composed(dir, plan(document(clips), sources, []), sources);
    expect(same(document([nest([{ clips }], {}, { background: canvas.background })]))).toEqual(flat);
    const trimmed = same(document([nest([{ clips }], { trim: 0.5, start: 0.2 }, { background: canvas.background })]));
    expect(trimmed.slice(6)).toEqual(flat.slice(15));
  });

  it('are equal for all chunkings, placed, turned, faded, transparent, two deep, from and to its neighbours', () => {
    const inner = nest([{ clips: [logo] }, { clips: [title] }], { start: 0.3, rotation: 20, scale: 0.7 });
    same({
      version: 1,
      canvas,
      tracks: [
        {
          clips: [
            clip('b25', 0, 1.2, { transitionOut: fade(0.5) }),
            nest([{ clips: [clip('a', 0, 2, { opacity: 0.7 })] }, { clips: [inner] }], { start: 0.7 }),
          ],
        },
        {
          clips: [
            nest(
              [{ clips: [clip('a', 0, 2, { scale: 0.5 })] }, { clips: [logo] }],
              {
                start: 0.4,
                length: 2,
                transitionIn: fade(0.3),
                opacity: [
                  { at: 0, value: 1 },
                  { at: 2, value: 0.2 },
                ],
                position: {
                  x: [
                    { at: 0, value: '20%' },
                    { at: 2, value: '70%' },
                  ],
                  y: '30%',
                },
                scale: [
                  { at: 0, value: 0.3 },
                  { at: 2, value: 0.6 },
                ],
              },
              { width: 240, height: 240 },
            ),
          ],
        },
      ],
    });
  });

  it('is fitted into the outer canvas as a picture of its own size', () => {
    const half = nest(
      [{ clips: [{ type: 'color', color: '#ff0000', start: 0, length: 1 }] }],
      { position: { x: '25%' }, scale: 0.5 },
      { width: 320, height: 180 },
    );
    const p = plan(document([half]), sources, []);
    const output = `${dir}/nested.png`;
    ffmpeg(chunkCommand(p, p.chunks[0]!, { inputs: fetched(dir, chunkInputs(p.chunks[0]!), sources), outputs: [output] }, { mode: 'png' }));
    const pixel = (x: number, y: number) => [
      ...ffmpeg(['-v', 'error', '-i', output, '-vf', `crop=1:1:${x}:${y}`, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']),
    ];
    const near = (a: number[], b: number[]) => a.every((v, i) => Math.abs(v - b[i]!) <= 3);
    expect(near(pixel(300, 90), [0x20, 0x40, 0x60])).toBe(true);
    expect(near(pixel(80, 20), [0x20, 0x40, 0x60])).toBe(true);
    expect(near(pixel(80, 90), [0x20, 0x40, 0x60])).toBe(false);
  });

  const pcm = (d: ReturnType<typeof document>): Float32Array => {
    const bytes = readFileSync(mix(dir, plan(d, sources), sources, 'pcm'));
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  };
  /** The first places in which two sounds differ. */
  const differing = (a: Float32Array, b: Float32Array) => [...a.keys()].filter((i) => a[i] !== b[i]).slice(0, 5);
  const loudest = (samples: Float32Array) => samples.reduce((most, s) => Math.max(most, Math.abs(s)), 0);

  it('sounds as it does without it, at its clip’s volume, within its edges', () => {
    const sound = { kind: 'audio', clips: [{ type: 'audio', src: 'asset:sine', start: 0.5, length: 1, fadeIn: 0.2 }] };
    const picture = { clips: [{ type: 'color', color: '#000', start: 0, length: 2 }] };
    const flat = pcm({ version: 1, canvas, tracks: [picture, sound] });
    expect(differing(pcm(document([nest([picture, sound])])), flat)).toEqual([]);
    const quiet = pcm(document([nest([picture, sound], { volume: 0.5 })]));
    expect(
      differing(
        quiet,
        flat.map((s) => s / 2),
      ),
    ).toEqual([]);
    const cut = pcm(document([nest([picture, sound], { start: 0.2, trim: 1, length: 0.8 })]));
    expect(cut.length).toBe(2 * 48_000);
    expect(loudest(cut.subarray(0, 19_200))).toBe(0);
    expect(differing(cut.subarray(19_200, 67_200), flat.subarray(96_000, 144_000))).toEqual([]);
    expect(loudest(cut.subarray(67_200))).toBe(0);
    expect(plan(document([nest([picture, sound], { muted: true })]), sources).audio).toBeNull();
  });
});
