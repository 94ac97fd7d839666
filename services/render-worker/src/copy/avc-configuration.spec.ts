import { describe, expect, it } from '@jest/globals';
import { box } from '../boxes/fragments.ts';
import { type AvcConfiguration, mergedConfiguration, readAvcC, withAvcC, writeAvcC } from './avc-configuration.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const source: AvcConfiguration = {
  ...{ profile: 100, constraints: 0, level: 31, lengthBytes: 4 },
  ...{ sps: [bytes('6764001facd9')], pps: [bytes('68ebe3cb')] },
};
const ours: AvcConfiguration = { ...source, level: 30, sps: [bytes('6764001e10d9')], pps: [bytes('6811e3cb')] };

describe('what several stretches are decoded with', () => {
  it('stands in one box: all sets once, the highest level', () => {
    const merged = mergedConfiguration([ours, source, ours]);
    expect(readAvcC(writeAvcC(merged))).toEqual({ ...source, sps: [...ours.sps, ...source.sps], pps: [...ours.pps, ...source.pps] });
  });

  it('is High where one of them is', () => {
    const baseline = { ...ours, profile: 66, constraints: 0xc0 };
    expect(mergedConfiguration([baseline, source])).toMatchObject({ profile: 100, constraints: 0 });
  });

  it('does not let one number mean two sets', () => {
    expect(() => mergedConfiguration([source, { ...source, pps: [bytes('68ebe3cc')] }])).toThrow('two parameter sets');
  });

  it('refuses a box that is cut off', () => {
    expect(() => readAvcC(writeAvcC(source).subarray(0, 12))).toThrow(RangeError);
  });
});

it('puts a longer box in the place of another: all around it grow', () => {
  const within = (avcC: Buffer) => {
    const entry = box('avc1', Buffer.alloc(78, 1), box('avcC', avcC), box('pasp', Buffer.alloc(8, 2)));
    const stbl = box('stbl', box('stsd', Buffer.alloc(8, 3), entry), box('stts', Buffer.alloc(8)));
    const trak = box('trak', box('tkhd', Buffer.alloc(4)), box('mdia', box('mdhd'), box('minf', stbl)));
    return Buffer.concat([box('ftyp', Buffer.from('iso5')), box('moov', box('mvhd'), trak, box('mvex'))]);
  };
  expect(withAvcC(within(bytes('01')), bytes('0203040506')).equals(within(bytes('0203040506')))).toBe(true);
});
