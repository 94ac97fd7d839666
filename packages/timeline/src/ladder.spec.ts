import { describe, expect, it } from '@jest/globals';
import { type OutputRequest, resolveOutput } from './output.ts';

const canvas = (width = 1920, height = 1080) => ({ width, height, fps: { num: 25, den: 1 }, background: '#000000' });
const resolved = (request: OutputRequest, size = canvas()) => {
  const result = resolveOutput(size, null, { format: 'hls', ...request });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
};
const problems = (request: OutputRequest, size = canvas()) => {
  const result = resolveOutput(size, null, { format: 'hls', ...request });
  return result.ok ? [] : result.problems.map((p) => [p.path.join('.'), p.code, p.message]);
};
const sizes = (request: OutputRequest, size = canvas()) =>
  resolved(request, size).value.renditions?.map((r) => `${r.width}x${r.height} ${r.crf ?? `${r.bitrateKbps}k`}`);

describe('a ladder', () => {
  it('has the usual sizes below the output, in its shape', () => {
    expect(sizes({})).toEqual(['1920x1080 20', '1280x720 20', '854x480 20', '640x360 20']);
    expect(sizes({ format: 'dash', codec: 'h265' }, canvas(1080, 1920))).toEqual([
      ...['1080x1920 23', '608x1080 23', '406x720 23', '270x480 23', '202x360 23'],
    ]);
    expect(sizes({}, canvas(320, 180))).toEqual(['320x180 20']);
    expect(sizes({ bitrateKbps: 5000, width: 1280, height: 720 })).toEqual(['1280x720 5000k', '854x480 2722k', '640x360 1768k']);
    expect(resolved({ format: 'mp4' }).value.renditions).toBeNull();
  });

  it('has the sizes and rates asked for, best first', () => {
    const asked = [{ height: 240, bitrateKbps: 300 }, { height: 1080 }, { height: 540, crf: 28, bitrateKbps: 900 }];
    const { value, warnings } = resolved({ renditions: asked, bitrateKbps: 6000 });
    expect(value.renditions).toEqual([
      { width: 1920, height: 1080, crf: null, bitrateKbps: 6000 },
      { width: 960, height: 540, crf: 28, bitrateKbps: null },
      { width: 426, height: 240, crf: null, bitrateKbps: 300 },
    ]);
    expect(warnings).toMatchObject([{ path: ['renditions', 2, 'bitrateKbps'], code: 'CRF_WINS' }]);
  });

  it('is checked, each rendition at its path', () => {
    const asked = [{ height: 2160 }, { height: 361 }, { height: 360, crf: 60 }, { height: 360, bitrateKbps: 50 }];
    expect(problems({ renditions: asked })).toEqual([
      ['renditions.0.height', 'OUT_OF_RANGE', "height must be an even whole number of pixels from 16 to the output's 1080, not 2160."],
      ['renditions.1.height', 'OUT_OF_RANGE', "height must be an even whole number of pixels from 16 to the output's 1080, not 361."],
      ['renditions.2.crf', 'OUT_OF_RANGE', 'crf must be a number from 0 to 51, not 60.'],
      ['renditions.3.height', 'OUT_OF_RANGE', 'There is already a rendition of 360 lines.'],
      ['renditions.3.bitrateKbps', 'OUT_OF_RANGE', 'bitrateKbps must be a number from 100 to 50000, not 50.'],
    ]);
    expect(problems({ renditions: [] })).toEqual([['renditions', 'OUT_OF_RANGE', 'There may be 1 to 8 renditions, not 0.']]);
    expect(problems({ codec: 'av1', renditions: [{ height: 60 }] })).toEqual([
      ['renditions.0.height', 'OUT_OF_RANGE', 'At 60 lines the picture is too small: either side needs 64 pixels.'],
    ]);
    expect(problems({ format: 'mp4', renditions: [{ height: 360 }] })).toEqual([
      ['renditions', 'NOT_FOR_FORMAT', 'MP4 is a single file: renditions says nothing to it.'],
    ]);
    expect(problems({ comment: 'No' })).toEqual([['comment', 'NOT_FOR_FORMAT', 'HLS has no place for a comment.']]);
    expect(problems({ codec: 'vp9' })[0]?.[1]).toBe('UNKNOWN_CODEC');
  });
});
