import { describe, expect, it } from '@jest/globals';
import { formatPath, parseTimeline } from '../src/index.ts';
import { plan } from './render.ts';
import type { Made } from './sources.ts';

describe('effects of sound in a timeline', () => {
  it('has a graph without them: an empty list, or one that is never heard, is none', () => {
    const graphOf = (more: object, track: object = {}) => {
      const tracks = [{ kind: 'audio', ...track, clips: [{ type: 'audio', src: 'asset:a', start: 0, length: 1, ...more }] }];
      const source = { ...made, assetId: 'a' };
      return plan({ version: 1, canvas: { width: 320, height: 180, fps: 30 }, tracks }, [source]).audio!.graph;
    };
    const made = {
      assetId: 'a',
      sha256: 'a'.repeat(64),
      objectKey: 'a',
      file: '',
      probe: {
        kind: 'audio' as const,
        container: 'wav',
        bytes: 1,
        durationSeconds: 2,
        video: null,
        audio: { codec: 'pcm_s16le', sampleRate: 48_000, channels: 2, startSeconds: 0, durationSeconds: 2 },
      },
    } satisfies Made;
    const plain = graphOf({});
    expect(Object.keys(plain.lanes[0]!.parts[0]!).sort()).toEqual([
      'demuxers',
      'fades',
      'gains',
      'loop',
      'samples',
      'seek',
      'sha256',
      'skip',
      'start',
    ]);
    expect(graphOf({ audioEffects: [] }, { audioEffects: [] })).toEqual(plain);
    expect(graphOf({ audioEffects: [{ type: 'reverb', mix: 0 }] })).toEqual(plain);
  });

  it('is told what is wrong, all at once', () => {
    const tracks = [
      {
        kind: 'audio',
        id: 'music',
        audioEffects: [
          {
            type: 'reverb',
            mix: [
              { at: 2, value: 1 },
              { at: 1, value: 0 },
            ],
          },
        ],
        clips: [
          {
            type: 'audio',
            src: 'asset:a',
            start: 0,
            length: 1,
            audioEffects: [{ type: 'compresor' }, { type: 'limiter', ceiling: 3, celing: 1 }, { type: 'equalizer' }, {}],
          },
          {
            type: 'audio',
            src: 'asset:a',
            start: 1,
            length: 1,
            audioEffects: [{ type: 'equalizer', bands: [{ type: 'highPass', frequency: 90, gain: 3 }] }],
            duck: { under: 'voice', by: -6, carve: { from: 900, to: 800 } },
          },
        ],
      },
      { id: 'voice', audioEffects: [{ type: 'gate' }], clips: [{ type: 'color', color: '#fff', start: 0, length: 1 }] },
      { clips: [{ type: 'color', color: '#fff', start: 0, length: 1, audioEffects: [] }] },
    ];
    const result = parseTimeline({ version: 1, canvas: { width: 320, height: 180, fps: 30 }, tracks });
    const problems = result.ok ? [] : result.problems;
    expect(problems.map((p) => `${formatPath(p.path)} ${p.code}`).sort()).toEqual([
      'tracks[0].audioEffects[0].mix[1].at OUT_OF_ORDER',
      'tracks[0].clips[0].audioEffects[0].type INVALID_VALUE',
      'tracks[0].clips[0].audioEffects[1].ceiling OUT_OF_RANGE',
      'tracks[0].clips[0].audioEffects[1].celing UNKNOWN_KEY',
      'tracks[0].clips[0].audioEffects[2].bands REQUIRED',
      'tracks[0].clips[0].audioEffects[3].type REQUIRED',
      'tracks[0].clips[1].audioEffects[0].bands[0].gain INVALID_VALUE',
      'tracks[0].clips[1].duck.carve.to OUT_OF_RANGE',
      'tracks[1].audioEffects INVALID_VALUE',
      'tracks[2].clips[0].audioEffects UNKNOWN_KEY',
    ]);
    expect(problems.find((p) => p.path.at(-1) === 'type' && p.code === 'INVALID_VALUE')!.hint).toBe('Did you mean "compressor"?');
  });
});
