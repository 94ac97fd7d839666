import { codecString } from './codec-string.ts';
import { box, type FragmentedTrack, inside } from './fragments.ts';
import { boxesIn } from './read.ts';
import { fragmentOf, type Packet, words } from './sound-segments.ts';

/**
 * A sound file of one track (.m4a) as a fragmented one: the same packets in one fragment, the same edit list, which begins where the first
 * sample is heard. Nothing is encoded again, and no ffmpeg is needed. @throws Error on a file that is no such
 */
export const readSoundFile = (file: Buffer): FragmentedTrack => {
  const moov = boxesIn(file).find((b) => b.type === 'moov')?.body;
  const tracks = moov === undefined ? [] : boxesIn(moov).filter((b) => b.type === 'trak');
  const [trak] = tracks;
  if (moov === undefined || trak === undefined || tracks.length > 1) throw new Error(`it has ${tracks.length} tracks instead of one`);
  const part = (...path: string[]): Buffer => {
    const found = inside(trak.body, ...path);
    if (found === undefined) throw new Error(`the track lacks ${path.at(-1)}`);
    return found;
  };
  const media = part('mdia', 'mdhd');
  const elst = inside(trak.body, 'edts', 'elst');
  const stsd = part('mdia', 'minf', 'stbl', 'stsd');
  const table = (type: string): Buffer => part('mdia', 'minf', 'stbl', type);
  const packets = packetsOf(file, { stts: table('stts'), stsz: table('stsz'), stsc: table('stsc'), offsets: offsetsOf(trak.body) });
  return {
    init: initOf(moov, trak.body),
    codecs: codecString(stsd),
    timescale: media.readUInt32BE(media[0] === 1 ? 20 : 12),
    editStart: elst === undefined ? 0 : elst[0] === 1 ? Number(elst.readBigInt64BE(16)) : elst.readInt32BE(12),
    fragments: [fragmentOf(packets)],
  };
};

/** Where each chunk of packets begins in the file. */
const offsetsOf = (trak: Buffer): number[] => {
  const [near, far] = [inside(trak, 'mdia', 'minf', 'stbl', 'stco'), inside(trak, 'mdia', 'minf', 'stbl', 'co64')];
  const from = near ?? far;
  if (from === undefined) throw new Error('the track lacks stco');
  return Array.from({ length: from.readUInt32BE(4) }, (_, i) =>
    near ? near.readUInt32BE(8 + i * 4) : Number(from.readBigUInt64BE(8 + i * 8)),
  );
};

const packetsOf = (
  file: Buffer,
  { stts, stsz, stsc, offsets }: Record<'stts' | 'stsz' | 'stsc', Buffer> & { offsets: number[] },
): Packet[] => {
  const durations = runs(stts, 2).flatMap(([count = 0, duration = 0]) => Array<number>(count).fill(duration));
  const [same, count] = [stsz.readUInt32BE(4), stsz.readUInt32BE(8)];
  const groups = runs(stsc, 3);
  const packets: Packet[] = [];
  offsets.forEach((offset, chunk) => {
    let at = offset;
    const packetsHere = groups.findLast(([first = 1]) => first <= chunk + 1)?.[1] ?? 0;
    for (let i = 0; i < packetsHere && packets.length < count; i++) {
      const size = same || stsz.readUInt32BE(12 + packets.length * 4);
      const [bytes, duration] = [file.subarray(at, at + size), durations[packets.length] ?? 0];
      if (bytes.length < size || duration === 0) throw new Error('a packet is not where it should be');
      packets.push({ bytes, duration });
      at += size;
    }
  });
  if (packets.length !== count || count === 0) throw new Error(`it has ${packets.length} packets instead of ${count}`);
  return packets;
};

/** The entries of a table, `width` numbers each. */
const runs = (table: Buffer, width: number): number[][] =>
  Array.from({ length: table.readUInt32BE(4) }, (_, i) =>
    Array.from({ length: width }, (_, k) => table.readUInt32BE(8 + (i * width + k) * 4)),
  );

/** What a player reads first: the track as it is described, with empty tables and no lengths, which follow in fragments. */
const initOf = (moov: Buffer, trak: Buffer): Buffer => {
  const described = rebuilt(trak, {
    ...{
      tkhd: (body) => withoutLength(body, 20, 28),
      mdhd: (body) => withoutLength(body, 16, 24),
      elst: (body) => withoutLength(body, 8, 8),
    },
    ...{ stts: none(2), stsc: none(2), stsz: none(3), stco: none(2), co64: none(2), sbgp: null, sgpd: null },
  });
  const mvhd = inside(moov, 'mvhd');
  if (mvhd === undefined) throw new Error('there is no mvhd box');
  const mvex = box('mvex', box('trex', words(0, 1, 1, 0, 0, 0)));
  return Buffer.concat([
    box('ftyp', Buffer.from('iso6\0\0\x02\0iso6mp41', 'latin1')),
    box('moov', box('mvhd', withoutLength(mvhd, 16, 24)), box('trak', described), mvex),
  ]);
};

const CONTAINERS = ['edts', 'mdia', 'minf', 'stbl'];

/** The boxes of a body, those named changed or (null) left out. */
const rebuilt = (body: Buffer, change: Record<string, ((body: Buffer) => Buffer) | null>): Buffer =>
  Buffer.concat(
    boxesIn(body).flatMap(({ type, body: own }) => {
      const how = change[type];
      if (how === null) return [];
      return [box(type, CONTAINERS.includes(type) ? rebuilt(own, change) : how ? how(own) : own)];
    }),
  );

const none = (numbers: number) => (): Buffer => Buffer.alloc(numbers * 4);

/** A duration of 0, at the place it has in version 0 or 1 of the box. */
const withoutLength = (body: Buffer, at0: number, at1: number): Buffer => {
  const copy = Buffer.from(body);
  return body[0] === 1 ? copy.fill(0, at1, at1 + 8) : copy.fill(0, at0, at0 + 4);
};
