import { describe, expect, it } from '@jest/globals';
import { levelOf } from './command/encode.ts';
import { formatPath, type OutputRequest, PRESETS, resolveOutput } from './index.ts';

const canvas = { width: 1280, height: 720, fps: { num: 30, den: 1 }, background: '#000000' };
const problems = (preset: string | null, request: OutputRequest) => {
  const result = resolveOutput(canvas, preset, request);
  return result.ok ? [] : result.problems.map((p) => `${formatPath(p.path)} ${p.code}`);
};

describe('resolveOutput', () => {
  it('takes the request, then the preset, then the canvas', () => {
    expect(resolveOutput(canvas)).toEqual({
      ok: true,
      value: {
        format: 'mp4',
        width: 1280,
        height: 720,
        fps: { num: 30, den: 1 },
        speed: 'veryfast',
        crf: 20,
        audioBitrateKbps: 192,
        gopSeconds: 2,
        poster: true,
      },
    });
    expect(resolveOutput(canvas, 'social', { crf: 30, speed: 'MEDIUM', fps: 29.97 })).toMatchObject({
      value: { width: 1080, height: 1920, crf: 30, speed: 'medium', fps: { num: 30000, den: 1001 } },
    });
  });

  it('names every problem', () => {
    expect(
      problems('socail', { format: 'avi', width: 1281, height: 9000, fps: 0, crf: 99, speed: 'warp', audioBitrateKbps: Number.NaN }),
    ).toEqual([
      'preset UNKNOWN_PRESET',
      'format UNKNOWN_FORMAT',
      'width OUT_OF_RANGE',
      'height OUT_OF_RANGE',
      'fps OUT_OF_RANGE',
      'speed UNKNOWN_SPEED',
      'crf OUT_OF_RANGE',
      'audioBitrateKbps OUT_OF_RANGE',
    ]);
    expect(problems('__proto__', {})).toEqual(['preset UNKNOWN_PRESET']);
  });

  it('offers presets that resolve', () => {
    for (const name of Object.keys(PRESETS)) expect(problems(name, {})).toEqual([]);
  });
});

describe('levelOf', () => {
  it.each([
    [640, 360, 30, '3.0'],
    [1280, 720, 30, '3.1'],
    [1920, 1080, 30, '4.0'],
    [1920, 1080, 60, '4.2'],
    [3840, 2160, 30, '5.1'],
    [3840, 2160, 60, '5.2'],
    [7680, 4320, 30, '6.0'],
  ])('is for %ix%i at %i: %s', (width, height, num, level) => {
    const output = resolveOutput({ ...canvas, width, height, fps: { num, den: 1 } });
    expect(output.ok && levelOf(output.value)).toBe(level);
  });
});
