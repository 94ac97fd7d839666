import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getRender, insertChunk, insertRender, newId, reportChunk, upsertWorker } from '@workprint/projection';
import { aRender } from '@workprint/testing';
import { compilePlans, parseTimeline, resolveOutputs, type Toolchain } from '@workprint/timeline';
import { textTimeline, videoTimeline } from '../../test/documents.ts';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';

const POINT = '{ seconds cpuSeconds cost { amount } }';
const FIELDS = `seconds frames durationSeconds cost { amount } p10 ${POINT} p50 ${POINT} p90 ${POINT} chunks { total reused } queue { rendersAhead slots }`;
const ESTIMATE = `query ($input: CreateRenderInput!) { estimateRender(input: $input) { ${FIELDS} } }`;
const CREATE = `mutation ($input: CreateRenderInput!) { createRender(input: $input) { render { id estimate { ${FIELDS} } } userErrors { code } } }`;

const chunkQueue = `chunk-${newId()}`;
const toolchain: Toolchain = { ffmpeg: 'ffmpeg spec', canvas: 'spec', arch: 'spec', fonts: { Inter: 'f'.repeat(64) } };
const timeline = textTimeline({}, { length: 12 });

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ chunkQueue, cpuUsdPerHour: 3600 });
});
afterAll(() => gateway.close());

const estimate = async (client: Client, input: object = { timeline }) => {
  const { data, errors } = await client.ask(ESTIMATE, { input });
  expect(errors).toEqual([]);
  return data.estimateRender;
};

/** Two processes that draw chunks, one of another stack, and one that died. */
const hire = () =>
  gateway.database.asSystem(async (tx) => {
    const worker = {
      service: 'render-worker',
      version: '1',
      capabilities: [],
      processed: 0,
      failed: 0,
      lastJobAt: null,
      startedAt: new Date(),
    };
    for (const [slots, queue] of [
      [2, chunkQueue],
      [1, chunkQueue],
      [16, 'another stack'],
    ] as const)
      await upsertWorker(tx, { ...worker, id: `render-worker@${newId()}`, queues: [queue], slots, toolchain });
  });

describe('estimateRender', () => {
  it('is a wide guess while nothing draws chunks, and what would be refused is named', async () => {
    const client = await gateway.client();
    const guess = await estimate(client);
    expect(guess).toMatchObject({ frames: 360, durationSeconds: 12, cost: null, chunks: null, queue: { rendersAhead: 0, slots: 0 } });
    expect(guess.p10.seconds * 3).toBeLessThan(guess.p90.seconds);
    expect(guess.seconds).toBe(guess.p50.seconds);

    const wrong = await client.ask(ESTIMATE, { input: { timeline: videoTimeline(newId()), priority: 9 } });
    expect(wrong.errors).toMatchObject([
      {
        extensions: {
          code: 'BAD_USER_INPUT',
          userErrors: [
            { code: 'INVALID_VALUE', path: ['priority'] },
            { code: 'ASSET_NOT_FOUND', path: ['timeline', 'tracks', '0', 'clips', '0', 'src'] },
          ],
        },
      },
    ]);
  });

  it('knows the live workers, what the cache has, and what the CPU costs; createRender keeps the same', async () => {
    await hire();
    const client = await gateway.client();
    const cold = await estimate(client);
    expect(cold).toMatchObject({ queue: { rendersAhead: 0, slots: 3 } });
    expect(cold.chunks.reused).toBe(0);
    expect(Number(cold.p50.cost.amount)).toBeCloseTo(cold.p50.cpuSeconds, 1); // a dollar a second

    await gateway.database.withWorkspace(client.workspaceId, async (tx) => {
      for (const key of keysOf(timeline)) {
        const chunk = {
          kind: 'video',
          objectKey: `ws/${client.workspaceId}/chunks/${key}`,
          bytes: 1,
          sha256: 'a',
          frames: 1,
          keyParts: {},
        };
        await insertChunk(tx, { ...chunk, key });
      }
    });
    const warm = await estimate(client);
    expect(warm.chunks).toEqual({ total: cold.chunks.total, reused: cold.chunks.total });
    expect(warm.p50).toMatchObject({ cpuSeconds: 0 });
    expect(warm.seconds).toBeLessThan(cold.seconds);

    const { render } = (await client.ask(CREATE, { input: { timeline } })).data.createRender;
    expect(render.estimate).toEqual(warm);
    const kept = await gateway.database.withWorkspace(client.workspaceId, (tx) => getRender(tx, render.id));
    expect(kept?.estimate?.model).toMatchObject({ cpuSeconds: 0, seconds: expect.any(Number) });
    expect((await estimate(client)).queue.rendersAhead).toBe(1);
    expect((await estimate(client, { timeline, priority: 1 })).queue.rendersAhead).toBe(0);
  });

  it('learns from what chunks have taken, of this workspace alone', async () => {
    const [client, other] = [await gateway.client(), await gateway.client()];
    const before = await estimate(client);
    await gateway.database.withWorkspace(client.workspaceId, async (tx) => {
      const render = await insertRender(tx, aRender());
      for (let index = 0; index < 20; index++) {
        const chunk = { renderId: render.id, revision: 1, index, key: `k${index}`, frames: 60 };
        const pixels = 10 + index;
        const work = { start: 1, canvas: pixels, 'encode h264 veryfast': pixels };
        const cost = { work, cpuSeconds: 0.5 * pixels, wallSeconds: pixels };
        await reportChunk(tx, { ...chunk, framesDone: 60, worker: 'w', attempt: 1, finished: true, cost });
      }
    });
    const after = await estimate(client);
    expect(after.p50.cpuSeconds).toBeGreaterThan(10 * before.p50.cpuSeconds);
    expect(after.seconds).toBeGreaterThan(10 * before.seconds);
    expect((await estimate(other)).seconds).toBe(before.seconds);
  });
});

/** Keys of the chunks that a render of it will have. */
function keysOf(document: object): string[] {
  const parsed = parseTimeline(document, {});
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const outputs = resolveOutputs(parsed.value.canvas, {});
  if (!outputs.ok) throw new Error(JSON.stringify(outputs.problems));
  const plans = compilePlans({ timeline: parsed.value, outputs: outputs.value, assets: {}, generated: {}, toolchain });
  if (!plans.ok) throw new Error(JSON.stringify(plans.problems));
  return plans.value.flatMap((plan) => plan.chunks.flatMap((chunk) => chunk.encoded.map((e) => e.key)));
}
