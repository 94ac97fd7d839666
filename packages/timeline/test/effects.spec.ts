import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { assetReferences, chunkCommand, chunkInputs, EFFECTS, parseTimeline, planPieces } from '../src/index.ts';
import { planOf } from './described.ts';
import { fetched, must, plan } from './render.ts';
import { openBench } from './same.ts';
import { described, ffmpeg, type Made, makeLogo, makeSolid, makeVideo, scratch, toolchain } from './sources.ts';

// Each case renders its timeline three times; other work may share the machine.
jest.setTimeout(180_000);

const canvas = { width: 160, height: 90, fps: 30, background: '#204060' };
const document = (...tracks: object[][]) => ({ version: 1, canvas, tracks: tracks.map((clips) => ({ clips })) });
const video = (effects: object[], more = {}) => ({ type: 'video', src: 'asset:a', start: 0, length: 1, effects, ...more });
const keys = (a: number, b: number) => [
  { at: 0.05, value: a },
  { at: 0.3, value: b, easing: 'easeInOut' },
];
/** Each number that can have keyframes, with some. */
const moving = Object.entries(EFFECTS).flatMap(([type, { params }]) => {
  const entries = Object.entries(params as Record<string, { kind: string; animated?: true; min: number; max: number }>);
  const animated = entries.filter(([, p]) => p.kind === 'number' && p.animated);
  const range = ({ min, max }: { min: number; max: number }) =>
    keys(Math.max(min, max > 100 ? 4 : min / 2 + 0.2), Math.min(max / 2 + 0.3, 24));
  const values = Object.fromEntries(animated.map(([name, p]) => [name, range(p)]));
  return animated.length === 0 ? [] : [{ type, ...values, ...('src' in params ? { src: 'asset:cube' } : {}) }];
});

