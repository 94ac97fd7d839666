import { describe, expect, it } from '@jest/globals';
import { planOf } from '../test/described.ts';
import { canvas, refusals, settings } from '../test/requested.ts';
import { CODECS, type OutputRequest, PRESETS, resolveOutput } from './index.ts';

describe('resolveOutput', () => {
  it('fills in what each format and codec has by default', () => {
    expect(settings({})).toMatchObject({
      format: 'mp4',
      codec: 'h264',
      audioCodec: 'aac',
      crf: 20,
      bitrateKbps: null,
      audioBitrateKbps: 192,
    });
    expect(settings({ format: 'WEBM' })).toMatchObject({
      codec: 'vp9',
      audioCodec: 'opus',
      crf: 31,
      audioBitrateKbps: 128,
      pixelFormat: 'yuv420p',
    });
    expect(settings({ format: 'mov' })).toMatchObject({ codec: 'prores_422_hq', audioCodec: 'pcm_s24', crf: null, audioBitrateKbps: null });
    expect(settings({ format: 'webm', alpha: true }).pixelFormat).toBe('yuva420p');
    expect(settings({ bitrateKbps: 5000 })).toMatchObject({ crf: null, bitrateKbps: 5000 });
  });

  it('leaves the picture out of what is sound alone', () => {
    const sound = { codec: null, pixelFormat: null, poster: false, crf: null, width: 640, height: 360 };
    expect(settings({ format: 'mp3' }, 'youtube')).toMatchObject({ ...sound, audioCodec: 'mp3', audioBitrateKbps: 320 });
    expect(settings({ format: 'wav' })).toMatchObject({ ...sound, audioCodec: 'pcm_s16', audioBitrateKbps: null });
    expect(settings({}, 'podcast_audio')).toMatchObject({ ...sound, format: 'm4a', audioBitrateKbps: 128 });
  });

  it('takes a loudness of the request, then of the preset', () => {
    expect(settings({})).toMatchObject({ loudness: null, truePeakDb: null });
    expect(settings({ loudness: -23 })).toMatchObject({ loudness: -23, truePeakDb: -1 });
    expect(settings({ truePeakDb: -2 }, 'podcast_audio')).toMatchObject({ loudness: -16, truePeakDb: -2 });
    const social = ['social', 'tiktok', 'youtube_shorts', 'instagram_reels', 'youtube'];
    for (const name of social) expect(settings({}, name)).toMatchObject({ loudness: -14, truePeakDb: -1 });
  });

  it('takes presets, and lets the request change their format', () => {
    expect(settings({}, 'high_quality')).toMatchObject({ format: 'mov', codec: 'prores_422_hq', width: 3840, height: 2160 });
    expect(settings({}, 'web')).toMatchObject({ format: 'webm', codec: 'vp9', width: 1280, height: 720 });
    expect(settings({}, 'archive')).toMatchObject({ format: 'mp4', codec: 'h265', width: 1920, height: 1080, crf: 23 });
    expect(settings({ codec: 'av1' }, 'youtube')).toMatchObject({ codec: 'av1', crf: CODECS.av1.crf?.otherwise });
    expect(settings({ format: 'webm' }, 'youtube')).toMatchObject({ codec: 'vp9', audioBitrateKbps: 384 });
    expect(settings({ format: 'mov' }, 'archive').codec).toBe('prores_422_hq');
    const all = Object.values(PRESETS).map(({ name, priority }) => [name, priority]);
    expect(Object.fromEntries(all)).toMatchObject({ high_quality: 1, social: 2, standard: 3, web: 4, archive: 5 });
    for (const [name] of all) expect(refusals({}, String(name))).toEqual([]);
  });

  it('lets crf win over a bitrate, and says so', () => {
    const result = resolveOutput(canvas, null, { crf: 18, bitrateKbps: 4000 });
    expect(result).toMatchObject({
      ok: true,
      value: { crf: 18, bitrateKbps: null },
      warnings: [{ path: ['bitrateKbps'], code: 'CRF_WINS' }],
    });
  });

  it.each<[OutputRequest, string]>([
    [{ format: 'avi' }, 'format UNKNOWN_FORMAT'],
    [{ codec: 'vp9' }, 'codec UNKNOWN_CODEC'],
    [{ format: 'webm', codec: 'h264' }, 'codec UNKNOWN_CODEC'],
    [{ alpha: true }, 'alpha NOT_FOR_CODEC'],
    [{ codec: 'h265', alpha: true }, 'alpha NOT_FOR_CODEC'],
    [{ format: 'mov', alpha: true }, 'alpha NOT_FOR_CODEC'],
    [{ pixelFormat: 'yuv420p10le' }, 'pixelFormat NOT_FOR_CODEC'],
    [{ width: 641 }, 'width OUT_OF_RANGE'],
    [{ codec: 'av1', height: 32 }, 'height OUT_OF_RANGE'],
    [{ fps: 121 }, 'fps OUT_OF_RANGE'],
    [{ crf: 52 }, 'crf OUT_OF_RANGE'],
    [{ bitrateKbps: 999 }, 'bitrateKbps OUT_OF_RANGE'],
    [{ bitrateKbps: 50_001 }, 'bitrateKbps OUT_OF_RANGE'],
    [{ format: 'mov', bitrateKbps: 5000 }, 'bitrateKbps NOT_FOR_CODEC'],
    [{ format: 'mov', audioBitrateKbps: 128 }, 'audioBitrateKbps NOT_FOR_FORMAT'],
    [{ format: 'mp3', audioBitrateKbps: 321 }, 'audioBitrateKbps OUT_OF_RANGE'],
    [{ format: 'wav', audioBitrateKbps: 128 }, 'audioBitrateKbps NOT_FOR_FORMAT'],
    [{ format: 'm4a', width: 640 }, 'width NOT_FOR_FORMAT'],
    [{ format: 'flac', codec: 'h264' }, 'codec NOT_FOR_FORMAT'],
    [{ loudness: -41 }, 'loudness OUT_OF_RANGE'],
    [{ loudness: -4 }, 'loudness OUT_OF_RANGE'],
    [{ loudness: -14, truePeakDb: 1 }, 'truePeakDb OUT_OF_RANGE'],
    [{ truePeakDb: -1 }, 'truePeakDb NEEDS_LOUDNESS'],
    [{ gopSeconds: 11 }, 'gopSeconds OUT_OF_RANGE'],
    [{ title: 'two\nlines' }, 'title INVALID_VALUE'],
    [{ comment: 'x'.repeat(501) }, 'comment INVALID_VALUE'],
    [{ speed: 'quick' }, 'speed UNKNOWN_SPEED'],
  ])('refuses %j', (request, problem) => {
    expect(refusals(request)).toEqual([problem]);
  });

  it('names all problems at once, with a way out', () => {
    expect(refusals({ format: 'mov', width: 3, crf: 10, fps: 0 }, 'weeb')).toEqual([
      'preset UNKNOWN_PRESET',
      'width OUT_OF_RANGE',
      'fps OUT_OF_RANGE',
      'crf NOT_FOR_CODEC',
    ]);
    expect(resolveOutput(canvas, 'weeb')).toMatchObject({ ok: false, problems: [{ hint: 'Did you mean "web"?' }] });
    expect(resolveOutput(canvas, null, { width: 641 })).toMatchObject({ ok: false, problems: [{ hint: 'Use 640 or 642.' }] });
  });
});

