import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { chunkCommand, chunkInputs, formatPath, parseTimeline } from '../src/index.ts';
import { ENTRANCES, LOOPS } from '../src/motion/presets.ts';
import { planOf } from './described.ts';
import { composed, fetched, plan } from './render.ts';
import { ffmpeg, type Made, makeLogo, makeVideo, scratch } from './sources.ts';

// Each case renders its timeline several times; other work may share the machine.
jest.setTimeout(180_000);

const canvas = { width: 160, height: 90, fps: 30, background: '#204060' };
const problems = (clip: object, more: object = {}) => {
  const text = 'type' in clip ? {} : { type: 'text', text: 'a' };
  const result = parseTimeline({
    version: 1,
    canvas: { ...canvas, ...more },
    tracks: [{ clips: [{ ...text, start: 0, length: 2, ...clip }] }],
  });
  return result.ok ? [] : result.problems.map((p) => `${formatPath(p.path.slice(4))} ${p.code}${p.hint ? ` ${p.hint}` : ''}`);
};

describe('what is wrong with a motion', () => {
  it('is said with its path, all at once', () => {
    const motion = { in: { type: 'slide-letf', length: 0.5 }, out: { type: 'pop', length: 40 }, loop: { type: 'float', strength: 99 } };
    expect(problems({ motion })).toEqual([
      'motion.in.type INVALID_VALUE Did you mean "slide-left"?',
      'motion.out.length OUT_OF_RANGE',
      'motion.loop.strength OUT_OF_RANGE',
    ]);
  });

  it.each([
    [{ motion: { in: { type: 'fade', length: 1.5 }, out: { type: 'fade', length: 1 } } }, 'motion.out.length TOO_LONG'],
    [{ motion: { in: { type: 'pop', length: 1, easing: 'easeIn' } } }, 'motion.in.easing INVALID_VALUE Leave it out.'],
    [{ motion: { loop: { type: 'spin', strength: 2 } } }, 'motion.loop.strength INVALID_VALUE "length" says how long a round lasts.'],
    [{ motion: { inn: {} } }, 'motion.inn UNKNOWN_KEY Did you mean "in"?'],
    [{ path: [{ x: 1, y: 1 }] }, 'path OUT_OF_RANGE'],
    [
      {
        path: {
          points: [
            { x: 1, y: 1 },
            { x: 'far', y: 1 },
          ],
        },
      },
      'path.points[1].x INVALID_VALUE',
    ],
    [{ depth: 1 }, 'depth INVALID_VALUE Give the canvas a "camera", or leave "depth" out.'],
    [{ type: 'image', src: 'asset:i1', kenBurns: { from: { zoom: 0.5 }, to: { x: 2 } } }, 'kenBurns.from.zoom OUT_OF_RANGE'],
    [{ type: 'lottie', src: 'asset:l1', speed: 20 }, 'speed OUT_OF_RANGE'],
    [{ type: 'captions', src: 'asset:c1', motion: {} }, 'motion UNKNOWN_KEY'],
  ])('%j', (clip, expected) => {
    expect(problems(clip).join('\n')).toContain(expected);
  });

  it('is said of cameras', () => {
    expect(problems({ depth: 1 }, { camera: { zoom: 0 } }).join()).toContain('OUT_OF_RANGE');
  });
});

