import { randomUUID } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { generationWorkflowId, type PrepareInput, renderStart, renderWorkflowId, renderWorkflowInput } from '@workprint/contracts';
import {
  amendRender,
  getAsset,
  getGeneration,
  getRender,
  insertAsset,
  insertGeneration,
  insertRender,
  markRenderStarted,
  openTurn,
  type RenderRecord,
  requestRenderCancel,
} from '@workprint/projection';
import { aGeneration, anAsset, anOutput, aRender, OUTPUT_SETTINGS } from '@workprint/testing';
import { noStore } from '../../test/no-store.ts';
import { env, LONG_AGO, useRoom } from '../../test/room.ts';

jest.setTimeout(60_000);

const room = useRoom(() => noStore);
const { inside, working } = room;
const sweep = (): Promise<void> => room.sweep();
const workflows = () => room.temporal.client.workflow;
const told = { status: 'PLANNING', cancelRequested: false };
const waiting = { ready: false, assetIds: [], generations: [], told };
const seen = (id: string): Promise<RenderRecord | null> => inside((tx) => getRender(tx, id));

/** A render row a minute old. */
const accepted = (): Promise<RenderRecord> =>
  inside(async (tx) => {
    const render = await insertRender(tx, aRender());
    await tx.db.render.update({ where: { id: render.id }, data: { createdAt: LONG_AGO } });
    return render;
  });

/** One whose workflow is known to have started a minute ago. */
const started = async (): Promise<RenderRecord> => {
  const render = await accepted();
  await inside((tx) => tx.db.render.update({ where: { id: render.id }, data: { workflowStartedAt: LONG_AGO } }));
  return render;
};

