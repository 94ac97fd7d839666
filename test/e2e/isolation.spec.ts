import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { getAsset, getRender, listAssets, listRenders, renderEventsAfter } from '@workprint/projection';
import { slowRender } from './film.ts';
import { openRoom, type Room, type Tenant } from './room.ts';

jest.setTimeout(200_000);

let room: Room;
let owner: Tenant;
let stranger: Tenant;
let renderId: string;
let assetId: string;
beforeAll(async () => {
  room = await openRoom();
  [owner, stranger] = [await room.tenant(), await room.tenant()];
  const request = await slowRender(owner, 1);
  ({ id: renderId } = await owner.client.createRender({ ...request, output: { width: 320, height: 180 } }));
  await owner.client.waitForRender(renderId);
  assetId = /asset:([0-9a-f-]+)/.exec(JSON.stringify(request.timeline))?.[1] ?? '';
}, 200_000);
afterAll(() => room?.close());

const code = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'allowed',
    (error: { userErrors?: { code: string }[]; code?: string }) => error.userErrors?.[0]?.code ?? error.code ?? String(error),
  );

describe('another workspace', () => {
  it('sees no row', async () => {
    const seen = await room.db.withWorkspace(stranger.workspaceId, async (tx) => ({
      render: await getRender(tx, renderId),
      asset: await getAsset(tx, assetId),
      renders: (await listRenders(tx, { first: 10 })).nodes,
      assets: (await listAssets(tx, { first: 10 })).nodes,
      events: await renderEventsAfter(tx, renderId, 0, 10),
    }));
    expect(seen).toEqual({ render: null, asset: null, renders: [], assets: [], events: [] });
  });

  it('is told that there is nothing', async () => {
    expect(await stranger.client.render(renderId)).toBeNull();
    expect(await code(stranger.client.cancelRender(renderId))).not.toBe('allowed');
    expect(await code(stranger.client.retryRender(renderId))).not.toBe('allowed');
    expect(await code(stranger.client.deleteRender(renderId))).not.toBe('allowed');
    expect(await owner.client.render(renderId)).toMatchObject({ status: 'COMPLETED' });
  });

  it('hears no event', async () => {
    const events: unknown[] = [];
    const listen = async (): Promise<void> => {
      for await (const event of stranger.client.renderEvents(renderId)) events.push(event);
    };
    await listen().catch(() => undefined);
    expect(events).toEqual([]);
  });

  it("can't use an asset of the first", async () => {
    const timeline = {
      version: 1,
      canvas: { width: 320, height: 180, fps: 30 },
      tracks: [{ clips: [{ type: 'video', src: `asset:${assetId}`, start: 0, length: 1 }] }],
    };
    expect(await code(stranger.client.createRender({ timeline }))).toBe('ASSET_NOT_FOUND');
  });

  it('finds every object of the first under the first one’s own prefix', async () => {
    const objects = await room.store.list(`ws/${owner.workspaceId}/`);
    expect(objects.length).toBeGreaterThan(3);
    expect(await room.store.list(`ws/${stranger.workspaceId}/`)).toEqual([]);
  });
});
