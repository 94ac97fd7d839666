import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RefusedError } from '@workprint/sdk';
import { slowRender } from './film.ts';
import { openRoom, type Room } from './room.ts';

jest.setTimeout(200_000);

let room: Room;
beforeAll(async () => {
  room = await openRoom();
}, 120_000);
afterAll(() => room?.close());

const picture = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer());
const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('one frame', () => {
  it('is drawn while nothing is rendered, once for all who ask, and is the same for the render', async () => {
    const tenant = await room.tenant();
    const { client } = tenant;
    const { timeline, output } = await slowRender(tenant, 2);
    const early = await client.renderFrame({ timeline, at: 2.5 }).catch((error: unknown) => {
      if (error instanceof RefusedError) return error.userErrors[0]?.code;
      throw error;
    });
    if (typeof early === 'string') expect(early).toBe('NOT_READY');
    await client.waitForAsset(/asset:([0-9a-f-]+)/.exec(JSON.stringify(timeline))?.[1] ?? '');

    const size = { width: 320, height: 180 };
    const asked = await Promise.all(Array.from({ length: 5 }, () => client.renderFrame({ timeline, output: size, at: 2.5 })));
    for (const frame of asked) expect(frame).toMatchObject({ ...size, frame: 75, at: 2.5 });
    const pictures = await Promise.all(asked.map(({ url }) => picture(url)));
    expect(pictures[0]?.subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
    expect(new Set(pictures.map(hash)).size).toBe(1);

    const render = await client.createRender({ timeline, output });
    const own = await client.renderFrame({ renderId: render.id, output: size, frame: 75 });
    expect(hash(await picture(own.url))).toBe(hash(pictures[0] as Buffer));
    await client.cancelRender(render.id);
    await client.waitForRender(render.id);

    const objects = await room.store.list(`ws/${tenant.workspaceId}/frames/`);
    expect(objects.filter(({ key }) => key.endsWith('.png'))).toHaveLength(typeof early === 'string' ? 1 : 2);
    const stranger = await room.tenant();
    await expect(stranger.client.renderFrame({ renderId: render.id, at: 1 })).rejects.toMatchObject({
      userErrors: [{ code: 'NOT_FOUND' }],
    });
  });
});
