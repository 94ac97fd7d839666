import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  exportTimeline,
  IMPORT_FORMATS,
  type Imported,
  type ImportFormat,
  importTimeline,
  parseTimeline,
  timelineLength,
} from '../src/index.ts';
import { composed, must, plan } from './render.ts';
import { described, type Made, makeLogo, makeSound, makeVideo, scratch } from './sources.ts';

jest.setTimeout(120_000);

const EXAMPLES = join(import.meta.dirname, '../../../examples/importers');
interface Expected {
  seconds: number;
  media: string[];
  unsupported: string[];
}
const expected = JSON.parse(readFileSync(join(EXAMPLES, 'expected.json'), 'utf8')) as Record<string, Expected>;
const files = (format: ImportFormat): string[] => readdirSync(join(EXAMPLES, format)).sort();
const all = IMPORT_FORMATS.flatMap((format) => files(format).map((file) => [format, file] as const));
const NAMES = ['waves.mp4', 'road.mp4', 'logo.png', 'voice.mp3', 'music.mp3', 'en.srt'];
const SILENT = ['logo.png', 'en.srt'];
const id = (name: string) => name.split('.')[0]!;
const known = Object.fromEntries(
  NAMES.map((n) => [`https://media.example/${n}`, { assetId: id(n), durationSeconds: SILENT.includes(n) ? 0 : 3 }]),
);
const bucket = Object.fromEntries(
  [...'beach pool room'.split(' ')].map((n) => [`s3://hospup-media/${n}.mp4`, { assetId: n === 'beach' ? 'waves' : 'road' }]),
);
/** Nothing moves in them. */
const STILL = ['otio/10-no-files.json', 'shotstack/09-merge.json', 'editly/08-text-kinds.json5'];
const captions = { kind: 'captions', container: 'srt', durationSeconds: 1.5, video: null, captions: { cues: 1 } } as const;
const SMALL = { width: 320, height: 180 };

const imported = (format: ImportFormat, file: string, media: object = known): Imported =>
  must(
    importTimeline({
      format,
      document: readFileSync(join(EXAMPLES, format, file), 'utf8'),
      media: media as typeof known,
      canvas: format === 'otio' || format === 'hospup' ? SMALL : null,
    }),
  );

