import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import {
  assembleCommand,
  assetReferences,
  captionFiles,
  captionTracks,
  compilePlan,
  concatList,
  formatPath,
  parseTimeline,
  readCaptionFile,
  resolveOutput,
  timelineLength,
  writeVtt,
} from '../src/index.ts';
import { chunkFiles } from './render.ts';
import { described, ffmpeg, ffprobe, scratch, toolchain } from './sources.ts';

jest.setTimeout(120_000);

const canvas = { width: 64, height: 64, fps: 30 };
const SRT =
  '1\n00:00:00,200 --> 00:00:00,900\nOne & <two>\n\n2\n00:00:01,000 --> 00:00:01,500\n{Three} \\Now\n\n3\n00:00:01,600 --> 00:00:09,000\nlate\n';
const file = (text: string) => ({
  ...described(text, { kind: 'captions', container: 'srt', video: null, durationSeconds: 9, captions: { cues: 3 } }),
  text,
});
const background = { clips: [{ type: 'color', color: '#204060', start: 0, length: 2 }] };
const documentOf = (...clips: object[]) => ({
  version: 1,
  canvas,
  tracks: [background, ...clips.map((clip) => ({ clips: [{ type: 'captions', start: 0, ...clip }] }))],
});
const track = (language: string, more: object = {}) => ({ mode: 'track', language, src: 'asset:s', length: 2, ...more });
const compiled = (document: object, request: object = {}, assets: object = { s: file(SRT) }) => {
  const timeline = parseTimeline(document);
  if (!timeline.ok) throw new Error(JSON.stringify(timeline.problems));
  const output = resolveOutput(timeline.value.canvas, null, { speed: 'ultrafast', ...request });
  if (!output.ok) throw new Error(JSON.stringify(output.problems));
  return compilePlan({ timeline: timeline.value, output: output.value, assets: assets as never, generated: {}, toolchain });
};
const planOf = (...args: Parameters<typeof compiled>) => {
  const result = compiled(...args);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const problems = (...args: Parameters<typeof compiled>) => {
  const result = compiled(...args);
  return result.ok ? [] : result.problems.map((p) => `${formatPath(p.path)} ${p.code}`);
};
const refused = (clip: object) => {
  const result = parseTimeline(documentOf(clip));
  return result.ok ? [] : result.problems.map((p) => `${formatPath(p.path.slice(4))} ${p.code}`);
};

describe('captions of an asset', () => {
  it('are what the timeline needs, and as long as the file unless said', () => {
    const timeline = parseTimeline(documentOf({ src: 'asset:s' }));
    if (!timeline.ok) throw new Error(JSON.stringify(timeline.problems));
    expect(assetReferences(timeline.value)).toEqual([{ assetId: 's', path: 'tracks[1].clips[0].src' }]);
    expect(timelineLength(timeline.value)).toMatchObject({ frames: 60, exact: false });
    expect(planOf(documentOf({ src: 'asset:s' })).frames).toBe(270);
    expect(planOf(documentOf({ src: 'asset:s', length: 1 })).frames).toBe(60);
  });

  it('draw as the same captions in the document', () => {
    const keys = (clip: object, text = SRT) => planOf(documentOf(clip), {}, { s: file(text) }).chunks.map((c) => c.key);
    expect(keys({ src: 'asset:s' })).toEqual(keys({ captions: { format: 'srt', text: SRT } }));
    expect(keys({ src: 'asset:s' }, SRT.replace('late', 'new'))).not.toEqual(keys({ src: 'asset:s' }));
  });

  it('are problems of the clip when they are missing, something else, or out of order', () => {
    const clip = documentOf({ src: 'asset:s' });
    expect(problems(clip, {}, {})).toEqual(['tracks[1].clips[0].src ASSET_NOT_FOUND']);
    expect(problems(clip, {}, { s: described('v', {}) })).toEqual(['tracks[1].clips[0].src WRONG_KIND']);
    const broken = compiled(clip, {}, { s: file(SRT.replace('00:00:01,000', '00:00:00,500')) });
    expect(broken).toMatchObject({
      problems: [
        {
          path: ['tracks', 1, 'clips', 0, 'src'],
          code: 'OVERLAP',
          message: 'Caption 2 (line 6) begins at 0.5 s, while caption 1 (line 2) lasts to 0.9 s.',
          hint: expect.stringContaining('One is shown at a time'),
        },
      ],
    });
  });

  it('are given once, in one way', () => {
    expect(refused({})).toEqual(['captions REQUIRED']);
    expect(refused({ src: 'asset:s', captions: { format: 'srt', text: SRT } })).toEqual(['src INVALID_VALUE']);
    expect(refused({ src: 'asset:s', mode: 'soft' })).toEqual(['mode INVALID_TYPE']);
    expect(refused({ src: 'asset:s', mode: 'track' })).toEqual(['language REQUIRED']);
    expect(refused(track('english!', { label: 'a\nb' }))).toEqual(['language INVALID_VALUE', 'label INVALID_VALUE']);
    expect(refused(track('en', { style: { size: 20 }, opacity: 0.5 }))).toEqual(['style INVALID_VALUE', 'opacity INVALID_VALUE']);
  });

  it('may be words as transcribers write them', () => {
    const read = (text: string) => {
      const found: Parameters<typeof readCaptionFile>[2] = [];
      return { cues: readCaptionFile(text, ['src'], found), said: found.map((p) => p.message) };
    };
    const words = [
      { text: 'Hello', start: 0, end: 0.4, confidence: 0.9 },
      { text: 'you.', start: 0.5, end: 0.9, speaker: 'A' },
    ];
    expect(read(JSON.stringify({ words })).cues).toEqual([{ start: 0, end: 0.9, text: 'Hello you.' }]);
    expect(read(JSON.stringify(words)).cues).toHaveLength(1);
    expect(read(JSON.stringify({ words, maxWords: 1 })).cues).toHaveLength(2);
    expect(read(JSON.stringify([...words].reverse())).said).toEqual(['Word 2 begins at 0 s, before word 1, which begins at 0.5 s.']);
    expect(read('[{"text":"a","start":0}]').said).toEqual(['words[0].end: end is missing: a number is expected.']);
    expect(read('[{').said).toEqual([expect.stringContaining('The words are not JSON')]);
    expect(read('Once upon a time').said).toEqual(['These are no captions.']);
  });
});

describe('caption tracks', () => {
  const dir = scratch();
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('hold the cues in time of the output, one track for each language and label', () => {
    const part = { format: 'srt', text: '1\n00:00:00,000 --> 00:00:00,333\nLater' };
    const document = documentOf(track('en'), track('de', { label: 'Deutsch' }), track('en', { label: 'For the deaf' }));
    document.tracks.push({
      clips: [{ type: 'captions', start: 1.9, captions: part, mode: 'track', language: 'de', label: 'Deutsch' }],
    } as never);
    document.tracks[2]!.clips[0] = { ...document.tracks[2]!.clips[0], length: 1.55 } as never;
    const tracks = captionTracks(planOf(document));
    expect(tracks.map((t) => [t.language, t.label, t.cues.length])).toEqual([
      ['en', null, 3],
      ['de', 'Deutsch', 3],
      ['en', 'For the deaf', 3],
    ]);
    expect(tracks[0]!.cues[2]).toEqual({ start: 1.6, end: 2, text: 'late' });
    expect(tracks[1]!.cues.at(-1)).toEqual({ start: 1.9, end: 2.233, text: 'Later' });
    expect(problems(documentOf(track('en'), track('EN')))).toEqual(['tracks[2].clips[0].start OVERLAP']);
  });

  it('touch no frame and no key', () => {
    const keys = (...clips: object[]) => planOf(documentOf(...clips)).chunks.map((c) => c.key);
    expect(keys(track('en'), track('fr'))).toEqual(keys());
    expect(JSON.stringify(planOf(documentOf(track('en'))).chunks)).not.toContain('Three');
  });

  it('are refused by formats that hold none', () => {
    expect(problems(documentOf(track('en')), { format: 'wav' })).toContain('tracks[1].clips[0].mode NOT_FOR_FORMAT');
    expect(problems(documentOf(track('en')), { format: 'webm' })).toEqual([]);
  });

  it('are written as WebVTT that is read back as it was', () => {
    const cues = [
      { start: 0, end: 1.5, text: 'a & b <c>\n--> d' },
      { start: 3599.999, end: 3661.25, text: 'Ä' },
    ];
    const text = writeVtt(cues);
    expect(text).toContain('00:59:59.999 --> 01:01:01.250');
    const found: never[] = [];
    expect(readCaptionFile(text, [], found)).toEqual(cues);
    expect(found).toEqual([]);
  });

  it.each([
    ['mp4', 'mov_text', ['eng', 'por'], 'handler_name'],
    ['mov', 'mov_text', ['eng', 'por'], 'handler_name'],
    ['webm', 'webvtt', ['eng', 'por'], 'title'],
  ])('are in %s as %s', (format, codec, languages, name) => {
    const plan = planOf(documentOf(track('en', { label: 'English' }), track('pt-BR')), { format });
    const list = join(dir, 'list.txt');
    writeFileSync(list, concatList(plan, chunkFiles(dir, plan, [])));
    const captions = captionFiles(plan, plan.outputs[0]!.settings.format).map((track, i) => {
      writeFileSync(join(dir, `${i}.vtt`), track.text);
      return { ...track, path: join(dir, `${i}.vtt`) };
    });
    const output = join(dir, `out.${format}`);
    ffmpeg(assembleCommand(plan.outputs[0]!, { list, audio: null, output, captions }));
    const { streams, packets } = JSON.parse(
      ffprobe([
        '-show_entries',
        'stream=codec_type,codec_name:stream_tags:packet=stream_index,pts_time,duration_time,size',
        '-of',
        'json',
        output,
      ]),
    );
    expect(streams.map((s: { codec_name: string }) => s.codec_name).slice(1)).toEqual([codec, codec]);
    expect(streams.slice(1).map((s: { tags: Record<string, string> }) => [s.tags.language, s.tags[name]])).toEqual([
      [languages[0], 'English'],
      [languages[1], 'pt-BR'],
    ]);
    // Between captions MP4 has samples of two bytes that show nothing.
    const shown = packets.filter((p: { stream_index: number; size: string }) => p.stream_index === 2 && Number(p.size) > 2);
    expect(shown.map((p: { pts_time: string; duration_time: string }) => [Number(p.pts_time), Number(p.duration_time)])).toEqual([
      [0.2, 0.7],
      [1, 0.5],
      [1.6, 0.4],
    ]);
    const bytes = readFileSync(output);
    for (const said of format === 'webm' ? ['One &amp; &lt;two&gt;', '{Three} \\Now'] : ['One & <two>', '\uff5bThree\uff5d \\\u2060Now'])
      expect({ said, held: bytes.includes(said) }).toEqual({ said, held: true });
    expect(packets.filter((p: { stream_index: number }) => p.stream_index === 0)).toHaveLength(60);
  });
});
