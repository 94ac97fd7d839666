import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Asset, Generation, GenerationEvent, PixelArt } from '@workprint/sdk';
import { unzipped } from '@workprint/testing';
import { openRoom, type Room, type Tenant, until } from './room.ts';

jest.setTimeout(300_000);

const run = promisify(execFile);
const WIDTH = 48;
const HEIGHT = 32;
const ASKED = { width: WIDTH, height: HEIGHT, fps: 8, colors: 12 };

let room: Room;
beforeAll(async () => {
  room = await openRoom(['simulators', 'orchestrator', 'render-worker', 'ai-worker', 'gateway']);
}, 120_000);
afterAll(() => room?.close());

interface Ended {
  generation: Generation;
  events: GenerationEvent[];
}

const ended = async ({ client }: Tenant, id: string): Promise<Ended> => {
  const events: GenerationEvent[] = [];
  for await (const event of client.generationEvents(id)) events.push(event);
  return { generation: (await client.generation(id)) as Generation, events };
};

const saved = async (asset: Asset | null | undefined, name: string): Promise<string> => {
  const bytes = Buffer.from(await (await fetch(asset?.url ?? '')).arrayBuffer());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(asset?.sha256);
  const file = path.join(room.dir, name);
  await writeFile(file, bytes);
  return file;
};

/** RGB of every pixel of the first pictures, as six hex digits. @param file may be a pattern */
const pixels = async (file: string, filters = 'null', pictures = 1): Promise<string[]> => {
  const args = ['-v', 'error', '-i', file, '-vf', filters, '-frames:v', String(pictures), '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  const { stdout } = await run(process.env.FFMPEG_PATH ?? 'ffmpeg', args, { encoding: 'buffer', maxBuffer: 2 ** 28 });
  return Array.from({ length: stdout.length / 3 }, (_, i) => stdout.toString('hex', 3 * i, 3 * i + 3));
};

const levels = (picture: string[]): number[] => [...Buffer.from(picture.join(''), 'hex')];

/** Mean difference of two pictures' levels, 0 to 255. */
const apart = (one: string[], other: string[]): number => {
  const [a, b] = [levels(one), levels(other)];
  expect(a).toHaveLength(b.length);
  return a.reduce((sum, level, i) => sum + Math.abs(level - (b[i] as number)), 0) / a.length;
};

const bought = (tenant: Tenant, more: object = {}): Promise<Generation> =>
  tenant.client.generateVideo({
    ...{ provider: 'luma', model: 'ray-2', prompt: 'a lighthouse in a storm', length: 5, projectId: 'lighthouse', pixelArt: ASKED },
    ...more,
  });

describe('pixel art of a generated video', () => {
  it('is one call from a prompt to a ZIP of frames of no more colours than asked', async () => {
    const tenant = await room.tenant();
    const { id, pixelArt: early } = await bought(tenant);
    expect(early).toMatchObject({ ...ASKED, dither: 'none', scaling: 'area', render: null, frames: null, palette: null });
    const { generation, events } = await ended(tenant, id);
    expect(generation).toMatchObject({ status: 'COMPLETED', projectId: 'lighthouse', failure: null, output: { status: 'READY' } });
    expect(Number(generation.cost?.amount)).toBeGreaterThan(0);
    // The video was there, with its price, while the frames were being made.
    const between = events.find(({ type, generation: then }) => type === 'PROCESSING' && then.output);
    expect(between?.generation).toMatchObject({ status: 'PROCESSING', output: { id: generation.output?.id }, cost: generation.cost });

    const { frames, frameCount, palette, paletteAsset, render } = generation.pixelArt as PixelArt;
    expect(render?.status).toBe('COMPLETED');
    expect(frames).toMatchObject({ status: 'READY', contentType: 'application/zip', projectId: 'lighthouse' });
    expect(paletteAsset).toMatchObject({ status: 'READY', contentType: 'application/json', projectId: 'lighthouse' });
    expect(frameCount).toBe(Math.round(8 * (generation.output?.durationSeconds ?? 0)));
    expect(palette?.length).toBeGreaterThan(1);
    expect(palette?.length).toBeLessThanOrEqual(12);

    const { folder, names } = await unzipped(await saved(frames, 'frames.zip'));
    const pictures = names.filter((name) => name.startsWith('frames/'));
    expect(pictures).toEqual(Array.from({ length: frameCount ?? 0 }, (_, i) => `frames/${String(i + 1).padStart(6, '0')}.png`));
    expect(names.filter((name) => !name.startsWith('frames/'))).toEqual(['manifest.json', 'palette.gpl', 'palette.json']);
    expect(JSON.parse(await readFile(path.join(folder, 'palette.json'), 'utf8')).colors).toEqual(palette);

    const known = new Set(palette);
    const looks = new Set<string>();
    const all = await pixels(path.join(folder, 'frames/%06d.png'), 'null', pictures.length);
    expect(all).toHaveLength(pictures.length * WIDTH * HEIGHT);
    for (let at = 0; at < all.length; at += WIDTH * HEIGHT) {
      const shown = all.slice(at, at + WIDTH * HEIGHT);
      const colors = new Set(shown);
      expect(colors.size).toBeGreaterThan(1);
      expect([...colors].filter((color) => !known.has(`#${color}`))).toEqual([]);
      looks.add(shown.join(''));
    }
    expect(looks.size).toBeGreaterThan(1);
  });

  it('covers its frames with the video: what their shape does not hold is cut off', async () => {
    const tenant = await room.tenant();
    const { id } = await bought(tenant, { pixelArt: { width: 60, height: 60, fps: 1, colors: 256 } });
    const { generation } = await ended(tenant, id);
    const { folder } = await unzipped(await saved(generation.pixelArt?.frames, 'square.zip'));
    const art = await pixels(path.join(folder, 'frames/000001.png'));
    const video = await saved(generation.output, 'square.mp4');
    const cut = await pixels(video, 'crop=ih:ih,scale=60:60:flags=area');
    const stretched = await pixels(video, 'scale=60:60:flags=area');
    expect(apart(art, cut)).toBeLessThan(apart(art, stretched) / 2);
  });

  it('stops with its generation, and the video stays', async () => {
    const tenant = await room.tenant();
    const { id } = await bought(tenant, { length: 9, pixelArt: { width: 512, height: 512, fps: 60, colors: 256 } });
    const drawing = await until('the frames to be drawn', async () => {
      const now = await tenant.client.generation(id);
      return now?.pixelArt?.render?.status === 'RENDERING' && now;
    });
    expect(drawing).toMatchObject({ status: 'PROCESSING', output: { status: 'READY' } });
    await tenant.client.request('mutation ($id: ID!) { cancelGeneration(id: $id) { userErrors { code } } }', { id });
    const { generation } = await ended(tenant, id);
    expect(generation).toMatchObject({ status: 'CANCELED', cost: drawing.cost, failure: null });
    expect(generation.output).toMatchObject({ id: drawing.output?.id, status: 'READY' });
    expect(generation.pixelArt).toMatchObject({
      render: { status: 'CANCELED', outputs: [] },
      frames: null,
      frameCount: null,
      palette: null,
    });
  });
});
