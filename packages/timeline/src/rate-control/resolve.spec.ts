import { describe, expect, it } from '@jest/globals';
import { type OutputRequest, resolveOutput } from '../output.ts';

const canvas = { width: 320, height: 180, fps: { num: 30, den: 1 }, background: '#000000' };
const resolved = (request: OutputRequest) => resolveOutput(canvas, null, request);

describe('rate control of an output', () => {
  it('is absent unless it is asked for, so that keys stay what they were', () => {
    const { value } = resolved({ twoPass: false, maxBytes: null }) as { value: object };
    expect(Object.keys(value).filter((key) => ['maxRateKbps', 'twoPass', 'maxBytes'].includes(key))).toEqual([]);
  });

  it.each<[OutputRequest, object]>([
    [{ maxRateKbps: 4000 }, { crf: 20, bitrateKbps: null, maxRateKbps: 4000 }],
    [
      { codec: 'h265', maxRateKbps: 4000, bitrateKbps: 4000 },
      { crf: null, bitrateKbps: 4000, maxRateKbps: 4000 },
    ],
    [
      { bitrateKbps: 2000, twoPass: true },
      { crf: null, bitrateKbps: 2000, twoPass: true },
    ],
    [
      { format: 'webm', maxBytes: 100_000 },
      { crf: null, bitrateKbps: null, maxBytes: 100_000 },
    ],
    [
      { maxBytes: 100_000, maxRateKbps: 900, twoPass: true },
      { crf: null, bitrateKbps: null, maxBytes: 100_000, maxRateKbps: 900 },
    ],
  ])('%j', (request, value) => {
    expect(resolved(request)).toMatchObject({ ok: true, value, warnings: [] });
  });

  it.each<[OutputRequest, string]>([
    [{ maxRateKbps: 499 }, 'maxRateKbps OUT_OF_RANGE'],
    [{ maxRateKbps: 100_001 }, 'maxRateKbps OUT_OF_RANGE'],
    [{ maxRateKbps: 3000, bitrateKbps: 3001 }, 'maxRateKbps OUT_OF_RANGE'],
    [{ maxRateKbps: 3000, codec: 'av1' }, 'maxRateKbps NOT_FOR_CODEC'],
    [{ maxRateKbps: 3000, format: 'webm' }, 'maxRateKbps NOT_FOR_CODEC'],
    [{ maxRateKbps: 3000, format: 'mov' }, 'maxRateKbps NOT_FOR_CODEC'],
    [{ maxRateKbps: 3000, format: 'hls' }, 'maxRateKbps NOT_FOR_FORMAT'],
    [{ maxRateKbps: 3000, format: 'gif' }, 'maxRateKbps NOT_FOR_FORMAT'],
    [{ maxRateKbps: 3000, format: 'mp3' }, 'maxRateKbps NOT_FOR_FORMAT'],
    [{ twoPass: true }, 'twoPass NEEDS_BITRATE'],
    [{ twoPass: true, format: 'mov' }, 'twoPass NOT_FOR_CODEC'],
    [{ twoPass: true, bitrateKbps: 2000, format: 'dash' }, 'twoPass NOT_FOR_FORMAT'],
    [{ maxBytes: 9999 }, 'maxBytes OUT_OF_RANGE'],
    [{ maxBytes: 100_000, crf: 20 }, 'crf NOT_TOGETHER'],
    [{ maxBytes: 100_000, bitrateKbps: 2000 }, 'bitrateKbps NOT_TOGETHER'],
    [{ maxBytes: 100_000, format: 'mov' }, 'maxBytes NOT_FOR_FORMAT'],
    [{ maxBytes: 100_000, format: 'hls' }, 'maxBytes NOT_FOR_FORMAT'],
    [{ maxBytes: 100_000, format: 'mp3' }, 'maxBytes NOT_FOR_FORMAT'],
  ])('refuses %j', (request, problem) => {
    const result = resolved(request);
    expect(result.ok ? [] : result.problems.map((p) => `${p.path.join('.')} ${p.code}`)).toEqual([problem]);
  });
});
