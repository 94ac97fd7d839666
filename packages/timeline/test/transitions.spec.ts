import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { chunkCommand, chunkInputs, exportTimeline, formatPath, importTimeline, parseTimeline } from '../src/index.ts';
import { drawnOf, TRANSITION_KEYS, TRANSITION_TYPES, TRANSITIONS, type TransitionType } from '../src/transitions/table.ts';
import { planOf } from './described.ts';
import { fetched, must, plan } from './render.ts';
import { openBench } from './same.ts';
import { ffmpeg, type Made, makeLogo, makeSolid, makeVideo, scratch } from './sources.ts';

// Each picture is drawn four times; other work may share the machine.
jest.setTimeout(180_000);

const canvas = { width: 320, height: 180, fps: 30 };
const clip = (src: string, start: number, length: number, more = {}) => ({ type: 'video', src: `asset:${src}`, start, length, ...more });
const crossed = (transition: object, length = 0.5) => [
  { clips: [clip('v1', 0, 2, { transitionOut: transition }), clip('v2', 2 - length, 2)] },
];

describe('a transition', () => {
  const problems = (transition: object, more: object = { type: 'video', src: 'asset:v1' }) => {
    const clips = [{ ...more, start: 0, length: 2, transitionIn: transition }];
    const result = parseTimeline({ version: 1, canvas, tracks: [{ clips }] });
    return result.ok ? [] : result.problems.map((p) => ({ ...p, path: formatPath(p.path.slice(4)) }));
  };

  it('has its row in docs/transitions.md', () => {
    const rows = Object.entries(TRANSITIONS).map(([name, { says, drawn }]) => {
      const keys = TRANSITION_KEYS[drawn.kind].map((key) => `\`${key}\``).join(', ');
      return `| \`${name}\` | ${says} | ${keys} |`;
    });
    const text = readFileSync(new URL('../../../docs/transitions.md', import.meta.url), 'utf8');
    expect(text.split('\n').filter((line) => /^\| `[\w-]+` \| [^|]+ \| `easing`/.test(line))).toEqual(rows);
    expect(TRANSITION_TYPES.length).toBeGreaterThanOrEqual(30);
  });

  it('of an unknown type names the nearest', () => {
    expect(problems({ type: 'wipe-lft', length: 1 })).toMatchObject([
      { path: 'transitionIn.type', code: 'INVALID_VALUE', hint: 'Did you mean "wipe-left"?' },
    ]);
    expect(problems({ type: 'circleOpen', length: 1 })[0]).toMatchObject({ hint: 'Did you mean "circle-open"?' });
  });

  it('says what is wrong with its keys, all at once', () => {
    const wrong = problems({ type: 'slide-left', length: 1, softness: 0.1, color: '#fff' });
    expect(wrong.map((p) => [p.path, p.code])).toEqual([
      ['transitionIn.softness', 'INVALID_VALUE'],
      ['transitionIn.color', 'INVALID_VALUE'],
    ]);
    expect(wrong[1]!.message).toBe('color: a "slide-left" has none; it belongs to "fade-through"');
    expect(problems({ type: 'clock', length: 1, softness: 2 })).toMatchObject([{ path: 'transitionIn.softness', code: 'OUT_OF_RANGE' }]);
    expect(problems({ type: 'fade-through', length: 1, color: '#ffffff80' })).toMatchObject([{ path: 'transitionIn.color' }]);
    expect(problems({ type: 'clock', length: 31 })).toMatchObject([{ path: 'transitionIn.length', code: 'OUT_OF_RANGE' }]);
    expect(problems({ type: 'clock', length: 1, softnes: 1 })).toMatchObject([
      { path: 'transitionIn.softnes', code: 'UNKNOWN_KEY', hint: 'Did you mean "softness"?' },
    ]);
    expect(problems({ type: 'clock', length: 3 })).toMatchObject([{ path: 'transitionIn', code: 'TOO_LONG' }]);
  });

  it('of sound alone is a fade', () => {
    const clips = [{ type: 'audio', src: 'asset:s1', start: 0, length: 2, transitionIn: { type: 'wipe-left', length: 1 } }];
    const result = parseTimeline({ version: 1, canvas, tracks: [{ kind: 'audio', clips }] });
    expect(result).toMatchObject({ ok: false, problems: [{ path: ['tracks', 0, 'clips', 0, 'transitionIn', 'type'] }] });
  });

  it('says nothing in the graph where it is a plain fade', () => {
    const [chunk] = planOf(crossed({ type: 'fade', length: 0.5 }), { cuts: [] }).chunks;
    expect(JSON.stringify(chunk!.graph)).not.toContain('transitions');
    expect(planOf(crossed({ type: 'fade', length: 0.5, easing: 'linear' }), { cuts: [] }).chunks[0]!.key).toBe(chunk!.key);
  });

  it('leaves the old picture whole beneath a new one that hides all meanwhile, though one of them moves', () => {
    const grows = (from: number, to: number) => [
      { at: 0, value: from },
      { at: 2, value: to },
    ];
    const overlays = (old: object, next: object) => {
      const clips = [
        clip('v1', 0, 2, { fit: 'cover', transitionOut: { type: 'circle-open', length: 0.5 }, ...old }),
        clip('v2', 1.5, 2, { fit: 'cover', ...next }),
      ];
      const [chunk] = planOf([{ clips }], { cuts: [] }).chunks;
      return chunk!.graph.segments.find((s) => s.from === 45)!.over.map((o) => o.transitions?.length ?? 0);
    };
    expect(overlays({ scale: grows(1, 1.3) }, { scale: grows(1.3, 1) })).toEqual([0, 1]);
    expect(overlays({ scale: grows(1, 1.3) }, {})).toEqual([0, 1]);
    expect(overlays({ scale: grows(1, 1.3) }, { scale: grows(1, 1.3), position: { x: '50%', y: '50%' } })).toEqual([0, 1]);
    // What is smaller than the canvas in one of those frames, beside it, or not opaque hides nothing for sure.
    for (const next of [
      { scale: grows(0.9, 1.3) },
      { scale: grows(1, 1.3), position: { x: '40%' } },
      { scale: grows(1, 1.3), opacity: 0.9 },
      { scale: grows(1, 1.3), corners: 20 },
      { scale: grows(1, 1.3), rotation: 10 },
    ])
      expect([next, overlays({ scale: grows(1, 1.3) }, next)]).toEqual([next, [1, 1]]);
  });

  it('is drawn small, and over its own frames only', () => {
    const made = planOf(crossed({ type: 'circle-open', length: 0.5 }), { cuts: [] });
    const [chunk] = made.chunks;
    expect(chunk!.graph.segments.map((s) => [s.from, s.to, s.over.map((o) => o.transitions?.map((t) => t.kind))])).toEqual([
      [0, 45, []],
      [45, 60, [['mask']]],
      [60, 105, []],
    ]);
    const inputs = Object.fromEntries(chunkInputs(chunk!).map((i) => [i.id, '/in']));
    const command = chunkCommand(made, chunk!, { inputs, outputs: ['/out'] }).join(' ');
    expect(command).toContain('color=c=black:s=160x90:r=30/1,format=gray,geq=');
    expect(command).toContain('trim=end_frame=15,scale=1280:720:flags=bilinear+accurate_rnd+bitexact,lut=');
    // Said once: else all frames of both films would have the alpha of those in the transition.
    expect(command.match(/format=yuv420p,split=2/g)).toHaveLength(1);
  });

  it('goes through OpenTimelineIO and comes back as it was', () => {
    for (const transition of [
      { type: 'clock', length: 0.5, easing: 'easeIn', softness: 0.2 },
      { type: 'push-up', length: 0.5 },
    ]) {
      const timeline = { version: 1, canvas, tracks: crossed(transition) };
      const out = must(exportTimeline({ timeline }));
      expect(out.unsupported.map((u) => u.why)).toContain('How its transitions look is in metadata only.');
      const back = must(importTimeline({ format: 'otio', document: out.document }));
      expect(back.unsupported).toEqual([]);
      const [a, b] = (back.timeline as { tracks: { clips: Record<string, object>[] }[] }).tracks[0]!.clips;
      expect([a!.transitionOut, b!.transitionIn]).toEqual([transition, transition]);
    }
  });
});

