import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { drawLottie, frameAt } from './lottie.ts';

const file = fileURLToPath(new URL('../../../../examples/gallery/media/spin.json', import.meta.url));
const fps = { num: 30, den: 1 };
const spec = { sha256: '', width: 64, height: 64, fps, speed: 1, loop: false };
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

describe('a Lottie animation', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lottie-spec-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const pictures = async (first: number, frames: number, more: object = {}): Promise<string[]> => {
    const output = join(folder, 'out.pngs');
    await drawLottie({ lottie: { ...spec, ...more }, first, frames, file, output });
    const bytes = await readFile(output);
    const starts: number[] = [];
    for (let at = bytes.indexOf(PNG); at !== -1; at = bytes.indexOf(PNG, at + 1)) starts.push(at);
    return starts.map((at, i) => bytes.subarray(at, starts[i + 1]).toString('base64'));
  };

  it('is the same at a frame whichever frames are wanted', async () => {
    const all = await pictures(0, 12);
    expect(all).toHaveLength(12);
    expect(new Set(all).size).toBeGreaterThan(6);
    expect(await pictures(5, 3)).toEqual(all.slice(5, 8));
  });

  it('goes round, or stays at its last frame', async () => {
    const [first] = await pictures(0, 1);
    expect(await pictures(60, 1, { loop: true })).toEqual([first]);
    expect(await pictures(200, 1)).toEqual(await pictures(59, 1));
  });

  it('counts frames of its own rate by the clip’s time and speed', () => {
    const animation = { fps: 25, frames: 50 };
    expect(frameAt({ fps, speed: 1, loop: false }, animation, 6)).toBe(5);
    expect(frameAt({ fps, speed: 2, loop: true }, animation, 36)).toBe(10);
    expect(frameAt({ fps, speed: 1, loop: true }, animation, 60)).toBe(0);
    expect(frameAt({ fps, speed: 1, loop: false }, animation, 600)).toBe(49);
  });
});
