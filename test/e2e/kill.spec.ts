import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { objectKeys } from '@workprint/contracts';
import { decoded, ffmpegIn, slowRender } from './film.ts';
import { follow, numbers, openRoom, type Room, sleep, stored, type Tenant, until, upTo } from './room.ts';

jest.setTimeout(400_000);

const CLIPS = 5;

let room: Room;
let undisturbed: string;
beforeAll(async () => {
  room = await openRoom(['orchestrator', 'render-worker', 'gateway', { service: 'render-worker', name: 'second-worker' }]);
  undisturbed = await calmly();
}, 400_000);
afterAll(() => room?.close());

async function calmly(): Promise<string> {
  const tenant = await room.tenant();
  const { id } = await tenant.client.createRender(await slowRender(tenant, CLIPS));
  const render = await tenant.client.waitForRender(id);
  expect(render).toMatchObject({ status: 'COMPLETED', failure: null });
  expect(render.outputs[0]).toMatchObject({ frames: CLIPS * 60 });
  return decoded(tenant, render, room.dir);
}

const chunksDone = async ({ client }: Tenant, id: string): Promise<number> => (await client.render(id))?.progress.chunksDone ?? 0;

describe('a render whose processes are killed', () => {
  it('completes when worker, orchestrator and gateway die in turn: no event is missed or repeated, every frame is the same', async () => {
    await room.stack.service('second-worker').kill('SIGKILL');
    const tenant = await room.tenant();
    const { id } = await tenant.client.createRender(await slowRender(tenant, CLIPS));
    const { events, over } = follow(tenant.client, id);

    await until(
      'a chunk and another one under way',
      async () => (await chunksDone(tenant, id)) >= 1 && (await ffmpegIn(room.dir)).length > 0,
    );
    await room.stack.service('render-worker').kill('SIGKILL');
    await until('its ffmpeg to die with it', async () => (await ffmpegIn(room.dir)).length === 0, 10);
    await room.stack.service('render-worker').start();

    await room.stack.service('orchestrator').kill('SIGKILL');
    await sleep(1000);
    await room.stack.service('orchestrator').start();

    await room.stack.service('gateway').kill('SIGKILL');
    await sleep(1000);
    await room.stack.service('gateway').start();

    await over;
    const render = await tenant.client.render(id);
    expect(render).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(numbers(events)).toEqual(upTo(numbers(events).length));
    expect(stored(events).map((e) => e.type)).toEqual(['QUEUED', 'PLANNING', 'RENDERING', 'ASSEMBLING', 'PUBLISHING', 'COMPLETED']);
    const percents = events.map((e) => e.render.progress.percent);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(await decoded(tenant, render as never, room.dir)).toBe(undisturbed);
    await room.stack.service('second-worker').start();
  });

  it('completes on the other worker when one dies for good', async () => {
    const tenant = await room.tenant();
    const { id } = await tenant.client.createRender(await slowRender(tenant, CLIPS));
    await until('both to draw', async () => (await ffmpegIn(room.dir)).length >= 2);
    await room.stack.service('second-worker').kill('SIGKILL');
    const render = await tenant.client.waitForRender(id);
    expect(render).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(await decoded(tenant, render, room.dir)).toBe(undisturbed);
  });
});

describe('a render whose cache is taken away', () => {
  it('completes with the same frames when all of it goes in the middle, and when a chunk is damaged after that', async () => {
    const tenant = await room.tenant();
    const { workspaceId } = tenant;
    const { id } = await tenant.client.createRender(await slowRender(tenant, CLIPS));
    await until('a chunk', async () => (await chunksDone(tenant, id)) >= 1, 200);
    const [chunks = ''] = objectKeys.cached(workspaceId);
    const lost = (await room.store.list(chunks)).map(({ key }) => key);
    // By force: what a running render uses is pinned, and eviction leaves it alone.
    await room.db.withWorkspace(workspaceId, (tx) => tx.db.chunk.deleteMany({}));
    for (const prefix of objectKeys.cached(workspaceId)) await room.store.removePrefix(prefix);
    expect(lost.length).toBeGreaterThanOrEqual(1);

    const later = async (): Promise<string | undefined> => {
      const [one] = (await room.store.list(chunks)).filter(({ key }) => !lost.includes(key));
      return one?.key;
    };
    const damaged = await until('one made after that', later, 200);
    await room.store.putBytes(damaged, 'no film', { contentType: 'video/mp4' });
    expect((await tenant.client.render(id))?.status).toBe('RENDERING');

    const render = await tenant.client.waitForRender(id);
    expect(render).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(await decoded(tenant, render, room.dir)).toBe(undisturbed);
    const made = (await room.store.list(chunks)).map(({ key }) => key);
    expect(made).toHaveLength(render.progress.chunksTotal ?? 0);
    expect(
      Buffer.from(await room.store.getBytes(damaged))
        .subarray(4, 8)
        .toString(),
    ).toBe('ftyp');
  });
});