describe('sweeper', () => {
  it('starts an accepted render whose gateway died, once', async () => {
    const { id } = await accepted();
    await sweep();
    const handle = workflows().getHandle(renderWorkflowId(id));
    const { runId } = await handle.describe();
    expect((await seen(id))?.workflowStartedAt).not.toBeNull();
    await sweep();
    expect((await handle.describe()).runId).toBe(runId);
    await handle.terminate();
  });

  it('leaves what was accepted just now to its gateway', async () => {
    const { id } = await inside((tx) => insertRender(tx, aRender()));
    await sweep();
    expect((await seen(id))?.workflowStartedAt).toBeNull();
  });

  it('starts generations and ingests that were accepted and not started', async () => {
    const ids = await inside(async (tx) => {
      const { generation } = await insertGeneration(tx, aGeneration());
      const asset = await insertAsset(tx, anAsset({ completedUploadAt: LONG_AGO }));
      await tx.db.generation.update({ where: { id: generation.id }, data: { createdAt: LONG_AGO } });
      return { generation: generation.id, asset: asset.id };
    });
    await sweep();
    for (const workflowId of [`generation-${ids.generation}`, `ingest-${ids.asset}`]) {
      const handle = workflows().getHandle(workflowId);
      expect((await handle.describe()).status.name).toBe('RUNNING');
      await handle.terminate();
    }
    expect((await inside((tx) => getGeneration(tx, ids.generation)))?.workflowStartedAt).not.toBeNull();
    expect((await inside((tx) => getAsset(tx, ids.asset)))?.startedAt).not.toBeNull();
  });

  it('leaves the render of frames to its generation, whose workflow it starts with them', async () => {
    const render = await accepted();
    const generationId = await inside(async (tx) => {
      const wanted = {
        canvas: { width: 512, height: 512, fps: 24 },
        output: OUTPUT_SETTINGS,
        preset: 'pixel_art',
        pipelineVersion: 'spec',
      };
      const { generation } = await insertGeneration(tx, aGeneration({ pixelArt: { wanted, renderId: render.id } }));
      await tx.db.generation.update({ where: { id: generation.id }, data: { createdAt: LONG_AGO } });
      return generation.id;
    });
    await sweep();
    expect((await seen(render.id))?.workflowStartedAt).toBeNull();
    await expect(workflows().getHandle(renderWorkflowId(render.id)).describe()).rejects.toThrow();

    const handle = workflows().getHandle(generationWorkflowId(generationId));
    const { events } = await handle.fetchHistory();
    const payload = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
    expect(JSON.parse(Buffer.from(payload ?? []).toString())).toMatchObject({ generationId, pixelArt: true });

    // Its workflow ends from outside before the frames' render has begun: neither row is left open.
    await handle.terminate('by an operator');
    await inside((tx) => tx.db.generation.update({ where: { id: generationId }, data: { workflowStartedAt: LONG_AGO } }));
    await sweep();
    expect((await inside((tx) => getGeneration(tx, generationId)))?.status).toBe('CANCELED');
    expect((await seen(render.id))?.status).toBe('CANCELED');
  });

  it('restores the last write of a render that completed', async () => {
    const render = await started();
    const output = anOutput();
    const plans = [{ planKey: 'p', chunkCount: 1, missing: [], hasAudio: false, outputs: [0] }];
    const plan = { ready: true, plans, framesTotal: 300, durationSeconds: 10, told };
    const others = {
      prepare: async () => plan,
      assemble: async () => ({ output, damaged: [] }),
      publish: async () => ({ outputs: [output] }),
    };
    await working(others, async () => {
      const { workflowType, options } = renderStart(room.deps.prefix, renderWorkflowInput(render));
      await workflows().execute(workflowType, options);
    });
    expect((await seen(render.id))?.status).toBe('COMPLETED');
    // As if the last transaction had been lost.
    await inside(async (tx) => {
      await tx.db.renderOutput.deleteMany({ where: { renderId: render.id } });
      await tx.db.renderEvent.deleteMany({ where: { renderId: render.id, type: 'COMPLETED' } });
      await tx.db.render.update({ where: { id: render.id }, data: { status: 'PUBLISHING', finishedAt: null, lastSeq: { decrement: 1 } } });
    });
    await sweep();
    const now = await seen(render.id);
    expect(now?.status).toBe('COMPLETED');
    expect(now?.outputs).toMatchObject([{ objectKey: output.objectKey, sha256: output.sha256, bytes: BigInt(output.bytes) }]);
  });

  it('turns a terminated render CANCELED', async () => {
    const render = await started();
    const { workflowType, options } = renderStart(room.deps.prefix, renderWorkflowInput(render));
    const handle = await workflows().start(workflowType, options);
    await sweep();
    expect((await seen(render.id))?.status).toBe('QUEUED');
    await handle.terminate('by an operator');
    await sweep();
    expect((await seen(render.id))?.status).toBe('CANCELED');
  });

  it('passes a cancel on that its gateway could not', async () => {
    const render = await started();
    const { workflowType, options } = renderStart(room.deps.prefix, renderWorkflowInput(render));
    let looks = 0;
    const prepare = async () => {
      looks++;
      return waiting;
    };
    await working({ prepare }, async () => {
      const handle = await workflows().start(workflowType, options);
      while (looks === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      await inside((tx) => requestRenderCancel(tx, render.id));
      await sweep();
      await handle.result().catch(() => undefined);
    });
    expect((await seen(render.id))?.status).toBe('CANCELED');
  });

  it('passes an amendment on that its gateway could not, once', async () => {
    const render = await started();
    const { workflowType, options } = renderStart(room.deps.prefix, renderWorkflowInput(render));
    const asked: string[] = [];
    const prepare = async ({ timelineKey }: PrepareInput) => {
      asked.push(timelineKey);
      return waiting;
    };
    await working({ prepare }, async () => {
      const handle = await workflows().start(workflowType, options);
      const until = async (keys: string[]) => {
        while (asked.length < keys.length) await new Promise((resolve) => setTimeout(resolve, 50));
        expect(asked).toEqual(keys);
      };
      await until([render.timelineKey]);
      const estimate = { seconds: 1, frames: 1, durationSeconds: 1 };
      await inside((tx) =>
        amendRender(tx, render.id, { timelineKey: 'second', framesTotal: 1, durationSeconds: 1, estimate, maxCost: null }),
      );
      await sweep();
      await until([render.timelineKey, 'second']);
      await sweep();
      const { events } = await handle.fetchHistory();
      expect(events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toHaveLength(1);
      await handle.cancel();
      await handle.result().catch(() => undefined);
    });
  });

  it('says WORKFLOW_LOST of a started render that the server does not know, and never starts it again', async () => {
    const { id } = await started();
    await sweep();
    expect(await seen(id)).toMatchObject({ status: 'FAILED', failure: { code: 'WORKFLOW_LOST', retryable: true } });
    await expect(workflows().getHandle(renderWorkflowId(id)).describe()).rejects.toThrow();
  });

  it('shows why a workflow failed', async () => {
    const render = await started();
    const others = {
      prepare: async () => {
        throw new TypeError('oops');
      },
    };
    await working(others, async () => {
      const { workflowType, options } = renderStart(room.deps.prefix, renderWorkflowInput(render));
      await workflows()
        .execute(workflowType, options)
        .catch(() => undefined);
    });
    await inside(async (tx) => {
      await tx.db.renderEvent.deleteMany({ where: { renderId: render.id, type: 'FAILED' } });
      await tx.db.render.update({ where: { id: render.id }, data: { status: 'PLANNING', finishedAt: null, lastSeq: { decrement: 1 } } });
    });
    await sweep();
    expect(await seen(render.id)).toMatchObject({ status: 'FAILED', failure: { code: 'INTERNAL', message: 'prepare: oops' } });
  });

  it('touches nothing that has ended', async () => {
    const { id } = await started();
    await inside((tx) => markRenderStarted(tx, id));
    await inside((tx) => tx.db.render.update({ where: { id }, data: { status: 'COMPLETED' } }));
    await sweep();
    expect((await seen(id))?.status).toBe('COMPLETED');
  });

  it('is one process at a time', async () => {
    const name = randomUUID();
    const [first, second] = [openTurn({ url: env.DATABASE_SYSTEM_URL, name }), openTurn({ url: env.DATABASE_SYSTEM_URL, name })];
    expect([await first.mine(), await second.mine(), await first.mine()]).toEqual([true, false, true]);
    await first.close();
    expect(await second.mine()).toBe(true);
    await second.close();
  });
});
