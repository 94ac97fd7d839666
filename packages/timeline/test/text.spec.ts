import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { allLayers } from '../src/compile/graph.ts';
import {
  chunkInputs,
  compilePlans,
  drawnTexts,
  formatPath,
  mediaConvertProblems,
  parseTimeline,
  resolveOutput,
  resolveOutputs,
  wordSpans,
} from '../src/index.ts';
import { counted } from '../src/titles/counter.ts';
import { posesAt } from '../src/titles/title-at.ts';
import { transformed } from '../src/titles/transform.ts';
import { planOf } from './described.ts';
import { toolchain } from './sources.ts';

const text = (more: object = {}) => ({ type: 'text', text: 'Two words', start: 0, length: 2, ...more });
const sources = (clip: object, more: Parameters<typeof planOf>[1] = {}) =>
  planOf([{ clips: [clip] }], more).chunks.flatMap((c) => allLayers(c.graph).map((l) => ({ ...l, source: l.source })));
const problems = (clip: object) => {
  const parsed = parseTimeline({ version: 1, canvas: { width: 320, height: 180, fps: 30 }, tracks: [{ clips: [clip] }] });
  return parsed.ok ? [] : parsed.problems.map((p) => `${formatPath(p.path.slice(4))} ${p.code}`);
};
const rise = { type: 'slide-up', length: 0.5, by: 'letter' };

describe('a text without movements', () => {
  it('compiles to what it always did', () => {
    const [layer] = sources(text());
    expect(layer!.source.kind).toBe('text');
    expect(Object.keys((layer!.source as { raster: object }).raster).sort()).toEqual(
      'align background color font italic kind lineHeight maxWidth padding shadow size stroke text weight'.split(' '),
    );
    const said = { letterSpacing: 0, transform: 'none', fit: 'none', background: { color: '#fff', radius: 0, around: 'box' } };
    expect(sources(text({ style: said }))).toEqual(sources(text({ style: { background: '#fff' } })));
  });
});