describe('documents of other systems', () => {
  const dir = scratch();
  let sources: Made[];
  beforeAll(() => {
    sources = [
      makeVideo(dir, 'waves', { frames: 75, rate: { num: 25, den: 1 }, tone: 440 }),
      makeVideo(dir, 'road', { frames: 75, rate: { num: 25, den: 1 }, source: 'testsrc=s=320x180' }),
      makeLogo(dir, 'logo'),
      makeSound(dir, 'voice', 'sin(440*t)', 3),
      makeSound(dir, 'music', 'sin(220*t)', 3),
      { ...described('en', captions), file: '', text: '1\n00:00:00,500 --> 00:00:01,500\nHello' },
    ];
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('are there by ten of each format', () => {
    for (const format of IMPORT_FORMATS) expect(files(format).length).toBeGreaterThanOrEqual(10);
  });

  it.each(all)('%s %s imports, and what is missing is listed', (format, file) => {
    const { timeline, media, unsupported } = imported(format, file);
    const { durationSeconds } = timelineLength(must(parseTimeline(timeline)));
    expect({
      seconds: Math.round(durationSeconds * 1e4) / 1e4,
      media: media.map((m) => m.url.split('/').at(-1)),
      unsupported: unsupported.map((u) => u.path),
    }).toEqual(expected[`${format}/${file}`]);
    for (const { why } of unsupported) expect(why).toMatch(/^.{10,}\.$/s);
  });

  it.each(all.filter(([format, file]) => !expected[`${format}/${file}`]?.media.includes('unknown.mp4')))(
    '%s %s compiles with its media',
    (format, file) => {
      const { timeline } = imported(format, file, { ...known, ...bucket });
      expect(plan(timeline, sources).frames).toBe(timelineLength(must(parseTimeline(timeline))).frames);
    },
  );

  it.each(all.filter(([format, file]) => !expected[`${format}/${file}`]?.media.includes('unknown.mp4')))(
    '%s %s renders',
    (format, file) => {
      const p = plan(imported(format, file, { ...known, ...bucket }).timeline, sources);
      const frames = composed(dir, p, sources);
      expect(frames).toHaveLength(p.frames);
      expect(new Set(frames).size).toBeGreaterThan(STILL.includes(`${format}/${file}`) ? 0 : 1);
    },
  );

  it('go out as OpenTimelineIO and come back the same', () => {
    const clip = (src: string, start: number, length: number, more = {}) => ({
      type: 'video',
      src: `asset:${src}`,
      start,
      length,
      trim: 0.4,
      ...more,
    });
    const fade = { type: 'fade', length: 0.4 };
    const timeline = {
      version: 1,
      canvas: { ...SMALL, fps: 25, background: '#102030' },
      tracks: [
        { clips: [clip('waves', 0.2, 1.2, { transitionOut: fade, muted: true }), clip('road', 1, 1, { fit: 'contain', volume: 0.5 })] },
        { clips: [{ type: 'text', text: 'Hello {{name}}', start: 0.4, length: 1, opacity: 0.5, style: { size: 20 } }] },
        { id: 'voice', kind: 'audio', clips: [{ type: 'audio', src: 'asset:voice', start: 0, length: 1 }] },
        { kind: 'audio', clips: [{ type: 'audio', src: 'asset:music', start: 0, length: 2, duck: { under: 'voice', by: -12 } }] },
      ],
      variables: { name: 'world' },
    };
    const out = must(exportTimeline({ timeline }));
    expect(out.document).toMatchObject({
      OTIO_SCHEMA: 'Timeline.1',
      tracks: { children: [{ kind: 'Video' }, { kind: 'Video' }, { kind: 'Audio' }, { kind: 'Audio' }] },
    });
    const first = (out.document.tracks as { children: { children: object[] }[] }).children[0]!.children;
    expect(first.map((c) => (c as { OTIO_SCHEMA: string }).OTIO_SCHEMA)).toEqual(['Gap.1', 'Clip.2', 'Transition.1', 'Clip.2']);
    expect(out.unsupported.map((u) => u.path)).toContain('tracks[1].clips[0]');
    const back = must(importTimeline({ format: 'otio', document: out.document }));
    expect(back.unsupported).toEqual([]);
    expect(composed(dir, plan(back.timeline, sources), sources)).toEqual(composed(dir, plan(timeline, sources), sources));
    const sound = (document: object) => ({ ...plan(document as Record<string, unknown>, sources).audio, encoded: [] });
    expect(sound(back.timeline)).toEqual(sound(timeline));
  });

  it('go out with speeds, frozen frames and drawn clips, and come back the same', () => {
    const video = (start: number, length: number, more: object) => ({ type: 'video', src: 'asset:waves', start, length, ...more });
    const timeline = {
      version: 1,
      canvas: { ...SMALL, fps: 25 },
      tracks: [
        {
          clips: [
            video(0, 0.6, { speed: 2, trim: 0.2, transitionOut: { type: 'fade', length: 0.2 } }),
            video(0.4, 0.6, { speed: 0.5, trim: 0.4 }),
            video(1, 0.4, { freeze: 0.8 }),
          ],
        },
        { clips: [{ type: 'shape', shape: 'rectangle', width: '20%', height: 30, fill: '#ff0000', start: 0.2, length: 1 }] },
        { clips: [{ type: 'color', color: '#00ff0040', start: 0, length: 0.4 }] },
      ],
    };
    const out = must(exportTimeline({ timeline }));
    const [pictures] = (out.document.tracks as { children: { children: { effects?: object[] }[] }[] }).children;
    expect(pictures!.children.flatMap((c) => c.effects ?? [])).toMatchObject([
      { OTIO_SCHEMA: 'LinearTimeWarp.1', time_scalar: 2 },
      { OTIO_SCHEMA: 'LinearTimeWarp.1', time_scalar: 0.5 },
      { OTIO_SCHEMA: 'FreezeFrame.1', time_scalar: 0 },
    ]);
    const back = must(importTimeline({ format: 'otio', document: out.document }));
    expect(back.unsupported).toEqual([]);
    expect(composed(dir, plan(back.timeline, sources), sources)).toEqual(composed(dir, plan(timeline, sources), sources));
  });

  it.each([
    ['otio', '{"OTIO_SCHEMA":"Marker.2"}', 'INVALID_DOCUMENT'],
    ['otio', '{', 'INVALID_DOCUMENT'],
    ['shotstack', '[]', 'INVALID_DOCUMENT'],
    ['shotstack', '{}', 'INVALID_DOCUMENT'],
    ['editly', "{ clips: 'none' }", 'INVALID_DOCUMENT'],
    ['hospup', '{"segments":[]}', 'NOTHING_TO_SHOW'],
  ] as const)('of %s are refused when they are none: %s', (format, document, code) => {
    const result = importTimeline({ format, document });
    expect(result.ok ? [] : result.problems.map((p) => p.code)).toEqual([code]);
  });
});