describe('effects', () => {
  const dir = scratch();
  const sources: Made[] = [];
  const { same, problems } = openBench(dir, sources);
  beforeAll(() => {
    const file = join(dir, 'inverse.cube');
    const corners = Array.from({ length: 8 }, (_, i) => `${1 - (i & 1)} ${1 - ((i >> 1) & 1)} ${1 - ((i >> 2) & 1)}`);
    writeFileSync(file, ['LUT_3D_SIZE 2', ...corners].join('\n'));
    const cube = { kind: 'lut', container: 'cube', video: null, durationSeconds: 0, lut: { size: 2, title: null } } as const;
    sources.push(makeVideo(dir, 'a', { frames: 60 }), makeLogo(dir, 'logo'), makeSolid(dir, 'solid', '0x204060'), {
      ...described('cube', cube),
      file,
    });
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('with keyframes are the same frames however they are cut', () => {
    const clips = moving.map((effect, i) => video([effect], { start: i * 0.4, length: 0.4, trim: 0.1, onEnd: 'freeze' }));
    const logos = moving.map((effect, i) => {
      const at = { start: i * 0.4 + 0.1, length: 0.3, position: { x: '80%' } };
      return { type: 'image', src: 'asset:logo', ...at, effects: [effect] };
    });
    const frames = same(document(clips, logos), 3, 7);
    expect(new Set(frames).size).toBeGreaterThan(frames.length / 2);
  });

  it('without: the same frames however they are cut, over and under others, on stills, texts and the whole picture', () => {
    const fade = { type: 'fade', length: 0.3 };
    const all = [{ type: 'sepia', amount: 0.4 }, { type: 'blur', radius: 3 }, { type: 'grain' }, { type: 'vignette' }];
    const key = { type: 'chromaKey', color: '#00ff00' };
    same(
      document(
        [
          video([...all, { type: 'lut', src: 'asset:cube', amount: 0.5 }], { length: 0.7, transitionOut: fade }),
          video([key, { type: 'palette', width: 32, colors: 8, dither: 'diffused' }], { start: 0.4, length: 0.8 }),
        ],
        [
          {
            type: 'image',
            src: 'asset:logo',
            start: 0.1,
            length: 1,
            rotation: keys(0, 90),
            effects: [{ type: 'pixelate', width: 9 }, ...all],
          },
        ],
        [
          {
            type: 'text',
            text: 'Hi',
            start: 0,
            length: 1,
            style: { size: 20 },
            effects: [{ type: 'blur', radius: 2 }, { type: 'invert' }],
          },
        ],
        [
          {
            ...{ type: 'timeline', start: 0.2, length: 0.9, scale: 0.4, effects: [key, ...all] },
            timeline: { canvas: { width: 80, height: 80 }, tracks: [{ clips: [video([{ type: 'hue', degrees: keys(0, 90) }])] }] },
          },
        ],
      ),
      3,
      7,
    );
  });

  it.each([
    ['denoise', {}],
    ['stabilize', { zoom: 10 }],
  ])('%s is done to the source, once for all that show it, and the same in every chunk', (type, more) => {
    const effects = [{ type, ...more }];
    const one = document([video(effects, { trim: 0.5 })]);
    expect(new Set(same(one, 3)).size).toBe(30);
    const pieces = (doc: ReturnType<typeof document>) => planPieces(plan(doc, sources), toolchain).map((p) => p.key);
    expect(pieces(one)).toEqual(pieces(document([video([...effects, { type: 'sepia' }])])));
    expect(pieces(one)).not.toEqual(pieces(document([video([{ type: 'denoise', amount: 0.1 }])])));
  });

  /** The one colour of a picture under effects. */
  const colorUnder = (...effects: object[]): number[] => {
    const one = plan(document([{ type: 'image', src: 'asset:solid', start: 0, length: 0.1, fit: 'fill', effects }]), sources);
    const [chunk] = one.chunks;
    const output = join(dir, 'color.png');
    ffmpeg(chunkCommand(one, chunk!, { inputs: fetched(dir, chunkInputs(chunk!), sources), outputs: [output] }, { mode: 'png' }));
    const pixel = ffmpeg(['-v', 'error', '-i', output, '-vf', 'crop=1:1:80:45', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']);
    return [...pixel];
  };
  // Luma of #204060 is 0.229, in samples 66; chroma is 141 and 120.
  it.each([
    [[], [32, 64, 96]],
    [[{ type: 'brightness', amount: 0.2 }], [83, 115, 147]],
    [[{ type: 'contrast', amount: 0.5 }], [80, 96, 112]],
    [[{ type: 'saturation', amount: 0 }], [58, 58, 58]],
    [[{ type: 'grayscale' }], [58, 58, 58]],
    [[{ type: 'invert' }], [223, 191, 159]],
    [[{ type: 'lut', src: 'asset:cube' }], [223, 191, 159]],
    [[{ type: 'gamma', amount: 2 }], [95, 127, 159]],
    [[{ type: 'hue', degrees: 180 }], [85, 53, 21]],
    [
      [
        { type: 'hue', degrees: 180 },
        { type: 'hue', degrees: -180 },
      ],
      [32, 64, 96],
    ],
    [[{ type: 'blur', radius: 5 }], [32, 64, 96]],
    [[{ type: 'pixelate', width: 10 }], [32, 64, 96]],
    [[{ type: 'palette', width: 10 }], [32, 64, 96]],
    [[{ type: 'vignette', amount: 1 }], [32, 64, 96]],
  ])('%j is the colour that is documented', (effects, color) => {
    const got = colorUnder(...effects);
    expect(got.map((n, i) => Math.abs(n - color[i]!) <= 3)).toEqual([true, true, true]);
  });

  it('make one colour transparent, and only it', () => {
    const keyed = (color: string) => colorUnder({ type: 'chromaKey', color });
    expect(keyed('#00ff00').map((n, i) => Math.abs(n - [32, 64, 96][i]!) <= 3)).toEqual([true, true, true]);
    const under = plan(
      document([{ type: 'color', color: '#ffffff', start: 0, length: 0.1 }], [{ ...video([{ type: 'chromaKey', color: '#204060' }]) }]),
      sources,
    );
    expect(under.chunks[0]!.graph.layers).toHaveLength(2);
  });

  it('that do nothing change no key, and none is compiled where there is none', () => {
    const chunks = (effects?: object[]) =>
      planOf([{ clips: [{ type: 'video', src: 'asset:v1', start: 0, length: 5, ...(effects ? { effects } : {}) }] }]).chunks;
    const plain = chunks();
    const nothing = [
      { type: 'brightness', amount: 0 },
      { type: 'blur', radius: 0 },
      { type: 'hue', degrees: 0 },
      { type: 'sepia', amount: 0 },
    ];
    expect(chunks(nothing).map((c) => c.key)).toEqual(plain.map((c) => c.key));
    expect(chunks([]).map((c) => c.key)).toEqual(plain.map((c) => c.key));
    expect(JSON.stringify(plain)).not.toContain('effects');
    expect(chunks([{ type: 'sepia' }]).map((c) => c.key)).not.toEqual(plain.map((c) => c.key));
  });

  it('count pixels of the canvas: a draft has fewer', () => {
    const { layers } = planOf([
      { clips: [{ type: 'video', src: 'asset:v1', start: 0, length: 1, effects: [{ type: 'blur', radius: 8 }] }] },
    ]).chunks[0]!.graph;
    expect(layers[0]!.effects).toEqual([{ type: 'blur', values: { radius: 8 } }]);
  });

  it('name the tables of colours they need', () => {
    const timeline = must(parseTimeline(document([video([{ type: 'invert' }, { type: 'lut', src: 'asset:cube' }])])));
    expect(assetReferences(timeline)).toContainEqual({ assetId: 'cube', path: 'tracks[0].clips[0].effects[1].src' });
  });

  const clip = (effects: object[]) => document([video(effects)]);
  it.each([
    ['an unknown effect', [{ type: 'blurr', radius: 2 }], ['effects[0].type INVALID_VALUE']],
    [
      'several mistakes',
      [{ type: 'blur', radius: 900 }, { type: 'hue' }, { type: 'sepia', amuont: 1 }],
      ['effects[0].radius OUT_OF_RANGE', 'effects[1].degrees REQUIRED', 'effects[2].amuont UNKNOWN_KEY'],
    ],
    ['keyframes out of order', [{ type: 'blur', radius: [...keys(1, 2)].reverse() }], ['effects[0].radius[1].at OUT_OF_ORDER']],
    ['keyframes where there can be none', [{ type: 'palette', width: keys(8, 16) }], ['effects[0].width INVALID_TYPE']],
    ['a grey key', [{ type: 'chromaKey', color: '#808080' }], ['effects[0].color INVALID_VALUE']],
    ['a LUT that is not there', [{ type: 'lut', src: 'asset:none' }], ['effects[0].src ASSET_NOT_FOUND']],
    ['a LUT that is none', [{ type: 'lut', src: 'asset:logo' }], ['effects[0].src WRONG_KIND']],
    ['the same source effect twice', [{ type: 'denoise' }, { type: 'denoise' }], ['effects[1].type INVALID_VALUE']],
  ])('refuse %s', (_, effects, expected) => {
    expect(problems(clip(effects))).toEqual(expected);
  });

  it('refuse what a clip of its kind cannot have, and say the nearest name', () => {
    const text = (effects: object[]) => document([{ type: 'text', text: 'Hi', start: 0, length: 1, effects }]);
    expect(problems(text([{ type: 'pixelate', width: 8 }, { type: 'denoise' }]))).toEqual([
      'effects[0].type NOT_FOR_CLIP',
      'effects[1].type NOT_FOR_CLIP',
    ]);
    const parsed = parseTimeline(clip([{ type: 'grayscle' }]));
    expect(parsed).toMatchObject({ ok: false, problems: [{ hint: 'Did you mean "grayscale"?' }] });
  });
});

it('docs/effects.md names every effect, and its examples are clips', () => {
  const page = readFileSync(new URL('../../../docs/effects.md', import.meta.url), 'utf8');
  expect(Object.keys(EFFECTS).filter((type) => !page.includes(`"${type}"`))).toEqual([]);
  const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => JSON.parse(text!.replaceAll('asset:<id>', 'asset:a')));
  expect(examples.length).toBeGreaterThan(1);
  for (const example of examples) expect(parseTimeline(document([example]))).toMatchObject({ ok: true });
});