describe('a plan', () => {
  it('has a clip that fills the canvas lie over nothing while it rests', () => {
    const motion = { in: { type: 'slide-left', length: 0.5 }, out: { type: 'zoom-out', length: 0.5 } };
    const { graph } = planOf([{ clips: [{ type: 'video', src: 'asset:v1', start: 0, length: 4, muted: true, motion }] }]).chunks[0]!;
    expect(graph.segments.map((s) => [s.from, s.to, s.base === null, s.over.length])).toEqual([
      [0, 15, true, 1],
      [15, 105, false, 0],
      [105, 120, true, 0],
    ]);
    expect(graph.overlays).toHaveLength(1);
  });

  it('has no word of motion where a document has none', () => {
    const { graph } = planOf([{ clips: [{ type: 'image', src: 'asset:i1', start: 0, length: 2, scale: 0.5 }] }]).chunks[0]!;
    expect(JSON.stringify(graph)).not.toMatch(/motion|view|camera/);
  });

  it('draws a Lottie animation as large as it is shown, as many of its frames as a chunk has', () => {
    const clip = { type: 'lottie', src: 'asset:l1', start: 0, scale: 0.5 };
    const { chunks } = planOf([{ clips: [clip] }], { cuts: [20] });
    expect(chunks.flatMap(chunkInputs)).toMatchObject([
      { kind: 'lottie', lottie: { width: 640, height: 320, speed: 1, loop: false }, first: 0, frames: 20 },
      { kind: 'lottie', first: 20, frames: 40 },
    ]);
  });

  it('refuses a Lottie clip of something else', () => {
    expect(() => planOf([{ clips: [{ type: 'lottie', src: 'asset:i1', start: 0, length: 1 }] }])).toThrow(/WRONG_KIND/);
  });

  it('can be made of every example in docs/motion.md', () => {
    const page = readFileSync(new URL('../../../docs/motion.md', import.meta.url), 'utf8');
    const clips = [...page.matchAll(/^\{ "type": .*(?:\n {2,}.*)*/gm)].map(([text]) =>
      JSON.parse(text.replaceAll('asset:<id>', 'asset:a')),
    );
    expect(clips.length).toBeGreaterThan(4);
    for (const clip of clips) {
      const result = parseTimeline({
        version: 1,
        canvas,
        tracks: [
          {
            clips: [
              { type: 'color', color: '#fff', start: 0, length: 1 },
              { ...clip, start: 1 },
            ],
          },
        ],
      });
      expect({ clip, problems: result.ok ? [] : result.problems }).toEqual({ clip, problems: [] });
    }
    const whole = JSON.parse(/^\{ "canvas".*?\n(?=```)/ms.exec(page)![0].replaceAll(/asset:<\w+>/g, 'asset:a'));
    expect(parseTimeline({ version: 1, ...whole })).toMatchObject({ ok: true });
  });
});

describe('composed frames', () => {
  const dir = scratch();
  let sources: Made[];
  beforeAll(() => {
    sources = [makeVideo(dir, 'a', { frames: 60, source: 'testsrc2=s=160x90' }), makeLogo(dir, 'logo', 32), makeLogo(dir, 'large', 256)];
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const same = (tracks: unknown[], more: object = {}) => {
    const document = { version: 1, canvas: { ...canvas, ...more }, tracks };
    const whole = composed(dir, plan(document, sources, []), sources);
    for (const cuts of [[11], [3, 4, 9, 15, 22, 27]]) expect(composed(dir, plan(document, sources, cuts), sources)).toEqual(whole);
    return whole;
  };
  const film = { clips: [{ type: 'video', src: 'asset:a', start: 0, length: 1, muted: true }] };

  it('of all presets of coming and going do not depend on where they are cut', () => {
    const stickers = Object.keys(ENTRANCES).map((type, i) => ({
      clips: [
        {
          ...{ type: 'image', src: 'asset:logo', fit: 'none', start: 0, length: 1, scale: 0.6 },
          position: { x: 12 + (i % 7) * 22, y: 25 + 40 * Math.floor(i / 7), anchor: i % 3 === 0 ? 'topLeft' : 'center' },
          motion: { in: { type, length: 0.4 }, out: { type, length: 0.3 } },
        },
      ],
    }));
    expect(new Set(same([film, ...stickers])).size).toBeGreaterThan(25);
  });

  it('of loops, paths, cameras and Ken Burns moves neither', () => {
    const loops = Object.keys(LOOPS).map((type, i) => ({
      clips: [
        {
          type: 'text',
          text: 'ab',
          start: 0,
          length: 1,
          style: { size: 14 },
          position: { x: 20 + i * 28, y: 20 },
          motion: { loop: { type, length: 0.7 } },
          depth: i / 4,
        },
      ],
    }));
    const path = {
      points: [
        { x: 10, y: 80 },
        { x: 60, y: 40 },
        { x: 140, y: 75 },
      ],
      orient: true,
      easing: 'easeInOut',
    };
    const camera = {
      x: [
        { at: 0, value: -6 },
        { at: 1, value: 6 },
      ],
      zoom: [
        { at: 0, value: 1 },
        { at: 1, value: 1.2, easing: 'easeOut' },
      ],
    };
    const pan = {
      clips: [
        { type: 'video', src: 'asset:a', start: 0, length: 1, muted: true, kenBurns: { from: { zoom: 1 }, to: { x: 0.2, zoom: 1.7 } } },
      ],
    };
    const sticker = { clips: [{ type: 'image', src: 'asset:logo', fit: 'none', start: 0, length: 1, path }] };
    expect(new Set(same([pan, ...loops, sticker], { camera })).size).toBe(30);
  });

  it('of a picture with pixels to spare are the same too, and end where they are told, by whatever easing', () => {
    const closer = (easing: string) => ({
      clips: [
        { type: 'image', src: 'asset:large', start: 0, length: 1, kenBurns: { from: { zoom: 1 }, to: { x: 0.7, zoom: 1.5 }, easing } },
      ],
    });
    const [eased, even] = [same([closer('easeInOutSine')]), same([closer('linear')])];
    expect(new Set(eased).size).toBe(30);
    expect([eased.at(-1), eased[0]]).toEqual([even.at(-1), even[0]]);
    expect(eased[8]).not.toBe(even[8]);
  });

  it('of a film that slides over another and of an animation are the same too', () => {
    const motion = { in: { type: 'slide-up', length: 0.3 }, out: { type: 'spin', length: 0.3 } };
    expect(new Set(same([film, { clips: [{ ...film.clips[0], trim: 0.5, motion }] }])).size).toBe(30);
  });

  it('of what is framed, mixed and crosses besides are the same too', () => {
    const badge = { type: 'image', src: 'asset:logo', fit: 'none', start: 0, length: 1 };
    const shadow = { color: '#000000a0', blur: 3, x: 2, y: 2 };
    const crossed = { type: 'slide-left', length: 0.3 };
    const tracks = [
      { clips: [{ ...film.clips[0], scale: 0.5, position: { x: 45 }, corners: 8, shadow, flip: 'horizontal', kenBurns: 'pan-left' }] },
      {
        clips: [
          { ...badge, position: { x: 20, y: 20, anchor: 'topLeft' }, corners: '50%', shadow, motion: { in: { type: 'pop', length: 0.4 } } },
        ],
      },
      { clips: [{ ...badge, position: { x: 120, y: 30 }, blend: 'screen', motion: { loop: { type: 'float', length: 0.5 } } }] },
      { clips: [{ ...badge, position: { x: 110, y: 70 }, transitionIn: crossed, motion: { loop: { type: 'wiggle' } } }] },
    ];
    expect(new Set(same([{ clips: [{ type: 'color', color: '#806040', start: 0, length: 1 }] }, ...tracks])).size).toBe(30);
  });

  it('move by parts of a pixel: a slow pan has no step like the next pixel', () => {
    const still = { type: 'image', src: 'asset:logo', start: 0, length: 1, fit: 'cover' };
    const steps = [
      middlesOf(dir, { ...still, kenBurns: { from: { x: 0.5, y: 0.5, zoom: 1.2 }, to: { x: 0.54, y: 0.5, zoom: 1.2 } } }, sources),
      middlesOf(
        dir,
        {
          ...still,
          fit: 'none',
          path: [
            { x: 70, y: 45 },
            { x: 78, y: 45 },
          ],
        },
        sources,
      ),
    ].map((middles) => middles.slice(1).map((m, i) => Math.abs(m - middles[i]!)));
    for (const list of steps) {
      const mean = list.reduce((a, b) => a + b) / list.length;
      expect(mean).toBeGreaterThan(0.05);
      expect(Math.max(...list)).toBeLessThan(mean + 0.25);
      expect(Math.min(...list)).toBeGreaterThan(mean - 0.25);
    }
  });

  it('of a picture that is made smaller on the way go on without a jerk', () => {
    const kenBurns = { from: { x: 0, zoom: 1.1 }, to: { x: 1, zoom: 1.3 } };
    const middles = middlesOf(dir, { type: 'image', src: 'asset:large', start: 0, length: 1, fit: 'cover', kenBurns }, sources);
    const steps = middles.slice(1).map((m, i) => m - middles[i]!);
    expect(Math.max(...steps.map(Math.abs))).toBeGreaterThan(0.3);
    expect(Math.max(...steps.slice(1).map((step, i) => Math.abs(step - steps[i]!)))).toBeLessThan(0.25);
  });
});

/** Where the middle of what is brighter than the background lies in each frame, pixels. */
function middlesOf(dir: string, clip: object, sources: readonly Made[]): number[] {
  const dark = { ...canvas, background: '#000000' };
  const p = plan({ version: 1, canvas: dark, tracks: [{ clips: [clip] }] }, sources, []);
  const output = join(dir, 'raw');
  const command = chunkCommand(
    p,
    p.chunks[0]!,
    { inputs: fetched(dir, chunkInputs(p.chunks[0]!), sources), outputs: [output] },
    { mode: 'composed' },
  );
  ffmpeg(command.map((a) => (a === 'framemd5' ? 'rawvideo' : a)));
  const data = readFileSync(output);
  const [w, h] = [canvas.width, canvas.height];
  return Array.from({ length: p.frames }, (_, frame) => {
    let [sum, weight] = [0, 0];
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++) {
        const light = Math.max(0, data[(frame * w * h * 3) / 2 + y * w + x]! - 20);
        sum += light * x;
        weight += light;
      }
    return sum / weight;
  });
}
