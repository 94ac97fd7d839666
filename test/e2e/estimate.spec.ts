import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { CreateRender } from '@workprint/sdk';
import { openRoom, type Room, until } from './room.ts';

jest.setTimeout(120_000);

const CLIP = path.join(import.meta.dirname, '../../examples/demo/media/bigbuckbunny.mp4');

let room: Room;
beforeAll(async () => {
  room = await openRoom();
}, 120_000);
afterAll(() => room?.close());

describe('an estimate', () => {
  it('foresees which chunks are in the cache, and what came of it can be compared', async () => {
    const { client, workspaceId } = await room.tenant();
    const { id } = await client.uploadFile(CLIP);
    await client.waitForAsset(id);
    const clips = [0, 2].map((start) => ({ type: 'video', src: `asset:${id}`, start, length: 2, trim: start / 2 }));
    const request = (title: string): CreateRender => ({
      timeline: {
        version: 1,
        canvas: { width: 160, height: 90, fps: 25 },
        tracks: [{ clips }, { clips: [{ type: 'text', text: title, start: 2.5, length: 1, style: { size: 12 } }] }],
      },
      output: { speed: 'ULTRAFAST' as never, poster: false },
    });
    // A worker is known by its row, which it writes when it starts.
    const cold = await until('the worker', async () => {
      const told = await client.estimateRender(request('one'));
      return told.chunks && told;
    });
    expect(cold).toMatchObject({ frames: 100, chunks: { total: 2, reused: 0 }, queue: { rendersAhead: 0, slots: 1 } });

    const render = await client.createRender(request('one'));
    const etas: number[] = [];
    const made = await client.waitForRender(render.id, {
      onEvent: ({ render: { progress, status } }) => {
        if (status === 'RENDERING' && progress.etaSeconds != null) etas.push(progress.etaSeconds);
      },
    });
    expect(made.status).toBe('COMPLETED');
    expect(made.estimate?.p90?.seconds).toBeGreaterThan(made.estimate?.p10?.seconds ?? Number.NaN);
    expect(etas[0]).toBeGreaterThan(0);
    const chunks = await room.db.withWorkspace(workspaceId, (tx) => tx.db.renderChunk.findMany({ where: { renderId: render.id } }));
    for (const chunk of chunks) {
      expect(chunk).toMatchObject({ work: { start: 1, read: 1 }, cpuSeconds: expect.any(Number), expectedSeconds: expect.any(Number) });
      expect(chunk.cpuSeconds).toBeGreaterThan(0);
      expect(chunk.wallSeconds).toBeGreaterThan(0);
    }

    expect((await client.estimateRender(request('one'))).chunks).toEqual({ total: 2, reused: 2 });
    const edited = await client.estimateRender(request('another'));
    expect(edited.chunks).toEqual({ total: 2, reused: 1 });
    const again = await client.waitForRender((await client.createRender(request('another'))).id);
    expect(again.progress.chunksReused).toBe(edited.chunks?.reused);
  });
});
