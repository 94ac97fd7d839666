import { describe, expect, it } from '@jest/globals';
import {
  compileJob,
  type JobPlan,
  mediaConvertCost,
  type OutputRequest,
  type Problem,
  parseTimeline,
  resolveOutputs,
} from '../src/index.ts';
import { library } from './described.ts';
import { described, toolchain, videoProbe } from './sources.ts';

const canvas = { width: 1280, height: 720, fps: 30, background: '#000000' };
const film = videoProbe({ width: 1280, height: 720, frames: 30_000, frameRate: { num: 25, den: 1 } });
const sources: Record<string, ReturnType<typeof library>> = {
  ...Object.fromEntries(['v1', 'v2', 'i1', 's1'].map((id) => [id, library(id)])),
  film: described('film', { video: film, durationSeconds: 1200 }),
  phone: described('phone', { video: videoProbe({ variableFrameRate: true, frames: 3000, durationSeconds: 100 }), durationSeconds: 100 }),
  short: described('short', { video: videoProbe({ width: 1280, height: 720, frames: 30 }), durationSeconds: 1 }),
};

function compiled(tracks: unknown[], outputs: OutputRequest[] = [{}], own: object = canvas) {
  const timeline = parseTimeline({ version: 1, canvas: own, tracks });
  if (!timeline.ok) throw new Error(JSON.stringify(timeline.problems));
  const settings = resolveOutputs(timeline.value.canvas, { outputs });
  if (!settings.ok) throw new Error(JSON.stringify(settings.problems));
  const where = { bucket: 'b', parts: 'parts/', results: 'out/' };
  return compileJob({ timeline: timeline.value, outputs: settings.value, assets: sources, generated: {}, toolchain, ...where });
}

function job(...args: Parameters<typeof compiled>): JobPlan {
  const result = compiled(...args);
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 1));
  return result.value;
}

const problems = (...args: Parameters<typeof compiled>): Problem[] => {
  const result = compiled(...args);
  return result.ok ? [] : result.problems;
};
const paths = (...args: Parameters<typeof compiled>): string[] => problems(...args).map((p) => p.path.join('.'));

const video = (src: string, start: number, length: number, more: object = {}) => ({
  ...{ type: 'video', src: `asset:${src}`, start, length },
  ...more,
});