describe('transitions', () => {
  const dir = scratch();
  let sources: Made[];
  beforeAll(() => {
    sources = [
      makeVideo(dir, 'a'),
      makeVideo(dir, 'b25', { rate: { num: 25, den: 1 }, frames: 130, source: 'mandelbrot=s=320x180:maxiter=40' }),
      makeLogo(dir, 'logo'),
      makeSolid(dir, 'black', 'black'),
      makeSolid(dir, 'white', 'white'),
    ];
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const FRAMES = 7;
  /** How bright each frame of a change from black to white and of one back is: 0 to 1. */
  const brightness = (types: readonly TransitionType[]): number[][] => {
    const fps = 120;
    const at = (i: number) => (i * (FRAMES + 1)) / fps;
    const clips = Array.from({ length: types.length + 1 }, (_, i) => ({
      ...{ type: 'image', src: `asset:${i % 2 ? 'white' : 'black'}`, fit: 'cover', start: at(i) },
      length: at(1) + (i < types.length ? FRAMES / fps : 0),
      ...(i < types.length ? { transitionOut: { type: types[i], length: FRAMES / fps } } : {}),
    }));
    const made = plan({ version: 1, canvas: { ...canvas, fps }, tracks: [{ clips }] }, sources, []);
    const [chunk] = made.chunks;
    const film = join(dir, 'bright.mp4');
    ffmpeg(chunkCommand(made, chunk!, { inputs: fetched(dir, chunkInputs(chunk!), sources), outputs: [film] }));
    const stats = 'signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-';
    const said = ffmpeg(['-v', 'error', '-i', film, '-vf', stats, '-f', 'null', '-']).toString();
    const bright = [...said.matchAll(/YAVG=([\d.]+)/g)].map((m) => (Number(m[1]) - 16) / 219);
    return types.map((_, i) => bright.slice((i + 1) * (FRAMES + 1), (i + 1) * (FRAMES + 1) + FRAMES).map((v) => (i % 2 ? 1 - v : v)));
  };

  it('lead from one picture to the other and never back, most of them evenly', () => {
    const types = TRANSITION_TYPES.filter((type) => drawnOf(type).kind !== 'through');
    const twice = types.flatMap((type) => [type, type]);
    const uneven = /^(circle|diamond|rectangle|zoom|blur|pixelize|checkerboard)/;
    const seen = [twice.slice(0, 44), twice.slice(44)].flatMap((some) => brightness(some));
    seen.forEach((levels, i) => {
      const type = twice[i]!;
      const rises = levels.every((v, k) => k === 0 || v >= levels[k - 1]! - 0.012);
      expect([type, levels.length, rises, levels[0]! < 0.25, levels.at(-1)! > 0.75]).toEqual([type, FRAMES, true, true, true]);
      if (!uneven.test(type)) expect([type, Math.abs(levels[(FRAMES - 1) / 2]! - 0.5) < 0.01]).toEqual([type, true]);
    });
  });

  it('are the same however they are cut: alone, of small pictures, of texts, within a nested timeline', () => {
    const bench = openBench(dir, sources);
    const t = (type: TransitionType, length = 0.4, more = {}) => ({ type, length, ...more });
    const title = { type: 'text', text: 'Hello', style: { size: 30 } };
    const small = (src: string, start: number, length: number, x: string, more = {}) =>
      clip(src, start, length, { scale: 0.4, position: { x, y: '40%' }, ...more });
    const tracks = [
      {
        clips: [
          clip('a', 0, 0.8, { transitionIn: t('fade-through', 0.3, { color: '#ffffff' }), transitionOut: t('blur') }),
          clip('b25', 0.4, 1.1, { transitionOut: t('squeeze-up', 0.4, { easing: 'easeOut' }) }),
        ],
      },
      {
        clips: [
          small('b25', 0, 0.8, '20%', { transitionIn: t('clock', 0.2), transitionOut: t('circle-open') }),
          small('a', 0.4, 0.6, '60%', { transitionOut: t('pixelize') }),
          small('b25', 0.6, 0.6, '60%', { rotation: 20, transitionOut: t('zoom-out') }),
        ],
      },
      {
        clips: [{ ...title, start: 0.1, length: 1.2, position: { y: '85%' }, transitionIn: t('blur', 0.5), transitionOut: t('dissolve') }],
      },
      {
        clips: [
          {
            ...title,
            start: 0.2,
            length: 1,
            scale: 1.5,
            position: { y: '15%' },
            transitionIn: t('wipe-down-right'),
            transitionOut: t('zoom-in'),
          },
        ],
      },
      {
        clips: [
          {
            type: 'image',
            src: 'asset:logo',
            start: 0.1,
            length: 1.3,
            fit: 'none',
            position: { x: '85%', y: '50%' },
            transitionIn: t('push-left'),
            transitionOut: t('squeeze-down'),
          },
        ],
      },
      {
        clips: [
          {
            ...{
              type: 'timeline',
              start: 0.2,
              length: 1.2,
              scale: 0.3,
              position: { x: '80%', y: '20%' },
              transitionIn: t('barn-door-open', 0.3),
            },
            timeline: { tracks: [{ clips: [clip('a', 0, 0.7, { transitionOut: t('slide-left') }), clip('b25', 0.3, 0.9)] }] },
          },
        ],
      },
    ];
    expect(new Set(bench.same({ version: 1, canvas, tracks }, 3, 7)).size).toBeGreaterThan(40);
  });
});
