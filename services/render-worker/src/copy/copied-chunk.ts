import { box } from '../boxes/fragments.ts';

/** A picture of a chunk, in the order of decoding. */
export interface ChunkSample {
  size: number;
  /** Pictures by which it is shown later than it is decoded; negative: earlier. */
  later: number;
  idr: boolean;
}

export interface ChunkShape {
  avcC: Buffer;
  width: number;
  height: number;
  /** Ticks a second, and of one picture. */
  timescale: number;
  tick: number;
  samples: readonly ChunkSample[];
}

/** All of a chunk's file but its pictures, which follow: one fragment from decode time 0, no edit list, as the encoded ones have it. */
export const chunkHead = (shape: ChunkShape): Buffer => {
  const media = shape.samples.reduce((sum, { size }) => sum + size, 0);
  const ftyp = box('ftyp', Buffer.from('iso5\0\0\x02\0iso5iso6mp41cmfc', 'latin1'));
  const moof = fragment(shape);
  const mdat = Buffer.alloc(8);
  mdat.writeUInt32BE(8 + media, 0);
  mdat.write('mdat', 4, 'latin1');
  return Buffer.concat([ftyp, movie(shape), moof, mdat]);
};

const u16 = (...values: number[]): Buffer => Buffer.concat(values.map((v) => Buffer.from([(v >> 8) & 0xff, v & 0xff])));
const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, v] of values.entries()) bytes.writeUInt32BE(v >>> 0, 4 * i);
  return bytes;
};
/** A box that begins with a version and flags. */
const full = (type: string, version: number, flags: number, ...parts: Buffer[]): Buffer =>
  box(type, u32((version << 24) | flags), ...parts);

const MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
const TRACK = 1;

const movie = (shape: ChunkShape): Buffer => {
  const { width, height, timescale } = shape;
  const none = full('stts', 0, 0, u32(0));
  return box(
    'moov',
    full('mvhd', 0, 0, u32(0, 0, 1000, 0, 0x10000), u16(0x100, 0), u32(0, 0), MATRIX, u32(0, 0, 0, 0, 0, 0), u32(TRACK + 1)),
    box(
      'trak',
      full('tkhd', 0, 3, u32(0, 0, TRACK, 0, 0, 0, 0), u16(0, 0, 0, 0), MATRIX, u32(width << 16, height << 16)),
      box(
        'mdia',
        full('mdhd', 0, 0, u32(0, 0, timescale, 0), u16(0x55c4, 0)),
        full('hdlr', 0, 0, u32(0), Buffer.from('vide', 'latin1'), u32(0, 0, 0), Buffer.from('VideoHandler\0', 'latin1')),
        box(
          'minf',
          full('vmhd', 0, 1, u16(0, 0, 0, 0)),
          box('dinf', full('dref', 0, 0, u32(1), full('url ', 0, 1))),
          box('stbl', description(shape), none, full('stsc', 0, 0, u32(0)), full('stsz', 0, 0, u32(0, 0)), full('stco', 0, 0, u32(0))),
        ),
      ),
    ),
    box('mvex', full('trex', 0, 0, u32(TRACK, 1, 0, 0, 0))),
  );
};

const description = ({ avcC, width, height }: ChunkShape): Buffer =>
  full(
    'stsd',
    0,
    0,
    u32(1),
    box(
      'avc1',
      ...[u32(0), u16(0, 1), u32(0, 0, 0, 0), u16(width, height), u32(0x480000, 0x480000, 0), u16(1), Buffer.alloc(32), u16(24, 0xffff)],
      box('avcC', avcC),
      // BT.709, limited range.
      box('colr', Buffer.from('nclx', 'latin1'), u16(1, 1, 1), Buffer.from([0])),
      box('pasp', u32(1, 1)),
    ),
  );

/** ISO/IEC 14496-12, 8.8.3.1: depends on nothing; depends on others and is no place to begin at. */
const FLAGS = { idr: 0x0200_0000, other: 0x0101_0000 };

const fragment = ({ tick, samples }: ChunkShape): Buffer => {
  const entries = Buffer.alloc(12 * samples.length);
  for (const [i, { size, later, idr }] of samples.entries()) {
    entries.writeUInt32BE(size, 12 * i);
    entries.writeUInt32BE(idr ? FLAGS.idr : FLAGS.other, 12 * i + 4);
    entries.writeInt32BE(later * tick, 12 * i + 8);
  }
  const made = (dataOffset: number): Buffer =>
    box(
      'moof',
      full('mfhd', 0, 0, u32(1)),
      box(
        'traf',
        // Offsets count from the moof; all pictures last one frame.
        full('tfhd', 0, 0x2_0008, u32(TRACK, tick)),
        full('tfdt', 1, 0, u32(0, 0)),
        full('trun', 1, 0xe01, u32(samples.length, dataOffset), entries),
      ),
    );
  return made(made(0).length + 8);
};
