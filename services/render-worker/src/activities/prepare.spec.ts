import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failure, type GenerationRequest } from '@workprint/contracts';
import { addGenerationWaiter, assetWaiters, insertGeneration, newId, recordAssetStep, recordGenerationStep } from '@workprint/projection';
import { aGeneration } from '@workprint/testing';
import { hashOf, type Plan } from '@workprint/timeline';
import { make } from '../../test/tools.ts';
import { openWorkplace, type Workplace } from '../../test/workplace.ts';

let place: Workplace;
let video: string;
beforeAll(async () => {
  place = await openWorkplace();
  video = await make(place.needs.ffmpeg, place.folder, 'clip.mp4', [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=64x64:r=25:d=3',
    '-c:v',
    'libx264',
    '-pix_fmt',
    'yuv420p',
  ]);
}, 60_000);
afterAll(() => place.close());

const timelineOf = (...clips: object[]): object => ({ version: 1, canvas: { width: 64, height: 64, fps: 25 }, tracks: [{ clips }] });
const shot = { provider: 'luma', model: 'ray-2', prompt: 'a river', length: 5 };

describe('prepare', () => {
  it('waits for an asset that is being ingested, and goes on when it is ready', async () => {
    const assetId = await place.addUpload(video);
    const render = await place.addRender(timelineOf({ type: 'video', src: `asset:${assetId}`, start: 0, length: 2 }));
    expect(await render.prepare()).toMatchObject({ ready: false, assetIds: [assetId], generations: [], told: { status: 'PLANNING' } });
    expect(await place.db.withWorkspace(place.workspaceId, (tx) => assetWaiters(tx, assetId))).toEqual([render.renderId]);
    await place.run('ingest', { workspaceId: place.workspaceId, assetId });
    expect(await render.prepare()).toMatchObject({
      ...{ ready: true, framesTotal: 50, durationSeconds: 2, told: { status: 'RENDERING', cancelRequested: false } },
      plans: [{ chunkCount: 1, missing: [0], hasAudio: false }],
    });
  });

  it('takes an id in capitals for the same asset, as the gateway does', async () => {
    const assetId = await place.addAsset(video);
    const render = await place.addRender(timelineOf({ type: 'video', src: `asset:${assetId.toUpperCase()}`, start: 0, length: 2 }));
    expect(await render.prepare()).toMatchObject({ ready: true, framesTotal: 50 });
  });

  it('names the clip whose asset is missing, another workspace’s, or rejected', async () => {
    const prepare = async (assetId: string) =>
      (await place.addRender(timelineOf({ type: 'video', src: `asset:${assetId}`, start: 0, length: 2 }))).prepare();
    const path = 'tracks[0].clips[0].src';
    await expect(prepare(newId())).rejects.toMatchObject({ type: 'ASSET_NOT_FOUND', nonRetryable: true, details: [{ path }] });
    const neighbour = await openWorkplace();
    const foreign = await neighbour.addAsset(video);
    await expect(prepare(foreign)).rejects.toMatchObject({ type: 'ASSET_NOT_FOUND' });
    await neighbour.close();

    const text = join(place.folder, 'text.mp4');
    await writeFile(text, 'not a video');
    const rejected = await place.addUpload(text);
    const failure = await place.run('ingest', { workspaceId: place.workspaceId, assetId: rejected }).then(
      () => null,
      (e: unknown) => (e as { details: never[] }).details[0],
    );
    await place.db.withWorkspace(place.workspaceId, (tx) =>
      recordAssetStep(tx, { assetId: rejected, change: { to: 'REJECTED', failure: failure! } }),
    );
    await expect(prepare(rejected)).rejects.toMatchObject({ type: 'ASSET_REJECTED', details: [{ path }] });
  });

  it('says everything that is wrong with a timeline', async () => {
    const render = await place.addRender(timelineOf({ type: 'video', src: 'asset:x', start: -1, length: Number.NaN, lenght: 2 }));
    await expect(render.prepare()).rejects.toMatchObject({
      type: 'INVALID_TIMELINE',
      nonRetryable: true,
      message: expect.stringContaining('lenght'),
    });
  });

  it('asks for the generations that are not there, and uses the finished one', async () => {
    const timeline = timelineOf(
      { type: 'video', start: 0, length: 2, src: { generate: shot } },
      { type: 'video', start: 2, length: 1, src: { generate: { ...shot, fresh: true } } },
    );
    const render = await place.addRender(timeline);
    const first = await render.prepare();
    if (first.ready) throw new Error('ready');
    const [wanted, fresh] = first.generations;
    expect(first.generations.map((g) => g.path)).toEqual(['tracks[0].clips[0]', 'tracks[0].clips[1]']);
    const { provider, model, input } = wanted!;
    expect(wanted).toMatchObject({
      provider: 'luma',
      model: 'ray-2',
      kind: 'VIDEO',
      prompt: 'a river',
      intentKey: hashOf({ provider, model, input }),
    });
    expect(fresh?.intentKey).not.toBe(wanted?.intentKey);

    const outputAssetId = await place.addAsset(video);
    for (const { intentKey } of [wanted!, fresh!]) {
      const { id } = aGeneration();
      await place.db.withWorkspace(place.workspaceId, (tx) => insertGeneration(tx, aGeneration({ id, intentKey })));
      const change = { to: 'COMPLETED' as const, outputAssetId, cost: null };
      const record = { workspaceId: place.workspaceId, generationId: id, step: 'done', change };
      await place.db.withWorkspace(place.workspaceId, (tx) => recordGenerationStep(tx, record));
    }
    expect(await render.prepare()).toMatchObject({ ready: true, framesTotal: 75 });
  });

  it('shows what is next in line when a generation has failed for this render, and says so in the plan', async () => {
    const { db, workspaceId } = place;
    const picture = await place.addAsset(
      await make(place.needs.ffmpeg, place.folder, 'still.png', ['-f', 'lavfi', '-i', 'testsrc2=s=64x64', '-frames:v', '1']),
    );
    const prompt = newId();
    const fallback = [{ generate: { provider: 'replicate', model: 'a/b', prompt } }, `asset:${picture}`];
    const src = { generate: { ...shot, prompt, fallback } };
    const render = await place.addRender(timelineOf({ type: 'video', start: 0, length: 1, src }));
    const wanted = async () => {
      const result = await render.prepare();
      if (result.ready) throw new Error('ready');
      return result.generations as [GenerationRequest];
    };
    /** As requestGenerations and generationWorkflow would. */
    const ends = (one: GenerationRequest, change: Parameters<typeof recordGenerationStep>[1]['change']) =>
      db.withWorkspace(workspaceId, async (tx) => {
        const { generation } = await insertGeneration(tx, aGeneration({ ...one, id: newId() }));
        await addGenerationWaiter(tx, generation.id, render.renderId);
        await recordGenerationStep(tx, { generationId: generation.id, step: 'end', change });
        return generation.id;
      });

    const [first] = await wanted();
    expect(first).toMatchObject({ provider: 'luma', instead: true });
    const parked = { to: 'PARKED', failure: failure('GENERATION_PARKED', 'lost') } as const;
    const id = await ends(first, parked);
    expect((await wanted())[0]).toEqual(first);
    await db.withWorkspace(workspaceId, (tx) =>
      recordGenerationStep(tx, { generationId: id, step: 'found', change: { to: 'FAILED', failure: failure('GENERATION_FAILED', 'no') } }),
    );
    const [second] = await wanted();
    const at = 'tracks[0].clips[0].src.generate.fallback[0].generate';
    expect(second).toMatchObject({ provider: 'replicate', model: 'a/b', instead: true, at });
    await ends(second, { to: 'FAILED', failure: failure('CONTENT_REJECTED', 'never') });
    const ready = await render.prepare();
    expect(ready).toMatchObject({ ready: true, framesTotal: 25 });
    const { fallbacks } = await place.store.getJson<Plan>(ready.ready ? (ready.plans[0]?.planKey ?? '') : '');
    expect(fallbacks).toEqual([
      {
        ...{ path: 'tracks[0].clips[0]', position: 1, used: { assetId: picture } },
        failed: [
          { generationId: id, provider: 'luma', model: 'ray-2', code: 'GENERATION_FAILED', message: 'no' },
          expect.objectContaining({ provider: 'replicate', code: 'CONTENT_REJECTED' }),
        ],
      },
    ]);
    // Who has not waited for it buys it anew.
    const other = await place.addRender(timelineOf({ type: 'video', start: 0, length: 1, src }));
    expect(await other.prepare()).toMatchObject({ ready: false, generations: [{ provider: 'luma' }] });
  });
});
