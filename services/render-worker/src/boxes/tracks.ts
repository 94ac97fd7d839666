import { type Box, boxesIn, metadataOf } from './read.ts';

/** What the boxes of one track say. Durations in ticks of `timescale`. */
export interface TrackSummary {
  kind: 'video' | 'audio' | 'other';
  timescale: number;
  samples: number;
  /** Sum over all samples. */
  ticks: number;
  /** Different sample durations, at most a few are kept. */
  durations: number[];
  /** By how many ticks samples are shown later than they are decoded, in runs of [samples, ticks]; empty: not at all. */
  offsets: [number, number][];
  /** First media time shown, by the edit list; 0 without one. */
  editStart: number;
}

interface Building extends TrackSummary {
  id: number;
  defaultDuration: number;
}

const child = (boxes: Box[], type: string): Box | undefined => boxes.find((b) => b.type === type);
const within = (body: Buffer, ...path: string[]): Buffer | undefined => {
  let here: Buffer | undefined = body;
  for (const type of path) here = here === undefined ? undefined : child(boxesIn(here), type)?.body;
  return here;
};

/** Reads an MP4, fragmented or not, without opening its media. @throws Error on boxes that do not add up */
export const readTracks = async (path: string): Promise<TrackSummary[]> => {
  const metadata = await metadataOf(path);
  const moov = child(metadata, 'moov');
  if (moov === undefined) throw new Error('there is no moov box');
  const top = boxesIn(moov.body);
  const tracks = top.filter((b) => b.type === 'trak').map((b) => trackOf(b.body));
  for (const trex of boxesIn(child(top, 'mvex')?.body ?? Buffer.alloc(0)).filter((b) => b.type === 'trex')) {
    const track = tracks.find((t) => t.id === trex.body.readUInt32BE(4));
    if (track !== undefined) track.defaultDuration = trex.body.readUInt32BE(12);
  }
  for (const moof of metadata.filter((b) => b.type === 'moof')) {
    for (const traf of boxesIn(moof.body).filter((b) => b.type === 'traf')) addFragment(tracks, boxesIn(traf.body));
  }
  return tracks.map(({ id: _, defaultDuration: __, ...track }) => track);
};

const add = (track: TrackSummary, samples: number, duration: number): void => {
  track.samples += samples;
  track.ticks += samples * duration;
  if (samples > 0 && track.durations.length < 8 && !track.durations.includes(duration)) track.durations.push(duration);
};

const trackOf = (trak: Buffer): Building => {
  const tkhd = within(trak, 'tkhd');
  const mdhd = within(trak, 'mdia', 'mdhd');
  const handler = within(trak, 'mdia', 'hdlr')?.toString('latin1', 8, 12);
  const stts = within(trak, 'mdia', 'minf', 'stbl', 'stts');
  if (tkhd === undefined || mdhd === undefined || stts === undefined) throw new Error('a track lacks tkhd, mdhd or stts');
  const track: Building = {
    id: tkhd.readUInt32BE(tkhd[0] === 1 ? 20 : 12),
    kind: handler === 'vide' ? 'video' : handler === 'soun' ? 'audio' : 'other',
    timescale: mdhd.readUInt32BE(mdhd[0] === 1 ? 20 : 12),
    samples: 0,
    ticks: 0,
    durations: [],
    offsets: [],
    editStart: editStartOf(within(trak, 'edts', 'elst')),
    defaultDuration: 0,
  };
  for (let i = 0; i < stts.readUInt32BE(4); i++) add(track, stts.readUInt32BE(8 + i * 8), stts.readUInt32BE(12 + i * 8));
  const ctts = within(trak, 'mdia', 'minf', 'stbl', 'ctts');
  // Version 0 counts without a sign, but nobody shows anything two thousand million ticks later.
  for (let i = 0; i < (ctts?.readUInt32BE(4) ?? 0); i++) track.offsets.push([ctts!.readUInt32BE(8 + i * 8), ctts!.readInt32BE(12 + i * 8)]);
  return track;
};

const editStartOf = (elst: Buffer | undefined): number => {
  if (elst === undefined) return 0;
  const wide = elst[0] === 1;
  for (let i = 0; i < elst.readUInt32BE(4); i++) {
    const at = 8 + i * (wide ? 20 : 12);
    const mediaTime = wide ? Number(elst.readBigInt64BE(at + 8)) : elst.readInt32BE(at + 4);
    if (mediaTime >= 0) return mediaTime;
  }
  return 0;
};

const addFragment = (tracks: Building[], traf: Box[]): void => {
  const tfhd = child(traf, 'tfhd')?.body;
  const track = tracks.find((t) => t.id === tfhd?.readUInt32BE(4));
  if (tfhd === undefined || track === undefined) throw new Error('a fragment belongs to no track');
  const flags = tfhd.readUIntBE(1, 3);
  const durationAt = 8 + (flags & 1 ? 8 : 0) + (flags & 2 ? 4 : 0);
  const base = flags & 8 ? tfhd.readUInt32BE(durationAt) : track.defaultDuration;
  for (const { body: trun } of traf.filter((b) => b.type === 'trun')) addRun(track, trun, base);
};

const addRun = (track: Building, trun: Buffer, base: number): void => {
  const flags = trun.readUIntBE(1, 3);
  const samples = trun.readUInt32BE(4);
  let at = 8 + (flags & 1 ? 4 : 0) + (flags & 4 ? 4 : 0);
  /** A field of a sample, where the run has it. */
  const field = (flag: number): number | undefined => {
    if (!(flags & flag)) return undefined;
    at += 4;
    return trun.readInt32BE(at - 4);
  };
  for (let i = 0; i < samples; i++) {
    add(track, 1, field(0x100) ?? base);
    // Its size and flags lie between the two.
    field(0x200);
    field(0x400);
    const offset = field(0x800);
    if (offset !== undefined) track.offsets.push([1, offset]);
  }
};
