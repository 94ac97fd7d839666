import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { composed, plan } from './render.ts';
import { ffmpeg, type Made, makeLogo, makeVideo, scratch } from './sources.ts';

// Each case renders its timeline twice; other work may share the machine.
jest.setTimeout(180_000);

/** Equality "composed" of RULES: the frames before encoding do not depend on where the timeline is cut. */
describe('composed frames', () => {
  const dir = scratch();
  let sources: Made[];
  beforeAll(() => {
    sources = [
      makeVideo(dir, 'a'),
      makeVideo(dir, 'b25', { rate: { num: 25, den: 1 }, frames: 130, source: 'mandelbrot=s=320x180:maxiter=40' }),
      makeVideo(dir, 'ntsc', { rate: { num: 24000, den: 1001 }, frames: 120, container: 'mkv' }),
      makeVideo(dir, 'p60', { rate: { num: 60, den: 1 }, frames: 240 }),
      makeVideo(dir, 'short', { frames: 40 }),
      variable(dir),
      makeLogo(dir, 'logo'),
    ];
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const canvas = { width: 320, height: 180, fps: 30, background: '#204060' };
  const clip = (src: string, start: number, length: number, more = {}) => ({ type: 'video', src: `asset:${src}`, start, length, ...more });
  const fade = (length: number) => ({ type: 'fade', length });
  /** A chunk of one frame among them. `npm run bench -- rates` has 1, 2, 3, 7 and 64 chunks. */
  const cuts = [13, 64, 65, 101];

  const same = (tracks: unknown[], fps = 30) => {
    const document = { version: 1, canvas: { ...canvas, fps }, tracks };
    const one = plan(document, sources, []);
    const whole = composed(dir, one, sources);
    expect(whole).toHaveLength(one.frames);
    const cut = plan(
      document,
      sources,
      cuts.filter((c) => c < one.frames),
    );
    expect(composed(dir, cut, sources, 2)).toEqual(whole);
    return whole;
  };

  it.each([
    ['25 fps', 'b25', 30],
    ['23.976 fps in Matroska', 'ntsc', 30],
    ['60 fps', 'p60', 30],
    ['a variable rate', 'vfr', 30],
    ['25 fps on 29.97', 'b25', 29.97],
    ['30 fps on 59.94', 'a', 59.94],
    ['60 fps on 24', 'p60', 24],
  ])('pick the same source frames from %s', (_, src, fps) => {
    const seconds = Math.round((150 / fps) * 1000) / 1000;
    const frames = same(
      [{ clips: [clip(src, 0, Math.min(seconds, 3.8), { trim: 0.1, onEnd: 'freeze' }), clip(src, Math.min(seconds, 3.8), 2.3)] }],
      fps,
    );
    expect(new Set(frames).size).toBeGreaterThan(40);
  });

  const own = (name: string): string[] => {
    const { file } = sources.find((s) => s.assetId === name)!;
    return ffmpeg(['-v', 'error', '-i', file, '-fps_mode', 'passthrough', '-f', 'framemd5', '-'])
      .toString()
      .split('\n')
      .filter((l) => l !== '' && !l.startsWith('#'))
      .map((l) => l.split(',').at(-1)!.trim());
  };

  it('are the untouched frames of a source, each once, where rate and size are equal', () => {
    expect(same([{ clips: [clip('a', 0, 5)] }])).toEqual(own('a'));
  });

  it('show at each frame the source frame whose time has come', () => {
    const a = own('b25');
    expect(same([{ clips: [clip('b25', 0, 5, { trim: 0.2 })] }])).toEqual(
      Array.from({ length: 150 }, (_, k) => a[5 + Math.floor((k * 5) / 6)]),
    );
    const b = own('ntsc');
    expect(same([{ clips: [clip('ntsc', 0, 5)] }])).toEqual(
      Array.from({ length: 150 }, (_, k) => b[Math.floor((k * 24000) / (1001 * 30) + 1e-9)]),
    );
  });

  it('follow the times of a source of variable rate', () => {
    // The first picture comes at frame 1; until 2 s two of three pictures are there, the missing ones are held over.
    const v = own('vfr');
    const shown = same([{ clips: [clip('vfr', 0, 4)] }]);
    const times = [
      ...Array.from({ length: 60 }, (_, n) => n).filter((n) => n % 3 !== 0),
      ...Array.from({ length: 60 }, (_, i) => 90 + i),
    ].map((n) => n - 1);
    expect(shown).toEqual(Array.from({ length: 120 }, (_, k) => v[times.findLastIndex((t) => t <= k)]));
  });

  it('hold, repeat or blacken what comes after a source ends', () => {
    const after = (onEnd: string) => same([{ clips: [clip('short', 0, 5, { onEnd, trim: 0.2 })] }]);
    const freeze = after('freeze');
    expect(new Set(freeze.slice(33)).size).toBe(1);
    expect(freeze[33]).not.toBe(freeze[32]);
    const loop = after('loop');
    expect(loop.slice(34, 68)).toEqual(loop.slice(0, 34));
    const black = after('black');
    expect(black.slice(0, 34)).toEqual(loop.slice(0, 34));
    expect(new Set(black.slice(34)).size).toBe(1);
    expect(black[34]).not.toBe(black[33]);
  });

  it('cross-fade, fade to what lies beneath, move, turn, grow, with text and logo', () => {
    same([
      {
        clips: [
          clip('a', 0, 2, { transitionOut: fade(0.5) }),
          clip('b25', 1.5, 3, { trim: 0.4, transitionOut: fade(1) }),
          clip('a', 5, 1, { fit: 'contain', scale: 0.6, transitionIn: fade(0.5) }),
        ],
      },
      {
        clips: [
          {
            type: 'image',
            src: 'asset:logo',
            start: 0.3,
            length: 5,
            fit: 'none',
            position: { x: '88%', y: 40 },
            rotation: 20,
            opacity: [
              { at: 0, value: 0 },
              { at: 1, value: 0.8, easing: 'easeOut' },
              { at: 3, value: 0.8 },
              { at: 4, value: 0 },
            ],
          },
        ],
      },
      {
        clips: [
          {
            type: 'text',
            text: 'Hello',
            start: 1,
            length: 4,
            style: { size: 24 },
            transitionIn: fade(0.5),
            scale: [
              { at: 1, value: 1 },
              { at: 3, value: 1.5, easing: 'easeIn' },
            ],
            position: {
              x: [
                { at: 0, value: '0%' },
                { at: 2, value: '50%', easing: 'easeInOut' },
              ],
              y: '80%',
              anchor: 'bottom',
            },
          },
        ],
      },
      {
        clips: [
          clip('p60', 0.5, 3, {
            fit: 'fill',
            // Comes to rest: some chunks know no more than that.
            opacity: [
              { at: 0, value: 0 },
              { at: 0.3, value: 0.7 },
            ],
            scale: [
              { at: 0, value: 0.2 },
              { at: 3, value: 0.5 },
            ],
            rotation: [
              { at: 0, value: 0 },
              { at: 3, value: 90 },
            ],
            position: { x: 80, y: 60 },
          }),
        ],
      },
    ]);
  });

  it('keep small pictures whole while they cross-fade, and overlap tracks of pictures', () => {
    same([
      { clips: [{ type: 'image', src: 'asset:logo', start: 0, length: 5, fit: 'cover' }] },
      { clips: [clip('a', 0.2, 2, { scale: 0.5, transitionOut: fade(1) }), clip('b25', 1.2, 2, { scale: 0.5 })] },
      {
        clips: [
          clip('short', 2, 1, {
            opacity: [
              { at: 0, value: 0 },
              { at: 0.3, value: 1 },
              { at: 0.7, value: 1 },
              { at: 1, value: 0.2 },
            ],
          }),
          clip('a', 4, 1, { transitionIn: fade(0.4) }),
        ],
      },
    ]);
  });
});

/** 30 fps with every third picture left out of its first two seconds, then one picture held for a second. */
function variable(dir: string): Made {
  const made = makeVideo(dir, 'vfr');
  ffmpeg([
    ...[
      '-v',
      'error',
      '-y',
      '-i',
      made.file,
      '-vf',
      "select='if(lt(t,2),mod(n,3),gte(t,3))'",
      '-fps_mode',
      'passthrough',
      '-enc_time_base',
      '-1',
    ],
    ...['-c:v', 'libx264', '-g', '20', '-colorspace', 'bt709', `${dir}/vfr2.mp4`],
  ]);
  const video = made.probe.video!;
  return {
    ...made,
    sha256: 'e'.repeat(64),
    file: `${dir}/vfr2.mp4`,
    probe: {
      ...made.probe,
      video: { ...video, variableFrameRate: true, frames: 100, frameRate: { num: 20, den: 1 }, durationSeconds: 149 / 30 },
    },
  };
}
