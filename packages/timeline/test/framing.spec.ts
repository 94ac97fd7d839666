import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chunkCommand, chunkInputs, compilePlan, mediaConvertProblems, parseTimeline, resolveOutput } from '../src/index.ts';
import { library, planOf } from './described.ts';
import { effectOf } from './keys/effect.ts';
import { fetched, must, plan } from './render.ts';
import { openBench } from './same.ts';
import { ffmpeg, type Made, makeLogo, makeSolid, makeVideo, scratch, toolchain } from './sources.ts';

const dir = scratch();
const sources: Made[] = [];
beforeAll(() => {
  sources.push(makeVideo(dir, 'film', { frames: 40 }), makeLogo(dir, 'logo'), makeSolid(dir, 'red', '#ff0000'));
}, 60_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const canvas = { width: 128, height: 96, fps: 30, background: '#204060' };
const document = (...clips: object[]) => ({ version: 1, canvas, tracks: clips.map((c) => ({ clips: [c] })) });
const red = (more: object) => ({ type: 'image', src: 'asset:red', start: 0, length: 0.5, fit: 'none', ...more });

/** The first frame as rows of "rrggbb". */
function frame(doc: object): (x: number, y: number) => [number, number, number] {
  const p = plan(doc as Record<string, unknown>, sources, []);
  const chunk = p.chunks[0]!;
  const output = join(dir, 'frame.png');
  ffmpeg(chunkCommand(p, chunk, { inputs: fetched(dir, chunkInputs(chunk), sources), outputs: [output] }, { mode: 'png' }));
  const raw = ffmpeg(['-v', 'error', '-i', output, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']);
  return (x, y) => [0, 1, 2].map((i) => raw[3 * (y * canvas.width + x) + i]!) as [number, number, number];
}
const near = (a: readonly number[], b: readonly number[]): boolean => a.every((v, i) => Math.abs(v - b[i]!) < 12);
const [RED, BACK] = [
  [255, 0, 0],
  [32, 64, 96],
];

describe('a clip’s frame', () => {
  it('is the same however the film is cut, still and moving, with and without transparency', () => {
    const moving = {
      scale: [
        { at: 0, value: 0.2 },
        { at: 0.8, value: 0.5, easing: 'easeOutBack' },
      ],
      rotation: [
        { at: 0, value: 0 },
        { at: 1, value: 40 },
      ],
    };
    const film = { type: 'video', src: 'asset:film', start: 0, length: 1, muted: true };
    const shadow = { color: '#000000a0', blur: 8, x: 3, y: 4 };
    openBench(dir, sources).same(
      document(
        film,
        { ...film, ...moving, corners: '20%', border: { width: 4, color: '#ffffff80' }, shadow, flip: 'both', blend: 'overlay' },
        { type: 'image', src: 'asset:logo', start: 0, length: 1, fit: 'none', shadow, position: { x: '30%', y: '40%', anchor: 'topLeft' } },
        { type: 'text', text: 'Mask', start: 0, length: 1, mask: { src: 'asset:logo', feather: 2 }, shadow, blend: 'screen' },
        {
          ...{ type: 'timeline', start: 0, length: 1, scale: 0.4, shadow, corners: 6, crop: { left: '10%', top: 4 } },
          timeline: { tracks: [{ clips: [{ ...film, scale: 0.5, mask: { shape: 'ellipse', feather: 4, invert: true } }] }] },
        },
      ),
      ...[3, 7],
    );
  }, 60_000);

  it('lies where it lay where its rotation rests', () => {
    const rotation = [
      { at: 0.5, value: 0 },
      { at: 1, value: 40 },
    ];
    openBench(dir, sources).same(document(red({ length: 1, scale: 0.5, rotation })), 3);
  }, 60_000);

  it('cuts, masks and outlines where it says', () => {
    // 64 × 64 in the middle of 128 × 96. Who draws shapes here makes ellipses of them all, as large as their pictures.
    const at = frame(document(red({ mask: { shape: 'ellipse' } })));
    expect([at(64, 48), at(36, 48), at(34, 18), at(94, 78)].map((c) => near(c, RED))).toEqual([true, true, false, false]);
    const out = frame(document(red({ mask: { shape: 'ellipse', invert: true } })));
    expect([out(64, 48), out(34, 18), out(94, 78)].map((c) => near(c, RED))).toEqual([false, true, true]);
  });

  it('reads a crop in the source’s pixels and flips what is left', () => {
    const half = document(red({ crop: { left: 32, top: '25%' } }));
    const at = frame(half);
    expect([at(64, 48), at(50, 48), at(82, 48), at(64, 20), at(64, 70)].map((c) => near(c, RED))).toEqual([true, true, false, false, true]);
    expect(effectOf({ version: 1, canvas, tracks: [{ clips: [{ ...red({ crop: { left: '50%' } }), src: 'asset:v1' }] }] })).toBe(
      effectOf({ version: 1, canvas, tracks: [{ clips: [{ ...red({ crop: { left: 640 } }), src: 'asset:v1' }] }] }),
    );
  });

  it('casts its shadow where nothing of the picture is, and lies where it lay without one', () => {
    for (const anchor of ['center', 'topLeft', 'bottomRight']) {
      const position = { x: 60, y: 50, anchor };
      const plain = frame(document(red({ scale: 0.5, position })));
      const shaded = frame(document(red({ scale: 0.5, position, shadow: { color: '#000000', blur: 4, x: 12 } })));
      const edges = (at: ReturnType<typeof frame>) =>
        Array.from({ length: canvas.width }, (_, x) => x).filter(
          (x) => near(at(x, 50), RED) || near(at(x, 40), RED) || near(at(x, 60), RED),
        );
      expect([anchor, edges(shaded)]).toEqual([anchor, edges(plain)]);
      const right = Math.max(...edges(plain));
      expect(near(shaded(right + 5, anchor === 'topLeft' ? 60 : anchor === 'center' ? 50 : 40), [0, 0, 0])).toBe(true);
    }
  });

  it('keeps its place when it turns and grows, shadow or not', () => {
    const turned = {
      rotation: 90,
      scale: [
        { at: 0, value: 0.5 },
        { at: 9, value: 0.5 },
      ],
      position: { x: 20, y: 20, anchor: 'topLeft' },
    };
    const [plain, shaded] = [{}, { shadow: { color: '#00000001', blur: 10 } }].map((more) => frame(document(red({ ...turned, ...more }))));
    for (const [x, y] of [
      [22, 22],
      [48, 48],
      [22, 48],
    ] as const)
      expect(near(shaded!(x, y), plain!(x, y))).toBe(true);
    expect([near(shaded!(16, 30), BACK), near(shaded!(56, 30), BACK)]).toEqual([true, true]);
  });

  it('becomes smaller with a draft', () => {
    const framed = { corners: 40, border: { width: 8, color: '#ffffff' }, shadow: { color: '#000000', blur: 16, x: 8, y: -4 } };
    const mask = { shape: 'rectangle', x: 80, y: '50%', width: 160, radius: 12, feather: 8 };
    const doc = {
      version: 1,
      canvas: { ...canvas, width: 1280, height: 960 },
      tracks: [{ clips: [{ type: 'color', color: '#fff', start: 0, length: 1, ...framed, mask }] }],
    };
    const timeline = must(parseTimeline(doc));
    const output = { ...must(resolveOutput(timeline.canvas)), draft: true as const };
    const small = must(compilePlan({ timeline, output, assets: {}, generated: {}, toolchain })).chunks[0]!.graph.layers[0]!;
    expect(small.framing).toMatchObject({ shadow: { sigma: 2, x: 2, y: -1 }, border: { stroke: { width: 3 }, radius: 10 } });
    expect(small.framing!.masks[1]).toMatchObject({
      sigma: 1,
      raster: { box: { width: 40, height: 240 }, radius: 3, center: { x: 20, y: 120 } },
    });
  });

  it('grows with the clip’s scale, whether that moves or not', () => {
    const clip = (scale: unknown) => ({
      type: 'image',
      src: 'asset:i1',
      start: 0,
      length: 1,
      fit: 'none',
      corners: 20,
      border: { width: 4, color: '#fff' },
      scale,
    });
    const framing = (scale: unknown) => planOf([{ clips: [clip(scale)] }]).chunks[0]!.graph.layers[0]!.framing!;
    expect(framing(2).border).toMatchObject({ width: 400, radius: 40, stroke: { width: 9 } });
    expect(
      framing([
        { at: 0, value: 2 },
        { at: 0.5, value: 1 },
      ]).border,
    ).toMatchObject({ width: 200, radius: 20, stroke: { width: 5 } });
  });

  it('that changes nothing is nothing: the graph is as it was', () => {
    const clip = { type: 'video', src: 'asset:v1', start: 0, length: 2 };
    const none = { crop: { left: 0, right: '0%' }, corners: 0, blend: 'normal' };
    expect(planOf([{ clips: [{ ...clip, ...none }] }]).chunks).toEqual(planOf([{ clips: [clip] }]).chunks);
    const { layers, segments } = planOf([{ clips: [{ ...clip, corners: 4 }] }]).chunks[0]!.graph;
    expect([layers.length, segments[0]!.base]).toEqual([1, null]);
  });
});

describe('a frame that cannot be', () => {
  const problems = (clip: object): string[] => {
    const result = parseTimeline({ version: 1, canvas, tracks: [{ clips: [{ start: 0, length: 1, ...clip }] }] });
    if (!result.ok) return result.problems.map((p) => `${p.path.slice(4).join('.')} ${p.code}`);
    const output = must(resolveOutput(result.value.canvas));
    const assets = Object.fromEntries(['v1', 'i1', 's1'].map((id) => [id, library(id)]));
    const compiled = compilePlan({ timeline: result.value, output, assets, generated: {}, toolchain });
    return compiled.ok ? [] : compiled.problems.map((p) => `${p.path.slice(4).join('.')} ${p.code}`);
  };
  const video = { type: 'video', src: 'asset:v1' };
  it.each([
    [{ ...video, crop: { left: '60%', right: '40%' } }, 'crop OUT_OF_RANGE'],
    [{ ...video, crop: { left: 700, right: 600 } }, 'crop OUT_OF_RANGE'],
    [{ type: 'html', html: '<p>a</p>', width: 100, height: 50, crop: { top: 25, bottom: 24 } }, 'crop OUT_OF_RANGE'],
    [{ ...video, crop: { left: -1 } }, 'crop.left OUT_OF_RANGE'],
    [{ ...video, crop: { middle: 1 } }, 'crop.middle UNKNOWN_KEY'],
    [{ ...video, mask: {} }, 'mask.src REQUIRED'],
    [{ ...video, mask: { src: 'asset:gone' } }, 'mask.src ASSET_NOT_FOUND'],
    [{ ...video, mask: { src: 'asset:v1' } }, 'mask.src WRONG_KIND'],
    [{ ...video, mask: { shape: 'star' } }, 'mask.shape INVALID_TYPE'],
    [{ ...video, mask: { shape: 'ellipse', feather: 501 } }, 'mask.feather OUT_OF_RANGE'],
    [{ ...video, blend: 'multiplied' }, 'blend INVALID_VALUE'],
    [{ ...video, corners: [1, 2, 3] }, 'corners OUT_OF_RANGE'],
    [{ ...video, border: { width: 0, color: '#fff' } }, 'border.width OUT_OF_RANGE'],
    [{ ...video, shadow: { blur: 2 } }, 'shadow.color REQUIRED'],
    [{ ...video, flip: 'horizontaly' }, 'flip INVALID_VALUE'],
    [{ type: 'text', text: 'a', corners: 4 }, 'corners UNKNOWN_KEY'],
    [{ type: 'text', text: 'a', crop: { left: 4 } }, 'crop UNKNOWN_KEY'],
  ])('%j', (clip, problem) => {
    expect(problems(clip)).toEqual([problem]);
  });

  it('is told to those who would send it to MediaConvert', () => {
    const refused = (clip: object) => {
      const timeline = must(parseTimeline(document({ start: 0, length: 1, ...clip })));
      return mediaConvertProblems(timeline, []).map((p) => p.path.slice(4).join('.'));
    };
    expect(refused({ ...video, muted: true, crop: { left: 4 }, corners: 3, blend: 'screen' })).toEqual(['crop', 'corners', 'blend']);
    expect(refused({ type: 'color', color: '#fff', corners: 3, blend: 'screen' })).toEqual(['blend']);
  });
});
