import { inside } from '../boxes/fragments.ts';
import { type Box, boxesIn, metadataOf } from '../boxes/read.ts';
import { type AvcConfiguration, readAvcC } from './avc-configuration.ts';

/** A picture in a file. */
export interface AvcSample {
  /** Bytes. */
  offset: number;
  size: number;
  /** Its number among the pictures in the order they are shown, from 0. */
  shown: number;
  /** The file says that decoding may begin with it. */
  sync: boolean;
}

/** The H.264 of a plain MP4 or MOV, in the order it is decoded. */
export interface AvcFile {
  avcC: Buffer;
  configuration: AvcConfiguration;
  samples: AvcSample[];
}

/** Nine hours at 30 frames a second: all of them are held in memory. */
const MAX_SAMPLES = 1_000_000;

/**
 * Null for every file whose pictures we can't address one by one with certainty: fragmented, several tracks or descriptions of pictures, parts
 * left out or played otherwise, parameter sets within the stream. @throws Error on boxes that do not add up
 */
export const readAvcFile = async (path: string): Promise<AvcFile | null> => {
  const metadata = await metadataOf(path);
  const moov = metadata.find((b) => b.type === 'moov')?.body;
  if (moov === undefined || metadata.length !== 1 || inside(moov, 'mvex')) return null;
  const pictures = boxesIn(moov).filter((b) => b.type === 'trak' && inside(b.body, 'mdia', 'hdlr')?.toString('latin1', 8, 12) === 'vide');
  const [track] = pictures;
  const table = track && inside(track.body, 'mdia', 'minf', 'stbl');
  if (table === undefined || pictures.length > 1) return null;
  const boxes = boxesIn(table);
  const get = (type: string): Buffer | undefined => boxes.find((b: Box) => b.type === type)?.body;
  const avcC = avcCIn(get('stsd'));
  const [sizes, chunks, runs, times] = [get('stsz'), offsetsOf(get('stco'), get('co64')), get('stsc'), get('stts')];
  if (!avcC || !sizes || !chunks || !runs || !times || sizes.readUInt32BE(8) > MAX_SAMPLES) return null;
  const places = placesOf(sizes, chunks, runs);
  const shown = shownOrder(times, get('ctts'), places.length);
  if (shown === null || !begins(track && inside(track.body, 'edts', 'elst'), shown.first)) return null;
  const sync = syncOf(get('stss'));
  return {
    avcC,
    configuration: readAvcC(avcC),
    samples: places.map((place, i) => ({ ...place, shown: shown.order[i]!, sync: sync === null || sync.has(i + 1) })),
  };
};

const avcCIn = (stsd: Buffer | undefined): Buffer | null => {
  const entries = stsd === undefined ? [] : boxesIn(stsd.subarray(8));
  const [entry] = entries;
  if (entry?.type !== 'avc1' || entries.length > 1) return null;
  return boxesIn(entry.body.subarray(78)).find((b) => b.type === 'avcC')?.body ?? null;
};

const offsetsOf = (stco: Buffer | undefined, co64: Buffer | undefined): number[] | null => {
  if (stco) return Array.from({ length: stco.readUInt32BE(4) }, (_, i) => stco.readUInt32BE(8 + 4 * i));
  return co64 ? Array.from({ length: co64.readUInt32BE(4) }, (_, i) => Number(co64.readBigUInt64BE(8 + 8 * i))) : null;
};

const placesOf = (stsz: Buffer, chunks: readonly number[], stsc: Buffer): { offset: number; size: number }[] => {
  const [all, count] = [stsz.readUInt32BE(4), stsz.readUInt32BE(8)];
  const runs = Array.from({ length: stsc.readUInt32BE(4) }, (_, i) => ({
    first: stsc.readUInt32BE(8 + 12 * i) - 1,
    samples: stsc.readUInt32BE(12 + 12 * i),
  }));
  const places: { offset: number; size: number }[] = [];
  for (const [r, { first, samples }] of runs.entries())
    for (let chunk = first; chunk < (runs[r + 1]?.first ?? chunks.length); chunk++) {
      let offset = chunks[chunk] ?? Number.NaN;
      for (let i = 0; i < samples && places.length < count; i++) {
        const size = all || stsz.readUInt32BE(12 + 4 * places.length);
        places.push({ offset, size });
        offset += size;
      }
    }
  if (places.length !== count) throw new Error(`${places.length} of ${count} pictures have a place`);
  return places;
};

/** Which picture is shown when, and the time of the first; null where two have one time. */
const shownOrder = (stts: Buffer, ctts: Buffer | undefined, count: number): { order: number[]; first: number } | null => {
  const durations = runsOf(stts, count, false);
  const shifts = ctts ? runsOf(ctts, count, true) : null;
  const times: number[] = [];
  for (let i = 0, decoded = 0; i < count; decoded += durations[i++]!) times.push(decoded + (shifts?.[i] ?? 0));
  const sorted = times.map((time, i) => ({ time, i })).sort((a, b) => a.time - b.time);
  if (sorted.some(({ time }, i) => time === sorted[i - 1]?.time)) return null;
  const order: number[] = Array.from({ length: count });
  for (const [shown, { i }] of sorted.entries()) order[i] = shown;
  return { order, first: sorted[0]?.time ?? 0 };
};

/** "So many samples have this value", written out. */
const runsOf = (body: Buffer, count: number, signed: boolean): number[] => {
  const values: number[] = [];
  for (let run = 0; run < body.readUInt32BE(4); run++) {
    const value = signed ? body.readInt32BE(12 + 8 * run) : body.readUInt32BE(12 + 8 * run);
    for (let i = body.readUInt32BE(8 + 8 * run); i > 0 && values.length < count; i--) values.push(value);
  }
  if (values.length !== count) throw new Error(`${values.length} of ${count} pictures have a time`);
  return values;
};

/** Whether all is shown from the first picture on, at its own speed. A pause before it does not matter. */
const begins = (elst: Buffer | undefined, first: number): boolean => {
  if (elst === undefined) return true;
  const [wide, count] = [elst[0] === 1, elst.readUInt32BE(4)];
  const edits = Array.from({ length: count }, (_, i) => {
    const at = 8 + i * (wide ? 20 : 12) + (wide ? 8 : 4);
    return { time: wide ? Number(elst.readBigInt64BE(at)) : elst.readInt32BE(at), rate: elst.readInt32BE(at + (wide ? 8 : 4)) };
  });
  const played = edits.filter(({ time }) => time >= 0);
  return played.length <= 1 && played.every(({ time, rate }) => time === first && rate === 0x10000);
};

/** Numbers from 1; null: with every picture. */
const syncOf = (stss: Buffer | undefined): Set<number> | null =>
  stss ? new Set(Array.from({ length: stss.readUInt32BE(4) }, (_, i) => stss.readUInt32BE(8 + 4 * i))) : null;
