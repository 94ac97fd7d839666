import { boxesIn, metadataOf } from './read.ts';

/** Bytes of each picture of an unfragmented MP4, in the order they are decoded. @throws Error on boxes that do not add up */
export const pictureSizes = async (path: string): Promise<number[]> => {
  const moov = (await metadataOf(path)).find((b) => b.type === 'moov');
  const tracks = boxesIn(moov?.body ?? Buffer.alloc(0)).filter((b) => b.type === 'trak');
  const video = tracks.find(({ body }) => within(body, 'mdia', 'hdlr')?.toString('latin1', 8, 12) === 'vide');
  const stsz = video && within(video.body, 'mdia', 'minf', 'stbl', 'stsz');
  if (stsz === undefined) throw new Error('there is no video track with sizes');
  const [all, count] = [stsz.readUInt32BE(4), stsz.readUInt32BE(8)];
  return Array.from({ length: count }, (_, i) => all || stsz.readUInt32BE(12 + i * 4));
};

const within = (body: Buffer, ...path: string[]): Buffer | undefined =>
  path.reduce<Buffer | undefined>((here, type) => here && boxesIn(here).find((b) => b.type === type)?.body, body);