it('gives a chunk another key with every setting that its encoder sees, and with no other', () => {
  const keys = (request: OutputRequest) => {
    const plan = planOf([{ clips: [{ type: 'video', src: 'asset:v1', start: 0, length: 3 }] }], { output: settings(request) });
    return { chunk: plan.chunks[0]?.key, audio: plan.audio?.encoded[0]?.key };
  };
  const distinct: OutputRequest[] = [
    {},
    { codec: 'h265' },
    { codec: 'h265', pixelFormat: 'yuv420p10le' },
    { codec: 'h265', bitrateKbps: 2000 },
  ];
  distinct.push(
    { codec: 'av1' },
    { format: 'webm' },
    { format: 'webm', alpha: true },
    { format: 'mov' },
    { gopSeconds: 1 },
    { speed: 'fast' },
  );
  expect(new Set(distinct.map((r) => keys(r).chunk)).size).toBe(distinct.length);
  expect(keys({ title: 'a', comment: 'b', poster: false })).toEqual(keys({}));
  expect(keys({ format: 'webm', codec: 'av1' }).chunk).toBe(keys({ codec: 'av1' }).chunk);
  expect(keys({ format: 'mp3' })).toEqual({ chunk: undefined, audio: expect.any(String) });
  expect(keys({ format: 'm4a' }).audio).toBe(keys({}).audio);
  const loud = keys({ loudness: -14 });
  expect(loud.chunk).toBe(keys({}).chunk);
  expect(new Set([{}, { loudness: -15 }, { loudness: -14, truePeakDb: -2 }].map((r) => keys(r).audio)).add(loud.audio).size).toBe(4);
  expect(keys({ format: 'mp3', title: 'a' }).audio).not.toBe(keys({ format: 'mp3' }).audio);
});
