import { describe, expect, it } from '@jest/globals';
import type { OutputSettings } from './output.ts';
import { resolveOutputs, storedOutputs } from './output-list.ts';
import { formatPath } from './problems.ts';

const canvas = { width: 1280, height: 720, fps: { num: 30, den: 1 }, background: '#000000' };
const problems = (request: Parameters<typeof resolveOutputs>[1]) => {
  const result = resolveOutputs(canvas, request);
  return result.ok ? [] : result.problems.map((p) => `${formatPath(p.path)} ${p.code}`);
};

describe('the outputs of a render', () => {
  it('are one of the canvas when nothing is said, and one with the short forms', () => {
    expect(resolveOutputs(canvas, {})).toMatchObject({ ok: true, value: [{ format: 'mp4', width: 1280 }], preset: null });
    expect(resolveOutputs(canvas, { preset: 'web', output: { width: 640 } })).toMatchObject({
      ...{ ok: true, value: [{ format: 'webm', width: 640, height: 720 }], preset: 'web' },
    });
  });

  it('may each name a preset', () => {
    const outputs = [{ preset: 'youtube' }, { preset: 'web', width: 640, height: 360 }, { format: 'mp3' }, { crf: 9, bitrateKbps: 2000 }];
    expect(resolveOutputs(canvas, { outputs })).toMatchObject({
      ok: true,
      preset: 'youtube',
      value: [
        { format: 'mp4', width: 1920, crf: 18 },
        { format: 'webm', width: 640 },
        { format: 'mp3', codec: null },
        { crf: 9, bitrateKbps: null },
      ],
      warnings: [{ code: 'CRF_WINS', path: ['outputs', 3, 'bitrateKbps'] }],
    });
  });

  it('have all their problems said at once, each with its place', () => {
    expect(problems({ preset: 'nope', output: { crf: 99 } })).toEqual(['preset UNKNOWN_PRESET', 'output.crf OUT_OF_RANGE']);
    expect(problems({ output: { preset: 'nope' } })).toEqual(['output.preset UNKNOWN_PRESET']);
    expect(problems({ preset: 'web', output: { preset: 'web' } })).toEqual(['output.preset CONFLICT']);
    expect(
      problems({ preset: 'web', output: {}, outputs: [{ preset: 'nope' }, {}, { format: 'mp3', width: 2 }, { codec: 'vp9' }] }),
    ).toEqual([
      ...['preset CONFLICT', 'output CONFLICT', 'outputs[0].preset UNKNOWN_PRESET', 'outputs[2].width NOT_FOR_FORMAT'],
      'outputs[3].codec UNKNOWN_CODEC',
    ]);
    expect(problems({ outputs: [] })).toEqual(['outputs OUT_OF_RANGE']);
    expect(problems({ outputs: Array.from({ length: 11 }, () => ({})) })).toEqual(['outputs OUT_OF_RANGE']);
  });

  it('are read from what earlier versions stored', () => {
    const old = { format: 'mp4', width: 640 } as OutputSettings;
    expect(storedOutputs(old)).toEqual([expect.objectContaining({ width: 640, codec: 'h264', audioCodec: 'aac' })]);
    expect(storedOutputs([old, old])).toHaveLength(2);
  });
});
