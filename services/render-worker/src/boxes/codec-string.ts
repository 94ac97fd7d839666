import { boxesIn } from './read.ts';

/** A track's codec as RFC 6381 names it ("avc1.640028"), from its stsd box. @throws Error on one that players are not told of */
export const codecString = (stsd: Buffer): string => {
  const [entry] = boxesIn(stsd.subarray(8));
  if (entry === undefined) throw new Error('the track has no sample description');
  const name = entry.type;
  const configuration = (type: string, from: number): Buffer => {
    const found = boxesIn(entry.body.subarray(from)).find((b) => b.type === type);
    if (found === undefined) throw new Error(`${name} has no ${type}`);
    return found.body;
  };
  if (name === 'avc1') return `avc1.${configuration('avcC', PICTURE).toString('hex', 1, 4)}`;
  if (name === 'hvc1') return `hvc1.${hevc(configuration('hvcC', PICTURE))}`;
  if (name === 'av01') return `av01.${av1(configuration('av1C', PICTURE))}`;
  if (name === 'mp4a') return `mp4a.40.${aacObject(configuration('esds', SOUND))}`;
  throw new Error(`there is no codec string for ${name}`);
};

/** Bytes of the fixed fields before a description's own boxes. */
const PICTURE = 78;
const SOUND = 28;

/** ISO/IEC 14496-15, annex E: profile, compatibility with its bits the other way round, tier and level, constraints without trailing zeros. */
const hevc = (hvcC: Buffer): string => {
  const head = hvcC.readUInt8(1);
  const space = ['', 'A', 'B', 'C'][head >> 6] ?? '';
  const turned = [...hvcC.readUInt32BE(2).toString(2).padStart(32, '0')].reverse().join('');
  const constraints = [...hvcC.subarray(6, 12)];
  while (constraints.at(-1) === 0) constraints.pop();
  return [
    `${space}${head & 0x1f}`,
    Number.parseInt(turned, 2).toString(16).toUpperCase(),
    `${head & 0x20 ? 'H' : 'L'}${hvcC.readUInt8(12)}`,
    ...constraints.map((byte) => byte.toString(16).toUpperCase()),
  ].join('.');
};

/** AV1 in ISOBMFF, section 5: profile, level, tier, bit depth. */
const av1 = (av1C: Buffer): string => {
  const [first, second] = [av1C.readUInt8(1), av1C.readUInt8(2)];
  const profile = first >> 5;
  const high = (second & 0x40) !== 0;
  const depth = high && profile === 2 && second & 0x20 ? 12 : high ? 10 : 8;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${profile}.${two(first & 0x1f)}${second & 0x80 ? 'H' : 'M'}.${two(depth)}`;
};

/** The audio object type, first in the decoder's specific information. */
const aacObject = (esds: Buffer): number => {
  const SPECIFIC = 5;
  const [ES, CONFIG] = [3, 4];
  let at = 4;
  while (at < esds.length) {
    const tag = esds.readUInt8(at++);
    while (esds.readUInt8(at++) & 0x80);
    if (tag === SPECIFIC) return esds.readUInt8(at) >> 3;
    if (tag !== ES && tag !== CONFIG) break;
    at += tag === ES ? 3 : 13;
  }
  throw new Error('the sound has no decoder configuration');
};
