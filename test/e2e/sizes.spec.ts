import { stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { CreateRender, Render } from '@workprint/sdk';
import { openRoom, type Room, type Tenant } from './room.ts';

jest.setTimeout(300_000);

const CLIP = path.join(import.meta.dirname, '../../examples/demo/media/bigbuckbunny.mp4');

let room: Room;
beforeAll(async () => {
  room = await openRoom();
}, 120_000);
afterAll(() => room?.close());

/** Three seconds in several chunks, with sound. */
const film = async ({ client }: Tenant): Promise<CreateRender['timeline']> => {
  const { id } = await client.uploadFile(CLIP);
  const clips = [0, 1, 2].map((start) => ({ type: 'video', src: `asset:${id}`, start, length: 1, trim: start * 1.5 }));
  return { version: 1, canvas: { width: 320, height: 180, fps: 30 }, tracks: [{ clips }] };
};

const rendered = async ({ client }: Tenant, request: CreateRender): Promise<Render> => {
  const { id } = await client.createRender(request);
  return client.waitForRender(id);
};

describe('a number of bytes', () => {
  it.each([
    ['H.264', { format: 'mp4' }, 150_000],
    ['AV1', { format: 'mp4', codec: 'av1', audioBitrateKbps: 64 }, 90_000],
    ['VP9 in WebM', { format: 'webm' }, 120_000],
  ])('%s fits in it, and is found again', async (name, output, maxBytes) => {
    const tenant = await room.tenant();
    const request = { timeline: await film(tenant), output: { ...output, maxBytes } };
    const render = await rendered(tenant, request);
    expect(render.failure).toBeNull();
    const file = path.join(room.dir, `${name}.${output.format}`);
    await tenant.client.download(render, file);
    const { size } = await stat(file);
    expect(render.outputs).toMatchObject([{ bytes: String(size), frames: 90 }]);
    expect(size).toBeLessThanOrEqual(maxBytes);
    expect(size).toBeGreaterThan(maxBytes * 0.6);

    const again = await rendered(tenant, request);
    expect(again.outputs).toMatchObject([{ bytes: String(size), sha256: render.outputs[0]?.sha256 }]);
    expect(again.progress.chunksReused).toBe(again.progress.chunksTotal);
  });

  it('that nothing fits in fails, and says what to do', async () => {
    const tenant = await room.tenant();
    const render = await rendered(tenant, { timeline: await film(tenant), output: { maxBytes: 30_000, audioBitrateKbps: 192 } });
    expect(render).toMatchObject({
      status: 'FAILED',
      failure: { code: 'SIZE_UNREACHABLE', hint: expect.stringContaining('maxBytes'), message: expect.stringContaining('30000 bytes') },
    });
  });
});

describe('several outputs', () => {
  it('have their bits given out by one first pass and are made beside those that need none', async () => {
    const tenant = await room.tenant();
    const rate = { bitrateKbps: 1000, twoPass: true };
    const outputs = [{ crf: 23 }, { ...rate, format: 'webm' }, rate, { maxBytes: 200_000 }];
    const render = await rendered(tenant, { timeline: await film(tenant), outputs });
    expect(render.failure).toBeNull();
    expect(render.outputs).toMatchObject([{ format: 'mp4' }, { format: 'webm' }, { format: 'mp4' }, { format: 'mp4' }]);
    const bytes = render.outputs.map((output) => Number(output.bytes));
    // A second takes 125,000 bytes of picture and, of sound, at most 24,000.
    for (const one of [1, 2]) expect(Math.abs(bytes[one]! / (3 * 137_000) - 1)).toBeLessThan(0.15);
    expect(bytes[3]!).toBeLessThanOrEqual(200_000);
  });
});