describe('a text that moves', () => {
  it('rests as a still text, between frames that are drawn one by one', () => {
    const layers = sources(text({ animate: { in: rise, out: { type: 'fade', length: 0.2 } } }));
    expect(layers.map(({ from, to, source }) => [source.kind, from, to])).toEqual([
      ['title', 0, 15],
      ['text', 15, 54],
      ['title', 54, 60],
    ]);
    expect(layers.map(({ source }) => (source.kind === 'title' ? source.first : null))).toEqual([0, null, 54]);
  });

  it('is read by clip frames, wherever a chunk begins', () => {
    const plan = planOf([{ clips: [text({ start: 1, animate: { in: { ...rise, length: 1.5 } } })] }], { cuts: [40, 57] });
    const frames = plan.chunks.flatMap((c) => chunkInputs(c).flatMap((i) => (i.kind === 'title' ? [[i.first, i.frames]] : [])));
    expect(frames).toEqual([
      [0, 10],
      [10, 17],
      [27, 18],
    ]);
  });

  it('lies where it would without room for its movements, whatever its anchor', () => {
    const at = (anchor: string) => {
      const position = { x: 100, y: 50, anchor };
      return sources(text({ position, animate: { in: { ...rise, distance: 31 } } })).map(({ placement }) => [placement!.x, placement!.y]);
    };
    expect(at('center')).toEqual([
      [100, 50],
      [100, 50],
    ]);
    expect(at('topLeft')).toEqual([
      [100, 18],
      [100, 50],
    ]);
    expect(at('bottom')).toEqual([
      [100, 82],
      [100, 50],
    ]);
  });

  it('is smaller in drafts, with all its pixels', () => {
    const clip = text({ animate: { in: { ...rise, distance: 40 } }, style: { letterSpacing: 8 } });
    const parsed = parseTimeline({ version: 1, canvas: { width: 1280, height: 720, fps: 30 }, tracks: [{ clips: [clip] }] });
    const outputs = parsed.ok ? resolveOutputs(parsed.value.canvas, { draft: true }) : parsed;
    if (!parsed.ok || !outputs.ok) throw new Error('not parsed');
    const plans = compilePlans({ timeline: parsed.value, outputs: outputs.value, assets: {}, generated: {}, toolchain });
    const [moving] = plans.ok ? plans.value[0]!.chunks[0]!.graph.layers : [];
    expect(moving!.source).toMatchObject({
      kind: 'title',
      title: { in: { distance: 10, frames: 15 }, text: { size: 12, letterSpacing: 2 } },
    });
  });

  it('says what is wrong, all at once', () => {
    expect(problems(text({ animate: { in: { type: 'slid-up', length: 0 } } }))).toEqual([
      'animate.in.type INVALID_VALUE',
      'animate.in.length OUT_OF_RANGE',
    ]);
    expect(problems(text({ animate: { in: { ...rise, length: 1.5 }, out: rise } }))).toEqual([]);
    expect(problems(text({ animate: { in: { ...rise, length: 1.8 }, out: rise }, style: { verticalAlign: 'top' } }))).toEqual([
      'style.maxHeight REQUIRED',
      'animate.out.length TOO_LONG',
    ]);
    const words = [
      { start: 0.5, end: 0.4 },
      { start: 0.3, end: 0.4 },
      { start: 0.35, end: 1 },
    ];
    expect(problems(text({ highlight: { words } }))).toEqual([
      'highlight.color REQUIRED',
      'highlight.words[0].start INVALID_VALUE',
      'highlight.words[1].start OUT_OF_ORDER',
      'highlight.words[2].start OVERLAP',
      'highlight.words INVALID_VALUE',
    ]);
    expect(problems(text({ counter: { to: 5, length: 3 }, highlight: { color: '#fff' } }))).toEqual([
      'text INVALID_VALUE',
      'highlight INVALID_VALUE',
      'counter.length TOO_LONG',
    ]);
  });

  it('is refused by MediaConvert', () => {
    const parsed = parseTimeline({
      ...{ version: 1, canvas: { width: 320, height: 180, fps: 30 } },
      tracks: [{ clips: [text({ animate: { in: rise } })] }, { clips: [text({ text: '{counter}', counter: { to: 2 } })] }],
    });
    if (!parsed.ok) throw new Error('not parsed');
    const output = resolveOutput(parsed.value.canvas);
    if (!output.ok) throw new Error('no output');
    const refused = mediaConvertProblems(parsed.value, [output.value]).map((p) => formatPath(p.path));
    expect(refused).toEqual(['tracks[0].clips[0].animate', 'tracks[1].clips[0].counter']);
  });
});

describe('highlighted words', () => {
  const active = (clip: object) =>
    sources(clip).map(({ from, to, source }) => [
      from,
      to,
      source.kind === 'text' ? (source.raster as { highlight?: { active: number[] } }).highlight!.active : source.kind,
    ]);

  it('follow each other evenly, each a picture drawn once', () => {
    expect(active(text({ highlight: { color: '#ff0000' } }))).toEqual([
      [0, 30, [0]],
      [30, 60, [1]],
    ]);
  });

  it('have their own times, and may stay', () => {
    const words = [
      { start: 0.2, end: 0.6 },
      { start: 1, end: 1.5 },
    ];
    const clip = (keep: boolean) => active(text({ highlight: { color: '#ff0000', keep, words } }));
    expect(clip(false)).toEqual([
      [0, 6, []],
      [6, 18, [0]],
      [18, 30, []],
      [30, 45, [1]],
      [45, 60, []],
    ]);
    expect(clip(true)).toEqual([
      [0, 6, []],
      [6, 30, [0]],
      [30, 60, [0, 1]],
    ]);
  });

  it('of captions are timed by them, in capitals too', () => {
    const words = [
      { text: 'Straße', start: 0.2, end: 0.6 },
      { text: 'zwei', start: 0.6, end: 1 },
    ];
    const clip = {
      type: 'captions',
      start: 0,
      captions: { format: 'words', words },
      highlight: { color: '#ff0000' },
      style: { transform: 'uppercase' },
    };
    const layers = sources(clip);
    expect(layers.map(({ from, to }) => [from, to])).toEqual([
      [6, 18],
      [18, 30],
    ]);
    expect(layers.map(({ source }) => source)).toMatchObject(
      [0, 1].map((n) => ({
        raster: {
          text: 'STRASSE ZWEI',
          highlight: {
            spans: [
              [0, 7],
              [8, 12],
            ],
            active: [n],
          },
        },
      })),
    );
  });

  it.each([
    ['Hello, "wide" world!', ['Hello,', '"wide"', 'world!']],
    ['well-known 3.5 €6 (so)', ['well-known', '3.5', '€6', '(so)']],
    ['今日は。「明日」です', ['今日', 'は。', '「明日」', 'です']],
    ['สวัสดีชาวโลก', ['สวัสดี', 'ชาว', 'โลก']],
    ['नमस्ते दुनिया 👍🏽!', ['नमस्ते', 'दुनिया', '👍🏽!']],
  ])('of %s', (sentence, words) => {
    expect(wordSpans(sentence).map(([from, to]) => sentence.slice(from, to))).toEqual(words);
  });
});

