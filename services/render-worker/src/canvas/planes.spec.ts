import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testFfmpeg, testFolder } from '../../test/tools.ts';
import type { Ffmpeg } from '../ffmpeg/index.ts';
import { filmHead, pictureHead } from './matroska.ts';
import { planeBytes, planesOf } from './planes.ts';

const [WIDTH, HEIGHT] = [64, 40];
const SCALER = 'bicubic+accurate_rnd+full_chroma_int+bitexact';

let ffmpeg: Ffmpeg;
let folder: Awaited<ReturnType<typeof testFolder>>;
beforeAll(async () => {
  [ffmpeg, folder] = await Promise.all([testFfmpeg(), testFolder()]);
});
afterAll(() => folder.remove());

const run = async (args: string[]): Promise<Buffer> => {
  const output = join(folder.path, 'out.raw');
  await ffmpeg.run({ what: 'planes', args: ['-y', ...args, '-f', 'rawvideo', output], cwd: folder.path, timeoutMs: 60_000 });
  return readFile(output);
};

/** Noise of every colour and opacity, greys and nothing at all, in stretches. */
const pixels = (): Uint8ClampedArray => {
  let seed = 7;
  const random = (most: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return (seed >> 8) % most;
  };
  const out = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  for (let i = 0, kind = 0; i < out.length; i += 4) {
    if (i % 256 === 0 || random(12) === 0) kind = random(3);
    const grey = random(256);
    if (kind > 0) out.set([kind === 1 ? grey : random(256), grey, kind === 1 ? grey : random(256), 1 + random(255)], i);
  }
  // Rows in which nothing is drawn, and a plate of one colour.
  out.fill(0, WIDTH * 4 * 12, WIDTH * 4 * 28);
  for (let i = WIDTH * 4 * 20; i < WIDTH * 4 * 26; i += 4) out.set([240, 80, 20, 255], i);
  // Colours that are as far from each other as can be.
  for (let i = WIDTH * 4 * 28; i < WIDTH * 4 * 36; i += 4) out.set((i / (WIDTH * 16)) % 2 < 1 ? [0, 0, 255, 255] : [255, 255, 0, 255], i);
  return out;
};

describe('a picture in planes', () => {
  it('is what the scaler makes of the same pixels, to a step', async () => {
    const given = pixels();
    await writeFile(join(folder.path, 'in.rgba'), given);
    const converted = await run([
      ...['-f', 'rawvideo', '-pixel_format', 'rgba', '-video_size', `${WIDTH}x${HEIGHT}`, '-i', 'in.rgba'],
      ...['-vf', `scale=out_color_matrix=bt709:out_range=tv:flags=${SCALER},format=yuva420p`],
    ]);
    const planes = Buffer.alloc(planeBytes(WIDTH, HEIGHT));
    planesOf(given, WIDTH, HEIGHT, planes);
    expect(converted).toHaveLength(planes.length);
    expect(Math.max(...planes.map((v, i) => Math.abs(v - converted[i]!)))).toBeLessThanOrEqual(1);
    expect(planes.filter((v, i) => v !== converted[i]).length).toBeLessThan(planes.length / 100);
  });

  it('is read from its file as it was written, at the rate the reader says', async () => {
    const pictures = [1, 2, 3].map((by) => Buffer.alloc(planeBytes(WIDTH, HEIGHT)).map((_, i) => (i * by) & 255));
    const file = pictures.flatMap((p, i) => [pictureHead(i, p.length), Buffer.from(p)]);
    await writeFile(join(folder.path, 'film.mkv'), Buffer.concat([filmHead(WIDTH, HEIGHT), ...file]));
    const read = await run(['-format_whitelist', 'matroska,webm', '-r', '30', '-i', 'film.mkv', '-fps_mode', 'passthrough']);
    expect(read.equals(Buffer.concat(pictures))).toBe(true);
  });
});
