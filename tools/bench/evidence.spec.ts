import { describe, expect, it } from '@jest/globals';
import { md5sIn } from './composition.ts';
import { differingOptions, ssimsIn } from './evidence.ts';

describe('what ffmpeg says', () => {
  it('of frames', () =>
    expect(md5sIn('#format: frame checksums\n#tb 0: 1/30\n0, 0, 0, 1, 6, aa\n0, 1, 1, 1, 6, bb\n')).toEqual(['aa', 'bb']));

  it('of likeness', () =>
    expect(ssimsIn('n:1 Y:0.99 U:0.98 V:0.97 All:0.981000 (17.2)\nn:2 Y:1 U:1 V:1 All:1.000000 (inf)\n')).toEqual([0.981, 1]));

  it('of settings', () => {
    expect(differingOptions({ rc: 'crf', keyint: '60' }, { rc: 'crf', keyint: '250' })).toEqual(['keyint: 250, not 60']);
    expect(differingOptions(null, {})).toEqual(['x264 said nothing']);
  });
});