describe('a counter', () => {
  const counter = { from: 0, to: 1234.5, decimals: 1, prefix: '', suffix: ' km', separator: '.', easing: 'linear' as const, frames: 11 };

  it('goes from its first number to its last, and stays', () => {
    expect([0, 5, 10, 40].map((k) => counted(counter, k))).toEqual(['0,0 km', '617,3 km', '1.234,5 km', '1.234,5 km']);
    expect(counted({ ...counter, to: -1, decimals: 0 }, 2)).toBe('0 km');
    expect(counted({ ...counter, frames: 1 }, 0)).toBe('1.234,5 km');
  });

  it('asks for all its digits, and takes a picture for each number that is shown for long', () => {
    const clip = text({ text: '{counter}', length: 3, counter: { from: 3, to: 1, easing: 'linear' } });
    expect(sources(clip).map(({ source }) => (source.kind === 'text' ? (source.raster as { text?: string }).text : source.kind))).toEqual([
      '3',
      '2',
      '1',
    ]);
    const parsed = parseTimeline({ version: 1, canvas: { width: 320, height: 180, fps: 30 }, tracks: [{ clips: [clip] }] });
    expect(parsed.ok && drawnTexts(parsed.value, { assets: {}, generated: {} })[0]!.text).toContain('0123456789');
  });
});

it('a movement takes each part from nothing to its place, one after the other', () => {
  const movement = { type: 'slide-up', frames: 10, by: 'letter', easing: 'linear', distance: 10 } as const;
  const at = (frame: number) => posesAt(movement, frame, 1, 3, { distance: 10, lineHeight: 12 }).map((p) => Math.round(p.dy));
  expect(at(0)).toEqual([9, 10, 10]);
  expect(at(9)).toEqual([0, 0, 1]);
  expect(at(5)).toEqual([2, 4, 7]);
});

it('capitals move what follows', () => {
  expect(
    transformed(
      'ß {counter} x',
      'uppercase',
      [
        [0, 1],
        [12, 13],
      ],
      '{counter}',
    ),
  ).toEqual({
    text: 'SS {counter} X',
    spans: [
      [0, 2],
      [13, 14],
    ],
  });
  expect(transformed("o'neil and élan", 'capitalize').text).toBe("O'neil And Élan");
});

it('docs/text.md gives examples of clips that are some', () => {
  const page = readFileSync(new URL('../../../docs/text.md', import.meta.url), 'utf8');
  const clips = [...page.matchAll(/^\{ "type": .*$/gm)].map(([line]) => line);
  expect(clips.length).toBeGreaterThan(3);
  for (const clip of clips) expect({ clip, problems: problems(JSON.parse(clip)) }).toEqual({ clip, problems: [] });
});
