import { box, type Fragment, type FragmentedTrack, inside } from './fragments.ts';

interface SoundSegment {
  fragment: Fragment;
  /** Of the segment's first packet, in the track's ticks. */
  decodeTime: number;
  /** How long it is heard. */
  ticks: number;
}

/**
 * Cuts a sound's single fragment where the pictures' segments end: no packet is cut, each goes where it begins to be heard.
 * What the encoder needs before the first sample belongs to the first segment; the edit list hides it.
 * @param ends seconds at which the segments end, ascending; the last takes all that is left
 * @throws Error where a segment before the last would hold nothing
 */
export const cutSound = ({ fragments, timescale, editStart }: FragmentedTrack, ends: readonly number[]): SoundSegment[] => {
  const packets = fragments.flatMap(packetsOf);
  const segments: SoundSegment[] = [];
  let [next, time] = [0, 0];
  ends.forEach((end, i) => {
    const [first, decodeTime] = [next, time];
    const last = i === ends.length - 1;
    while (next < packets.length && (last || time - editStart < Math.round(end * timescale))) time += packets[next++]!.duration;
    const own = packets.slice(first, next);
    // The last picture may be shorter than a packet.
    if (own.length === 0 && last) return;
    if (own.length === 0) throw new Error(`there is no sound for segment ${i + 1}`);
    const heard = time - decodeTime - (i === 0 ? editStart : 0);
    segments.push({ fragment: fragmentOf(own), decodeTime, ticks: heard });
  });
  return segments;
};

export interface Packet {
  bytes: Buffer;
  duration: number;
}

const packetsOf = ({ moof, mdat }: Fragment): Packet[] => {
  const tfhd = inside(moof.subarray(8), 'traf', 'tfhd');
  const trun = inside(moof.subarray(8), 'traf', 'trun');
  if (tfhd === undefined || trun === undefined) throw new Error('the fragment has no packets');
  const defaults = tfhd.readUIntBE(1, 3);
  // Behind the track's number: offset, description, duration, size, flags, as far as they are there.
  const durationAt = 8 + (defaults & 1 ? 8 : 0) + (defaults & 2 ? 4 : 0);
  const sizeAt = durationAt + (defaults & 8 ? 4 : 0);
  const flags = trun.readUIntBE(1, 3);
  let at = 8 + (flags & 1 ? 4 : 0) + (flags & 4 ? 4 : 0);
  const field = (flag: number): number | null => {
    if (!(flags & flag)) return null;
    at += 4;
    return trun.readUInt32BE(at - 4);
  };
  let from = 8;
  return Array.from({ length: trun.readUInt32BE(4) }, () => {
    const duration = field(0x100) ?? (defaults & 8 ? tfhd.readUInt32BE(durationAt) : 0);
    const size = field(0x200) ?? (defaults & 16 ? tfhd.readUInt32BE(sizeAt) : 0);
    at += (flags & 0x400 ? 4 : 0) + (flags & 0x800 ? 4 : 0);
    const bytes = mdat.subarray(from, from + size);
    if (size === 0 || duration === 0 || bytes.length < size) throw new Error('a packet is not where it should be');
    from += size;
    return { bytes, duration };
  });
};

export const words = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((v, i) => {
    bytes.writeUInt32BE(v, i * 4);
  });
  return bytes;
};

/** One fragment from time 0: track 1, durations and sizes with each packet, every packet a place to begin. */
export const fragmentOf = (packets: readonly Packet[]): Fragment => {
  const build = (dataOffset: number): Buffer =>
    box(
      'moof',
      box('mfhd', words(0, 0)),
      box(
        'traf',
        // The offset counts from the moof; one set of flags for all packets.
        box('tfhd', words(0x020020, 1, 0x02000000)),
        box('tfdt', words(0x01000000, 0, 0)),
        box('trun', words(0x000301, packets.length, dataOffset, ...packets.flatMap((p) => [p.duration, p.bytes.length]))),
      ),
    );
  return { moof: build(build(0).length + 8), mdat: box('mdat', ...packets.map((p) => p.bytes)) };
};
