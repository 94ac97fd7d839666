import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { RenderBatch } from '@workprint/sdk';
import { openRoom, type Room, until } from './room.ts';

jest.setTimeout(300_000);

let room: Room;
beforeAll(async () => {
  room = await openRoom();
}, 120_000);
afterAll(() => room?.close());

const ROWS = 1000;
const timeline = {
  version: 1,
  canvas: { width: 64, height: 36, fps: 10 },
  tracks: [{ clips: [{ type: 'text', text: '{{name}}', start: 0, length: 0.3, style: { size: 12 } }] }],
};
const output = { speed: 'ULTRAFAST' as const, poster: false };

describe('a batch of 1,000 rows', () => {
  it('is taken in one call, reported as one progress, and cancelled with what is left of it', async () => {
    const { client } = await room.tenant();
    const rows = Array.from({ length: ROWS }, (_, i) => ({ name: `n${i + 1}` }));
    const { id, total } = await client.createRenderBatch({ timeline, rows, output });
    expect(total).toBe(ROWS);

    const seen: RenderBatch['progress'][] = [];
    const look = async () => {
      const { status, progress } = (await client.renderBatch(id))!;
      seen.push(progress);
      return { status, progress };
    };
    const some = await until('the first videos', async () => (await look()).progress.completed >= 3, 120);
    expect(some).toBe(true);
    expect(await look()).toMatchObject({ status: 'RUNNING', progress: { failed: 0, canceled: 0 } });

    await client.cancelRenderBatch(id);
    const over = await client.waitForRenderBatch(id, { onProgress: ({ progress }) => seen.push(progress) });
    expect(over).toMatchObject({ status: 'CANCELED', progress: { percent: 100, queued: 0, running: 0, failed: 0 } });
    const { completed, canceled } = over.progress;
    expect([completed >= 3, canceled > 0, completed + canceled]).toEqual([true, true, ROWS]);

    // Every look counts every row, and nothing goes back.
    for (const { percent: _, ...counts } of seen) expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(ROWS);
    for (const key of ['percent', 'completed', 'canceled'] as const)
      expect(seen.map((p) => p[key])).toEqual(seen.map((p) => p[key]).sort((a, b) => a - b));

    let [finished, stopped] = [0, 0];
    for await (const { status, outputs } of client.batchRenders(id)) {
      expect(outputs).toHaveLength(status === 'COMPLETED' ? 1 : 0);
      if (status === 'COMPLETED') finished++;
      else if (status === 'CANCELED') stopped++;
    }
    expect({ finished, stopped }).toEqual({ finished: completed, stopped: canceled });
  });

  it('is taken as CSV too', async () => {
    const { client } = await room.tenant();
    const csv = ['name', ...Array.from({ length: ROWS }, (_, i) => `"n, ${i + 1}"`)].join('\n');
    const { id, total } = await client.createRenderBatch({ timeline, csv, output });
    expect(total).toBe(ROWS);
    const { progress } = (await client.renderBatch(id))!;
    const { percent: _, ...counts } = progress;
    expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(ROWS);
    expect((await client.cancelRenderBatch(id)).cancelRequestedAt).not.toBeNull();
  });
});
