import { describe, expect, it } from '@jest/globals';
import { formatPath, parseTimeline, timelineLength, timelineSchema } from './index.ts';

const canvas = { width: 1920, height: 1080, fps: 30 };
const video = { type: 'video', src: 'asset:a', start: 0, length: 4 };
const doc = (clips: unknown[], more: object = {}) => ({ version: 1, canvas, tracks: [{ clips }], ...more });

const problems = (document: unknown, variables?: Record<string, unknown>) => {
  const result = parseTimeline(document, variables);
  return result.ok ? [] : result.problems.map((p) => `${formatPath(p.path)} ${p.code}`);
};
const first = (document: unknown) => {
  const result = parseTimeline(document);
  return result.ok ? null : result.problems[0]!;
};
const value = (document: unknown, variables?: Record<string, unknown>) => {
  const result = parseTimeline(document, variables);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};

describe('parseTimeline', () => {
  it('fills in every default', () => {
    const { tracks, canvas: c } = value(
      doc([
        {
          ...video,
          opacity: [
            { at: 0, value: 0 },
            { at: 1, value: 1, easing: 'step' },
          ],
        },
      ]),
    );
    expect(c).toEqual({ width: 1920, height: 1080, fps: { num: 30, den: 1 }, background: '#000000' });
    expect(tracks[0]).toMatchObject({ id: null, kind: 'visual' });
    expect(tracks[0]!.clips[0]).toEqual({
      type: 'video',
      path: ['tracks', 0, 'clips', 0],
      src: { kind: 'asset', assetId: 'a' },
      start: 0,
      length: 4,
      trim: 0,
      fit: 'cover',
      onEnd: 'error',
      muted: false,
      freeze: null,
      position: { x: { value: 50, unit: '%' }, y: { value: 50, unit: '%' }, anchor: 'center' },
      scale: 1,
      rotation: 0,
      opacity: [
        { at: 0, value: 0, easing: 'linear' },
        { at: 1, value: 1, easing: 'hold' },
      ],
      transitionIn: null,
      transitionOut: null,
      speed: 1,
      reverse: false,
      keepPitch: true,
      volume: 1,
      fadeIn: 0,
      fadeOut: 0,
      pan: 0,
      fadeInCurve: 'linear',
      fadeOutCurve: 'linear',
      duck: null,
    });
  });

  it.each([
    [23.976, 24000, 1001],
    [23.98, 24000, 1001],
    [29.97, 30000, 1001],
    [59.94, 60000, 1001],
    [119.88, 120000, 1001],
    [12.5, 25, 2],
    [25, 25, 1],
  ])('takes %s fps as %i/%i', (fps, num, den) => {
    expect(value(doc([video], { canvas: { ...canvas, fps } })).canvas.fps).toEqual({ num, den });
  });

  it('names an unknown key and the nearest known one', () => {
    expect(first(doc([{ ...video, lenght: 3 }]))).toEqual({
      path: ['tracks', 0, 'clips', 0, 'lenght'],
      code: 'UNKNOWN_KEY',
      message: 'There is no key "lenght" here.',
      hint: 'Did you mean "length"?',
    });
    expect(problems(doc([{ ...video, transitionIn: { type: 'fade', lenght: 1 } }]))).toContain(
      'tracks[0].clips[0].transitionIn.lenght UNKNOWN_KEY',
    );
    expect(first(doc([{ ...video, opacity: [{ at: 0, value: 1, ease: 'linear' }] }]))).toMatchObject({
      path: ['tracks', 0, 'clips', 0, 'opacity', 0, 'ease'],
      code: 'UNKNOWN_KEY',
    });
    expect(first(doc([{ ...video, position: { x: 0, z: 1 } }]))).toMatchObject({
      path: ['tracks', 0, 'clips', 0, 'position', 'z'],
      code: 'UNKNOWN_KEY',
    });
    expect(first({ ...doc([video]), track: [] })).toMatchObject({ path: ['track'], code: 'UNKNOWN_KEY', hint: 'Did you mean "tracks"?' });
  });

  it('reports all problems at once, those of meaning beside those of form', () => {
    expect(
      problems({
        version: 2,
        canvas: { width: 1921, height: 8, fps: 0 },
        tracks: [
          {
            clips: [
              { type: 'vidoe', start: 0 },
              { type: 'video', start: -1, length: Number.NaN },
              { ...video, length: Number.POSITIVE_INFINITY },
              { ...video, src: 'file:///etc/passwd' },
            ],
          },
          { id: 'x', clips: [video, { ...video, start: 3 }] },
          { id: 'x', clips: [{ type: 'text', text: '', start: 0, length: 1 }, 7] },
          { kind: 'audio', clips: [{ type: 'audio', src: 'asset:b', start: 0, duck: { under: 'voice', by: 3 } }] },
        ],
      }).sort(),
    ).toEqual(
      [
        'version UNSUPPORTED_VERSION',
        'canvas.width OUT_OF_RANGE',
        'canvas.height OUT_OF_RANGE',
        'canvas.fps OUT_OF_RANGE',
        'tracks[0].clips[0].type INVALID_VALUE',
        'tracks[0].clips[1].src REQUIRED',
        'tracks[0].clips[1].start OUT_OF_RANGE',
        'tracks[0].clips[1].length INVALID_TYPE',
        'tracks[0].clips[2].length INVALID_TYPE',
        'tracks[0].clips[3].src INVALID_VALUE',
        'tracks[1].clips[1].start OVERLAP',
        'tracks[2].id DUPLICATE_ID',
        'tracks[2].clips[0].text OUT_OF_RANGE',
        'tracks[2].clips[1] INVALID_TYPE',
        'tracks[3].clips[0].duck.by OUT_OF_RANGE',
      ].sort(),
    );
  });

  it('says what was found and what was expected', () => {
    expect(first(doc([{ ...video, start: -1 }]))?.message).toBe('start must be at least 0, not -1.');
    expect(first(doc([{ ...video, length: Number.NaN }]))?.message).toBe('length must be a number of seconds, or "fill", not NaN.');
    expect(first(doc([{ ...video, scale: 'big' }]))?.message).toBe(
      'scale must be a factor, or keyframes [{ "at", "value", "easing" }], not "big".',
    );
    expect(first(doc([{ ...video, fit: 'covr' }]))).toMatchObject({
      message: 'fit must be one of "cover", "contain", "fill", "none", not "covr".',
      hint: 'Did you mean "cover"?',
    });
    expect(first(null)?.code).toBe('INVALID_TYPE');
  });

  it('lets neighbours overlap by exactly their transition and names both clips otherwise', () => {
    const fade = (length: number) => ({ type: 'fade', length });
    const overlap = (out: object, into: object, start = 3.5) =>
      problems(
        doc([
          { ...video, ...out },
          { ...video, start, ...into },
        ]),
      );
    expect(overlap({ transitionOut: fade(0.5) }, {})).toEqual([]);
    expect(overlap({}, { transitionIn: fade(0.5) })).toEqual([]);
    expect(overlap({ transitionOut: fade(0.5) }, { transitionIn: fade(0.5) })).toEqual([]);
    expect(overlap({}, {})).toEqual(['tracks[0].clips[1].start OVERLAP']);
    expect(overlap({ transitionOut: fade(1) }, {})).toEqual(['tracks[0].clips[1].start OVERLAP']);
    expect(overlap({ transitionOut: fade(0.5) }, { transitionIn: fade(0.25) })).toEqual(['tracks[0].clips[1].start OVERLAP']);
    expect(first(doc([video, { ...video, start: 3 }]))?.message).toBe(
      'tracks[0].clips[0] (0–4 s) and tracks[0].clips[1] (from 3 s) overlap by 1 s.',
    );
    expect(
      problems(
        doc([
          { ...video, length: 9 },
          { ...video, start: 1, length: 1 },
          { ...video, start: 4, length: 1 },
        ]),
      ).length,
    ).toBeGreaterThan(0);
  });

  it('snaps edges, not lengths', () => {
    expect(timelineLength(value(doc([{ ...video, start: 0.02, length: 0.033 }])))).toEqual({
      frames: 2,
      durationSeconds: 2 / 30,
      exact: true,
    });
    expect(timelineLength(value(doc([{ ...video, start: 0.1, length: 0.2 }]))).frames).toBe(9);
  });

  it('refuses what is too long, with the path', () => {
    expect(problems(doc([{ ...video, length: 36_000 }]))).toEqual(['tracks[0].clips[0].length TOO_LONG']);
    expect(problems(doc([{ ...video, start: 35_999 }]))).toEqual(['tracks[0].clips[0].start TOO_LONG']);
    expect(problems(doc([{ ...video, length: 0.01 }]))).toEqual(['tracks[0].clips[0].length TOO_SHORT']);
    expect(problems(doc([{ ...video, transitionOut: { type: 'fade', length: 5 } }]))).toEqual([
      'tracks[0].clips[0].transitionOut TOO_LONG',
    ]);
    expect(
      problems(
        doc([
          {
            ...video,
            opacity: [
              { at: 1, value: 0 },
              { at: 1, value: 1 },
            ],
          },
        ]),
      ),
    ).toEqual(['tracks[0].clips[0].opacity[1].at OUT_OF_ORDER']);
  });

  it('puts variables into every string, and keeps the type of a lone one', () => {
    const document = doc([{ type: 'text', text: 'Hello {{name}} and {{ name }}', start: '{{from}}', length: 2 }], {
      variables: { name: 'world', from: 1 },
    });
    expect(value(document).tracks[0]!.clips[0]).toMatchObject({ text: 'Hello world and world', start: 1 });
    expect(value(document, { name: 'you' }).tracks[0]!.clips[0]).toMatchObject({ text: 'Hello you and you' });
    expect(first(doc([{ type: 'text', text: '{{nmae}}', start: 0, length: 2 }], { variables: { name: 'x' } }))).toEqual({
      path: ['tracks', 0, 'clips', 0, 'text'],
      code: 'UNKNOWN_VARIABLE',
      message: 'There is no value for {{nmae}}.',
      hint: 'Did you mean {{name}}?',
    });
  });

  it('survives hostile documents', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 10_000; i++) deep = [deep];
    expect(problems(doc([deep])).length).toBeGreaterThan(0);
    expect(problems(JSON.parse('{"__proto__":{"version":1},"tracks":[{"clips":[{"type":"constructor"}]}]}')).length).toBeGreaterThan(0);
    expect(problems(doc([], { variables: { a: { toString: 1 } } })).length).toBeGreaterThan(0);
  });

  it('publishes its JSON Schema', () => {
    expect(timelineSchema()).toMatchObject({ type: 'object', required: ['version', 'canvas', 'tracks'], additionalProperties: false });
  });
});
