import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { renderWorkflowId } from '@workprint/contracts';
import { connectTemporalClient, readEnvironment } from '@workprint/runtime';
import { ffmpegIn, scratchFiles, slowRender } from './film.ts';
import { follow, numbers, openRoom, type Room, stored, type Tenant, until, upTo } from './room.ts';

jest.setTimeout(200_000);

let room: Room;
beforeAll(async () => {
  room = await openRoom();
}, 120_000);
afterAll(() => room?.close());

async function drawing(tenant: Tenant): Promise<string> {
  const { id } = await tenant.client.createRender(await slowRender(tenant, 12));
  await until('ffmpeg', async () => (await tenant.client.render(id))?.status === 'RENDERING' && (await ffmpegIn(room.dir)).length > 0);
  return id;
}

/** Soon, on a machine that may be busy with other work. */
async function nothingIsLeft({ workspaceId }: Tenant): Promise<void> {
  await until('ffmpeg to be gone', async () => (await ffmpegIn(room.dir)).length === 0, 30);
  await until('scratch to be empty', async () => (await scratchFiles(room.dir)).length === 0, 30);
  expect(await room.store.listUploads(`ws/${workspaceId}/`)).toEqual([]);
}

describe('a render that is stopped', () => {
  it('by cancelRender in mid-chunk leaves nothing running and nothing behind', async () => {
    const tenant = await room.tenant();
    const id = await drawing(tenant);
    const { events, over } = follow(tenant.client, id);
    await tenant.client.cancelRender(id);
    await nothingIsLeft(tenant);
    await over;
    expect(await tenant.client.render(id)).toMatchObject({ status: 'CANCELED', failure: null, outputs: [] });
    expect(numbers(events)).toEqual(upTo(numbers(events).length));
    expect(
      stored(events)
        .slice(-2)
        .map((e) => e.type),
    ).toEqual(['CANCEL_REQUESTED', 'CANCELED']);
  });

  it("by an operator's terminate turns CANCELED within a minute", async () => {
    const tenant = await room.tenant();
    const id = await drawing(tenant);
    const temporal = await connectTemporalClient(readEnvironment());
    await temporal.client.workflow.getHandle(renderWorkflowId(id)).terminate('by an operator');
    await temporal.close();
    await until('CANCELED', async () => (await tenant.client.render(id))?.status === 'CANCELED', 60);
    await until('ffmpeg to be gone', async () => (await ffmpegIn(room.dir)).length === 0, 30);
  });
});
