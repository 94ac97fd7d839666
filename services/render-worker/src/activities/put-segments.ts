import type { ObjectStore } from '@workprint/storage';
import { type Plan, type PlaylistSound, packageFiles, SOUND_FOLDER } from '@workprint/timeline';
import { segmentOf } from '../boxes/fragments.ts';
import { readSoundFile } from '../boxes/sound-file.ts';
import { cutSound } from '../boxes/sound-segments.ts';
import { eachBounded } from './download.ts';

const PARALLEL = 6;

/** Writes a file, by its name beside the master playlist; returns the store's tag of it. */
export type Put = (name: string, content: Buffer | string, contentType: string) => Promise<string | undefined>;

/** Writes beside `prefix`. */
export const putInto =
  (store: ObjectStore, prefix: string): Put =>
  (name, content, contentType) =>
    store.putBytes(`${prefix}${name}`, content, { contentType });

/** Cuts a mix (.m4a) where the plan's pictures are cut and writes its segments; nothing is encoded again. */
export const putSoundSegments = async ({ canvas, chunks }: Plan, sound: Buffer, put: Put): Promise<PlaylistSound> => {
  const { num, den } = canvas.fps;
  const track = readSoundFile(sound);
  const ends = chunks.map(({ start, frames }) => ((start + frames) * den) / num);
  const cut = cutSound(track, ends).map(({ fragment, decodeTime, ticks }, i) => ({
    ...{ ticks, bytes: segmentOf([fragment], { decodeTime, sequence: i + 1 }), name: packageFiles.segment(SOUND_FOLDER, i + 1) },
  }));
  await put(packageFiles.init(SOUND_FOLDER), track.init, 'audio/mp4');
  await eachBounded(cut, PARALLEL, async ({ name, bytes }) => void (await put(name, bytes, 'video/iso.segment')));
  return { codecs: track.codecs, timescale: track.timescale, segments: cut.map(({ ticks, bytes }) => ({ ticks, bytes: bytes.length })) };
};
