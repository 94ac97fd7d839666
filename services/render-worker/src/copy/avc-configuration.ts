import { readFile, rename, writeFile } from 'node:fs/promises';
import { agree, numberedSets } from '@workprint/timeline';
import { box, inside, readFragments } from '../boxes/fragments.ts';
import { boxesIn, metadataOf } from '../boxes/read.ts';

/** What an avcC box says: how H.264 in this track is decoded. */
export interface AvcConfiguration {
  /** Profile, constraints and level, as the first of its sets has them. */
  profile: number;
  constraints: number;
  level: number;
  /** Bytes of the number before each NAL unit. */
  lengthBytes: number;
  /** NAL units. */
  sps: Buffer[];
  pps: Buffer[];
}

/** profile_idc of High. */
const HIGH = 100;

/** @throws RangeError on one that is cut off */
export const readAvcC = (avcC: Buffer): AvcConfiguration => {
  let at = 5;
  const units = (mask: number): Buffer[] => {
    const count = avcC.readUInt8(at++) & mask;
    return Array.from({ length: count }, () => {
      const size = avcC.readUInt16BE(at);
      const unit = avcC.subarray(at + 2, at + 2 + size);
      if (unit.length !== size) throw new RangeError('the avcC box ends early');
      at += 2 + size;
      return unit;
    });
  };
  const [profile, constraints, level] = [avcC.readUInt8(1), avcC.readUInt8(2), avcC.readUInt8(3)];
  return { profile, constraints, level, lengthBytes: (avcC.readUInt8(4) & 3) + 1, sps: units(0x1f), pps: units(0xff) };
};

/** With 4:2:0 and 8 bits. */
export const writeAvcC = ({ profile, constraints, level, lengthBytes, sps, pps }: AvcConfiguration): Buffer => {
  const units = (list: readonly Buffer[]): Buffer[] =>
    list.flatMap((unit) => {
      const size = Buffer.alloc(2);
      size.writeUInt16BE(unit.length);
      return [size, unit];
    });
  return Buffer.concat([
    Buffer.from([1, profile, constraints, level, 0xfc | (lengthBytes - 1), 0xe0 | sps.length]),
    ...[...units(sps), Buffer.from([pps.length]), ...units(pps)],
    ...(profile >= HIGH ? [Buffer.from([0xfc | 1, 0xf8, 0xf8, 0])] : []),
  ]);
};

/** Of sets alone, as ingest keeps them: the first one says the rest. */
export const configurationOf = ({ sps, pps }: { sps: string[]; pps: string[] }): AvcConfiguration => {
  const units = (list: string[]): Buffer[] => list.map((hex) => Buffer.from(hex, 'hex'));
  const [first = Buffer.alloc(0)] = units(sps);
  const [profile, constraints, level] = [first.readUInt8(1), first.readUInt8(2), first.readUInt8(3)];
  return { profile, constraints, level, lengthBytes: 4, sps: units(sps), pps: units(pps) };
};

/** One configuration that decodes all of them. @throws Error where one number means two sets, or they count lengths otherwise */
export const mergedConfiguration = (all: readonly AvcConfiguration[]): AvcConfiguration => {
  const [first] = all;
  if (first === undefined) throw new Error('there is nothing to merge');
  const merged: AvcConfiguration = { ...first };
  for (const one of all) {
    const [a, b] = [numberedSets(inHex(merged)), numberedSets(inHex(one))];
    if (a === null || b === null || !agree(a, b)) throw new Error('one number stands for two parameter sets');
    if (one.lengthBytes !== merged.lengthBytes) throw new Error('lengths have other sizes');
    // The fastest speed makes Constrained Baseline, which each decoder of High reads.
    merged.profile = Math.max(merged.profile, one.profile);
    merged.constraints &= one.constraints;
    merged.level = Math.max(merged.level, one.level);
    merged.sps = union(merged.sps, one.sps);
    merged.pps = union(merged.pps, one.pps);
  }
  return merged;
};

export const inHex = ({ sps, pps }: Pick<AvcConfiguration, 'sps' | 'pps'>): { sps: string[]; pps: string[] } => ({
  sps: sps.map((unit) => unit.toString('hex')),
  pps: pps.map((unit) => unit.toString('hex')),
});

const union = (a: readonly Buffer[], b: readonly Buffer[]): Buffer[] => [
  ...a,
  ...b.filter((unit) => !a.some((other) => other.equals(unit))),
];

/**
 * Rewrites chunks so that each one's sample description decodes all of them; players read only one, and a strict one takes nothing from the
 * stream. Without effect where they are equal already. @throws Error as mergedConfiguration
 */
export const shareConfiguration = async (paths: readonly string[]): Promise<void> => {
  const own = await Promise.all(paths.map(avcCOf));
  if (own.every((avcC) => avcC.equals(own[0]!))) return;
  const merged = writeAvcC(mergedConfiguration(own.map(readAvcC)));
  for (const path of paths) {
    const { init, fragments } = readFragments(await readFile(path));
    // A file of its own: the old one may be another name of a cached one.
    await writeFile(`${path}.shared`, Buffer.concat([withAvcC(init, merged), ...fragments.flatMap(({ moof, mdat }) => [moof, mdat])]));
    await rename(`${path}.shared`, path);
  }
};

/** The avcC box of a file's only track. @throws Error when there is none */
export const avcCOf = async (path: string): Promise<Buffer> => {
  const moov = (await metadataOf(path)).find((b) => b.type === 'moov');
  if (moov === undefined) throw new Error('there is no moov box');
  return avcCWithin(moov.body);
};

/** The same of a track's ftyp and moov. */
export const avcCIn = (init: Buffer): Buffer => avcCWithin(inside(init, 'moov') ?? Buffer.alloc(0));

const avcCWithin = (moov: Buffer): Buffer => {
  const found = inside(moov, 'trak', 'mdia', 'minf', 'stbl', 'stsd');
  const entry = found && boxesIn(found.subarray(BEFORE.stsd)).find((b) => b.type === 'avc1');
  const avcC = entry && boxesIn(entry.body.subarray(BEFORE.avc1)).find((b) => b.type === 'avcC');
  if (avcC === undefined) throw new Error('there is no avcC box');
  return avcC.body;
};

/** Bytes of a box's own fields before the boxes within it. */
const BEFORE: Record<string, number> & { stsd: number; avc1: number } = { stsd: 8, avc1: 78 };
const WAY = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd', 'avc1', 'avcC'];

/** The same boxes with another avcC; all around it are as much longer. @param init ftyp and moov */
export const withAvcC = (init: Buffer, avcC: Buffer): Buffer => replaced(init, WAY, avcC);

const replaced = (bytes: Buffer, [next, ...rest]: readonly string[], content: Buffer): Buffer => {
  if (next === undefined) return content;
  return Buffer.concat(
    boxesIn(bytes).map(({ type, body }) => {
      if (type !== next) return box(type, body);
      const own = rest.length === 0 ? body.length : (BEFORE[type] ?? 0);
      return rest.length === 0 ? box(type, content) : box(type, body.subarray(0, own), replaced(body.subarray(own), rest, content));
    }),
  );
};