describe('compileJob', () => {
  it('cuts each source at its own frames, the last one inclusive', () => {
    const { settings, plan } = job([{ clips: [video('v1', 0, 2, { trim: 61.5 }), video('v2', 2, 1)] }]);
    expect(plan.frames).toBe(90);
    expect(settings.Inputs.map((i) => [i.FileInput.slice(0, 17), i.InputClippings])).toEqual([
      ['s3://b/ws/w/asset', [{ StartTimecode: '00:01:01:15', EndTimecode: '00:01:03:14' }]],
      ['s3://b/ws/w/asset', [{ StartTimecode: '00:00:00:00', EndTimecode: '00:00:00:29' }]],
    ]);
    expect(settings.OutputGroups[0]?.OutputGroupSettings).toEqual({
      Type: 'FILE_GROUP_SETTINGS',
      FileGroupSettings: { Destination: 's3://b/out/0/video' },
    });
  });

  it('makes up at the next cut for what a source of another rate is off by', () => {
    // 0.5 s are 12.5 frames at 25 a second.
    const { settings } = job([{ clips: [0, 1, 2, 3].map((n) => video('film', n / 2, 0.5)) }]);
    expect(settings.Inputs.map((i) => i.InputClippings[0]?.EndTimecode)).toEqual([
      '00:00:00:12',
      '00:00:00:11',
      '00:00:00:12',
      '00:00:00:11',
    ]);
  });

  it('cuts the mix so that it stays with the pictures', () => {
    const { sounds, plan } = job([
      { clips: [video('v1', 0, 1, { trim: 2 }), video('film', 1, 1)] },
      { kind: 'audio', clips: [{ type: 'audio', src: 'asset:s1', start: 0.5, volume: 0.5 }] },
    ]);
    expect(sounds).toEqual([
      { name: 'sound-0.flac', lead: 96_000, from: 0, to: 48_000 },
      { name: 'sound-1.flac', lead: 0, from: 48_000, to: 96_000 },
    ]);
    expect(plan.audio?.samples).toBe(96_000);
  });

  it('lays drawn pictures over the videos, equal ones once', () => {
    const text = { type: 'text', text: 'Hello', start: 0.5, length: 1, transitionIn: { type: 'fade', length: 0.2 } };
    const { pictures, settings } = job([
      { clips: [video('v1', 0, 4)] },
      { clips: [text, { ...text, start: 2, transitionIn: undefined, transitionOut: { type: 'fade', length: 0.5 } }] },
      { clips: [{ type: 'image', src: 'asset:i1', start: 1, length: 2, opacity: 0.5, rotation: 20, position: { x: '10%', y: 40 } }] },
    ]);
    expect(pictures).toHaveLength(2);
    const [image] = settings.OutputGroups[0]?.Outputs ?? [];
    const laid = image?.VideoDescription?.VideoPreprocessors?.ImageInserter?.InsertableImages ?? [];
    expect(laid.map(({ ImageInserterInput: _, Width, Height, ImageX, ImageY, Opacity, ...rest }) => rest)).toEqual([
      { Layer: 0, StartTime: '00:00:00:15', Duration: 1000, FadeIn: 200 },
      { Layer: 0, StartTime: '00:00:02:00', Duration: 500, FadeOut: 500 },
      { Layer: 1, StartTime: '00:00:01:00', Duration: 2000 },
    ]);
    expect(new Set(laid.map((o) => o.ImageInserterInput))).toEqual(new Set(pictures.map((p) => `s3://b/parts/${p.name}`)));
  });

  it('fills what no video covers with the background', () => {
    const { filler, settings } = job([
      { clips: [video('v1', 1, 1), video('v2', 3, 1)] },
      { clips: [{ type: 'color', color: '#112233', start: 4, length: 1 }] },
    ]);
    expect(filler?.plan.frames).toBe(30);
    expect(settings.Inputs.map((i) => i.FileInput === 's3://b/parts/filler.mp4')).toEqual([true, false, true, false, true]);
  });

  it('makes groups of HLS and DASH, sound beside the pictures where players want it so', () => {
    const sounding = [{ clips: [video('v1', 0, 4)] }];
    const { settings } = job(sounding, [{ format: 'hls' }, { format: 'dash', codec: 'h265' }]);
    expect(settings.OutputGroups.map((g) => g.OutputGroupSettings)).toMatchObject([
      { Type: 'HLS_GROUP_SETTINGS', HlsGroupSettings: { Destination: 's3://b/out/0/master', SegmentLength: 4 } },
      { Type: 'DASH_ISO_GROUP_SETTINGS', DashIsoGroupSettings: { Destination: 's3://b/out/1/manifest' } },
    ]);
    const [hls, dash] = settings.OutputGroups.map((g) => g.Outputs);
    expect(hls?.map((o) => [o.NameModifier, o.AudioDescriptions?.length])).toEqual([
      ['-v720', 1],
      ['-v480', 1],
      ['-v360', 1],
    ]);
    expect(dash?.map((o) => [o.NameModifier, o.VideoDescription?.CodecSettings.Codec, o.AudioDescriptions?.length])).toEqual([
      ['-v720', 'H_265', undefined],
      ['-v480', 'H_265', undefined],
      ['-v360', 'H_265', undefined],
      ['-audio', undefined, 1],
    ]);
  });

  it('says how many bits there may be', () => {
    const rates = (request: OutputRequest) => {
      const codec = job([{ clips: [video('v1', 0, 1)] }], [request]).settings.OutputGroups[0]?.Outputs[0]?.VideoDescription?.CodecSettings;
      return codec && 'H264Settings' in codec ? codec.H264Settings : undefined;
    };
    expect(rates({ crf: 23 })).toMatchObject({ RateControlMode: 'QVBR', QvbrSettings: { QvbrQualityLevel: 7 }, MaxBitrate: 6_912_000 });
    expect(rates({ crf: 18, maxRateKbps: 3000 })).toMatchObject({ QvbrSettings: { QvbrQualityLevel: 9 }, MaxBitrate: 3_000_000 });
    expect(rates({ bitrateKbps: 2000 })).toMatchObject({ RateControlMode: 'VBR', Bitrate: 2_000_000, MaxBitrate: 3_000_000 });
    expect(paths([{ clips: [video('v1', 0, 1)] }], [{ maxBytes: 1_000_000 }])).toEqual(['outputs.0.maxBytes']);
  });

  it('says all at once what it cannot express, each with its path', () => {
    const wild = {
      ...{ speed: 2, scale: 0.5, rotation: 90, opacity: 0.5, fit: 'none', position: { x: 0, y: 0 } },
      transitionIn: { type: 'fade', length: 0.5 },
    };
    const moving = [
      { at: 0, value: 0 },
      { at: 1, value: 1 },
    ];
    expect(
      paths(
        [
          { clips: [{ type: 'color', color: '#ff0000', start: 0, length: 1 }] },
          { clips: [video('v1', 0, 2, wild), video('v1', 3, 1, { freeze: 1 })] },
          { clips: [video('v2', 0, 1)] },
          { clips: [{ type: 'text', text: 'a', start: 0, length: 1, opacity: moving }] },
        ],
        [{}, { format: 'webm' }, { fps: 25, title: 'Mine' }, { width: 640, height: 640 }, { format: 'hls', codec: 'h265' }],
      ).sort(),
    ).toEqual(
      [
        'tracks.2',
        'tracks.0.clips.0',
        ...['speed', 'transitionIn', 'opacity', 'rotation', 'scale', 'position', 'fit'].map((key) => `tracks.1.clips.0.${key}`),
        'tracks.1.clips.1.freeze',
        'tracks.3.clips.0.opacity',
        'outputs.1.format',
        'outputs.2.fps',
        'outputs.2.title',
        'outputs.3.width',
        'outputs.4.codec',
      ].sort(),
    );
  });

  it('refuses sources that it could not cut to the frame, and clips that their source does not fill', () => {
    const onEnd = 'freeze';
    expect(paths([{ clips: [video('phone', 0, 1)] }])).toEqual(['tracks.0.clips.0.src']);
    expect(paths([{ clips: [video('short', 0, 2, { onEnd })] }])).toEqual(['tracks.0.clips.0.onEnd']);
    expect(paths([{ clips: [video('v1', 0, 1, { fit: 'contain' }), video('short', 1, 1)] }])).toEqual([]);
    expect(problems([{ clips: [video('v1', 0, 1)] }]).every((p) => p.code === 'NOT_EXPRESSIBLE')).toBe(true);
  });

  it('gives equal jobs equal keys', () => {
    const key = (length: number) => job([{ clips: [video('v1', 0, length)] }]).key;
    expect(key(1)).toBe(key(1));
    expect(key(1)).not.toBe(key(2));
  });
});

describe('mediaConvertCost', () => {
  const outputs = (requests: OutputRequest[]) => {
    const settings = resolveOutputs({ ...canvas, fps: { num: 30, den: 1 } }, { outputs: requests });
    if (!settings.ok) throw new Error('refused');
    return settings.value;
  };
  it('grows with length, size and rate, and bills ten seconds at least', () => {
    const hd = mediaConvertCost(60, outputs([{}]));
    expect(mediaConvertCost(120, outputs([{}]))).toBeCloseTo(2 * hd, 4);
    expect(mediaConvertCost(1, outputs([{}]))).toBe(mediaConvertCost(10, outputs([{}])));
    expect(mediaConvertCost(60, outputs([{ width: 640, height: 360 }]))).toBeCloseTo(hd / 2, 4);
    expect(mediaConvertCost(60, outputs([{ fps: 60 }]))).toBeGreaterThan(hd);
    expect(mediaConvertCost(60, outputs([{ format: 'hls' }]))).toBeGreaterThan(hd);
  });
});
