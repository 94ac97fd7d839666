import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type RenderChunkResult, renderWorkflowId } from '@workprint/contracts';
import { amendRender } from '@workprint/projection';
import { connectTemporalClient, readEnvironment } from '@workprint/runtime';
import type { CreateRender, Render, RenderEvent } from '@workprint/sdk';
import { CLIP, decoded } from './film.ts';
import { follow, numbers, openRoom, type Room, stored, type Tenant, until, upTo } from './room.ts';

jest.setTimeout(200_000);

let room: Room;
beforeAll(async () => {
  room = await openRoom();
}, 120_000);
afterAll(() => room?.close());

/** Three seconds each, so that each is a chunk, slow enough to be met under way; each begins with the second of the source that is given. */
async function film({ client }: Tenant): Promise<(...trims: number[]) => CreateRender> {
  const asset = await client.uploadFile(CLIP);
  return (...trims) => ({
    timeline: {
      version: 1,
      canvas: { width: 480, height: 270, fps: 30 },
      tracks: [{ clips: trims.map((trim, i) => ({ type: 'video', src: `asset:${asset.id}`, start: i * 3, length: 3, trim })) }],
    },
    output: { width: 480, height: 270, speed: 'SLOW' as never },
  });
}

/** How often each chunk's work was done: by ffmpeg, found in the cache, or stopped. */
async function chunkWork(renderId: string): Promise<{ made: number; found: number; stopped: number }> {
  const { client, close } = await connectTemporalClient(readEnvironment());
  const { events } = await client.workflow.getHandle(renderWorkflowId(renderId)).fetchHistory();
  await close();
  const chunks = new Set(
    (events ?? []).flatMap((e) =>
      e.activityTaskScheduledEventAttributes?.activityType?.name === 'renderChunk' ? [String(e.eventId)] : [],
    ),
  );
  const ended = (events ?? []).flatMap((e) => {
    const of = e.activityTaskCompletedEventAttributes;
    if (!of || !chunks.has(String(of.scheduledEventId))) return [];
    return [(JSON.parse(Buffer.from(of.result?.payloads?.[0]?.data ?? []).toString()) as RenderChunkResult).reused];
  });
  const stopped = (events ?? []).filter(
    ({ activityTaskCanceledEventAttributes: of }) => of && chunks.has(String(of.scheduledEventId)),
  ).length;
  return { made: ended.filter((reused) => !reused).length, found: ended.filter((reused) => reused).length, stopped };
}

const cold = async (input: (...trims: number[]) => CreateRender, tenant: Tenant, trims: number[]): Promise<Render> =>
  tenant.client.waitForRender((await tenant.client.createRender(input(...trims))).id);

/** Percent may only fall where the new film is planned, and then to where that stands. */
const fallsOnlyOnce = (events: RenderEvent[]): void => {
  const anew = events.findIndex((e) => e.type === 'RENDERING' && e.render.revision === 2);
  for (const some of [events.slice(0, anew), events.slice(anew)]) {
    const percents = some.map((e) => e.render.progress.percent);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  }
  const { percent, framesDone } = events[anew]!.render.progress;
  expect(percent).toBeCloseTo(5 + (85 * framesDone) / 630, 6);
  expect(framesDone).toBeGreaterThanOrEqual(180);
};

describe('a render that is amended at half', () => {
  it('keeps what it has made and has under way, and equals a render of the new film from scratch', async () => {
    const tenant = await room.tenant();
    const { client } = tenant;
    const input = await film(tenant);
    const before = [0, 0.1, 0.2, 0.3, 0.4, 0.5];
    // One clip inserted near the beginning, the last one changed: behind the new one, everything is shown later.
    const after = [0, 0.9, 0.1, 0.2, 0.3, 0.4, 0.7];
    const { id } = await client.createRender(input(...before));
    const { events, over } = follow(client, id);
    let first!: Render;
    // A playlist begins with its first segment and the whole sound, which may come after the third chunk.
    await until('half of it, and something to watch', async () => {
      first = (await client.render(id))!;
      return first.progress.chunksDone >= 3 && first.playlistUrl !== null;
    });
    const amended = await client.amendRender(id, { timeline: input(...after).timeline });
    expect(amended).toMatchObject({ revision: 2, playlistUrl: null });
    await over;

    const render = (await client.render(id))!;
    expect(render).toMatchObject({
      status: 'COMPLETED',
      revision: 2,
      failure: null,
      progress: { chunksDone: 7, chunksTotal: 7, chunksReused: 0, framesTotal: 630 },
    });
    expect(numbers(events)).toEqual(upTo(numbers(events).length));
    expect(stored(events).map((e) => `${e.type} ${e.render.revision}`)).toEqual([
      ...['QUEUED 1', 'PLANNING 1', 'RENDERING 1', 'AMENDED 2', 'PLANNING 2', 'RENDERING 2'],
      ...['ASSEMBLING 2', 'PUBLISHING 2', 'COMPLETED 2'],
    ]);
    fallsOnlyOnce(events);
    // Eight different chunks at most, none of them made twice; of the old last one, at most as much as was begun.
    const work = await chunkWork(id);
    expect(work.made).toBeGreaterThanOrEqual(7);
    expect(work.made).toBeLessThanOrEqual(8);
    expect(work.made + work.stopped).toBeLessThanOrEqual(9);

    expect(render.playlistUrl).not.toBe(first.playlistUrl);
    const playlists = await Promise.all([first.playlistUrl!, render.playlistUrl!].map(segments));
    expect(playlists[0]).toMatchObject({ ended: true });
    expect(playlists[0]!.count).toBeLessThan(7);
    expect(playlists[1]).toEqual({ ended: true, count: 7 });

    const other = await room.tenant();
    const scratch = await cold(await film(other), other, after);
    expect(scratch.outputs[0]).toMatchObject({ frames: 630 });
    expect(await decoded(tenant, render, room.dir)).toBe(await decoded(other, scratch, room.dir));
  });

  it('is what it was amended to when its gateway dies before it has told anybody', async () => {
    const tenant = await room.tenant();
    const { client } = tenant;
    const input = await film(tenant);
    const { id } = await client.createRender(input(1, 1.1, 1.2));
    await until('a chunk', async () => ((await client.render(id))?.progress.chunksDone ?? 0) >= 1);
    const document = input(1, 1.3).timeline;
    const timelineKey = `ws/${tenant.workspaceId}/renders/${id}/timeline-lost.json`;
    await room.store.putJson(timelineKey, { timeline: document, variables: null });
    const estimate = { seconds: 1, frames: 180, durationSeconds: 6 };
    await room.db.withWorkspace(tenant.workspaceId, (tx) =>
      amendRender(tx, id, { timelineKey, framesTotal: 180, durationSeconds: 6, estimate, maxCost: null }),
    );
    const render = await client.waitForRender(id);
    expect(render).toMatchObject({ status: 'COMPLETED', revision: 2, progress: { framesTotal: 180 } });
    expect(render.outputs[0]).toMatchObject({ frames: 180 });
  });
});

/** Of the first video track that a master playlist names. */
async function segments(master: string): Promise<{ ended: boolean; count: number }> {
  const text = await (await fetch(master)).text();
  const track = text.split('\n').find((line) => line !== '' && !line.startsWith('#')) as string;
  const playlist = await (await fetch(new URL(track, master))).text();
  return { ended: playlist.includes('#EXT-X-ENDLIST'), count: playlist.match(/#EXTINF/g)?.length ?? 0 };
}
