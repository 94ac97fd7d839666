import { codecString } from './codec-string.ts';
import { type Box, boxesIn } from './read.ts';

/** A fragmented file of one track, apart: what a player reads first, and the media. */
export interface FragmentedTrack {
  /** ftyp and moov. */
  init: Buffer;
  codecs: string;
  /** Ticks a second. */
  timescale: number;
  /** First media time shown, by the edit list; 0 without one. */
  editStart: number;
  /** Each moof with its mdat, as they are in the file. */
  fragments: Fragment[];
}

export interface Fragment {
  moof: Buffer;
  mdat: Buffer;
}

/** @throws Error on a file that is not fragmented, or has not exactly one track */
export const readFragments = (file: Buffer): FragmentedTrack => {
  const boxes = wholeBoxes(file);
  const find = (type: string): Buffer => {
    const found = boxes.find((b) => b.type === type);
    if (found === undefined) throw new Error(`there is no ${type} box`);
    return found.whole;
  };
  const moov = find('moov');
  const tracks = boxesIn(moov.subarray(8)).filter((b) => b.type === 'trak');
  const [track] = tracks;
  if (track === undefined || tracks.length > 1) throw new Error(`it has ${tracks.length} tracks instead of one`);
  const mdhd = inside(track.body, 'mdia', 'mdhd');
  const stsd = inside(track.body, 'mdia', 'minf', 'stbl', 'stsd');
  if (mdhd === undefined || stsd === undefined) throw new Error('the track lacks mdhd or stsd');
  const elst = inside(track.body, 'edts', 'elst');
  const fragments = boxes.flatMap(({ type, whole }, i): Fragment[] => {
    if (type !== 'moof') return [];
    const next = boxes[i + 1];
    if (next?.type !== 'mdat') throw new Error('a fragment has no media');
    return [{ moof: whole, mdat: next.whole }];
  });
  if (fragments.length === 0) throw new Error('it is not fragmented');
  return {
    init: Buffer.concat([find('ftyp'), moov]),
    codecs: codecString(stsd),
    timescale: mdhd.readUInt32BE(mdhd[0] === 1 ? 20 : 12),
    editStart: elst === undefined ? 0 : editStart(elst),
    fragments,
  };
};

/** A media segment: the fragments, from `decodeTime` on, numbered from `sequence`. The media stays as it is. */
export const segmentOf = (fragments: readonly Fragment[], { decodeTime, sequence }: { decodeTime: number; sequence: number }): Buffer =>
  Buffer.concat([STYP, ...fragments.flatMap(({ moof, mdat }, i) => [moved(moof, decodeTime, sequence + i), mdat])]);

/** "A segment of CMAF, with one or more fragments." */
const STYP = box('styp', Buffer.from('msdh\0\0\0\0msdhcmfs', 'latin1'));

export function box(type: string, ...parts: Buffer[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + parts.reduce((n, p) => n + p.length, 0), 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, ...parts]);
}

/** mfhd's number and tfdt's time are of one size for any value: nothing else in the fragment moves. */
const moved = (moof: Buffer, decodeTime: number, sequence: number): Buffer => {
  const copy = Buffer.from(moof);
  const body = copy.subarray(8);
  const mfhd = inside(body, 'mfhd');
  const tfdt = inside(body, 'traf', 'tfdt');
  if (mfhd === undefined || tfdt === undefined || tfdt[0] !== 1) throw new Error('the fragment has no number, or no 64-bit time');
  mfhd.writeUInt32BE(sequence, 4);
  tfdt.writeBigUInt64BE(tfdt.readBigUInt64BE(4) + BigInt(decodeTime), 4);
  return copy;
};

export const inside = (body: Buffer, ...path: string[]): Buffer | undefined =>
  path.reduce<Buffer | undefined>((here, type) => here && boxesIn(here).find((b: Box) => b.type === type)?.body, body);

const wholeBoxes = (file: Buffer): { type: string; whole: Buffer }[] => {
  let at = 0;
  return boxesIn(file).map(({ type, body }) => {
    const end = body.byteOffset - file.byteOffset + body.length;
    const whole = file.subarray(at, end);
    at = end;
    return { type, whole };
  });
};

const editStart = (elst: Buffer): number => (elst[0] === 1 ? Number(elst.readBigInt64BE(16)) : elst.readInt32BE(12));
