import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import {
  type AllotInput,
  type AssembleActivities,
  type ChunkActivities,
  type FrameActivities,
  type InteractiveActivities,
  type JobPartsActivities,
  type OutputRecord,
  objectKeys,
  type PrepareResult,
} from '@workprint/contracts';
import { completeUpload, type Database, insertAsset, insertRender, newId } from '@workprint/projection';
import { createLogger, createMetrics } from '@workprint/runtime';
import type { ObjectStore } from '@workprint/storage';
import { anAsset, aRender, makeWorkspace, openTestDatabase, openTestForeignObjects, openTestObjectStore } from '@workprint/testing';
import { type OutputRequest, type OutputSettings, resolveOutput } from '@workprint/timeline';
import {
  assembleActivities,
  chunkActivities,
  type Dependencies,
  interactiveActivities,
  makeCounters,
  openPlans,
} from '../src/activities/index.ts';
import { canvasVersion, openFonts } from '../src/canvas/index.ts';
import { toolchainOf } from '../src/capabilities.ts';
import { openScratch } from '../src/scratch/scratch.ts';
import { openSourceCache } from '../src/source-cache/index.ts';
import { make, testChromium, testFfmpeg, testFolder } from './tools.ts';

export type AllActivities = InteractiveActivities & FrameActivities & ChunkActivities & AssembleActivities & JobPartsActivities;

/** A render worker without its queues: every real part, in a workspace and a folder of the spec's own. */
export interface Workplace {
  needs: Dependencies;
  db: Database;
  store: ObjectStore;
  workspaceId: string;
  folder: string;
  /** Runs one activity as the SDK would; `attempt` is what it is told. */
  run<K extends keyof AllActivities>(
    name: K,
    input: Parameters<AllActivities[K]>[0],
    env?: MockActivityEnvironment,
  ): ReturnType<AllActivities[K]>;
  /** Uploads and ingests a file; returns the asset's id. */
  addAsset(path: string): Promise<string>;
  /** Uploads it without ingesting. */
  addUpload(path: string): Promise<string>;
  /** Several requests: several outputs. */
  addRender(timeline: unknown, ...requests: OutputRequest[]): Promise<RenderHandle>;
  /** Folders of attempts that are still there. */
  scratchFolders(): Promise<string[]>;
  close(): Promise<void>;
}

export interface RenderHandle {
  renderId: string;
  outputs: OutputSettings[];
  prepare(): Promise<PrepareResult>;
  /** prepare, first pass and rates where there are any, what is missing, sound, join, publish: what renderWorkflow does. */
  finish(reached?: AllotInput['reached']): Promise<Finished>;
}

export interface Finished {
  /** The first. */
  output: OutputRecord;
  outputs: OutputRecord[];
  /** The first plan's. */
  planKey: string;
  planKeys: string[];
  /** Chunks of all plans that were missing, those found damaged after them. */
  rendered: number[];
  /** How many chunks the first pass encoded. */
  measured: number;
}

/** @param html with a browser */
export const openWorkplace = async ({ html = false } = {}): Promise<Workplace> => {
  const folder = await testFolder();
  const db = openTestDatabase();
  const store = await openTestObjectStore();
  const { workspaceId } = await makeWorkspace(db);
  const [ffmpeg, fonts] = await Promise.all([testFfmpeg(), openFonts()]);
  const chromium = html ? await testChromium(join(folder.path, 'chromium')) : null;
  const scratchDir = join(folder.path, 'scratch');
  const needs: Dependencies = {
    ...{ db, store, ffmpeg, fonts, chromium },
    scratch: await openScratch(scratchDir, 'spec'),
    sources: await openSourceCache(store, { dir: join(folder.path, 'sources'), bytes: 2 ** 30 }),
    plans: openPlans(store),
    toolchain: toolchainOf(ffmpeg, canvasVersion(), fonts.hashes, chromium),
    workerId: 'spec-worker',
    log: createLogger('spec', 'silent'),
    counters: makeCounters(createMetrics('spec')),
    allowHosts: [],
    jobResults: 'mediaconvert/',
    foreign: openTestForeignObjects(),
  };
  const activities = { ...interactiveActivities(needs), ...chunkActivities(needs), ...assembleActivities(needs) };
  const run: Workplace['run'] = (name, input, env = new MockActivityEnvironment()) => env.run(activities[name] as never, input) as never;

  const addUpload = async (path: string): Promise<string> => {
    const id = newId();
    const uploadKey = objectKeys.upload(workspaceId, id);
    await store.putFile(uploadKey, path, { contentType: 'application/octet-stream' });
    await db.withWorkspace(workspaceId, async (tx) => {
      await insertAsset(tx, anAsset({ id, uploadKey }));
      await completeUpload(tx, id);
    });
    return id;
  };

  return {
    ...{ needs, db, store, workspaceId, folder: folder.path, run, addUpload },
    async addAsset(path) {
      const assetId = await addUpload(path);
      await run('ingest', { workspaceId, assetId });
      return assetId;
    },
    async addRender(timeline, ...requests) {
      const { canvas } = timeline as { canvas: { width: number; height: number; fps: number } };
      const whole = { ...canvas, fps: { num: canvas.fps, den: 1 }, background: '#000000' };
      const outputs = (requests.length === 0 ? [{}] : requests).map((request) => {
        const settings = resolveOutput(whole, null, { speed: 'ultrafast', ...request });
        if (!settings.ok) throw new Error(JSON.stringify(settings.problems));
        return settings.value;
      });
      const renderId = newId();
      const timelineKey = objectKeys.timeline(workspaceId, renderId);
      await store.putJson(timelineKey, { timeline, variables: null });
      await db.withWorkspace(workspaceId, (tx) => insertRender(tx, aRender({ id: renderId, timelineKey, outputSettings: outputs })));
      const prepare = () => run('prepare', { workspaceId, renderId, rootId: renderId, revision: 1, timelineKey, outputs });
      return {
        renderId,
        outputs,
        prepare,
        async finish(reached) {
          const prepared = await prepare();
          if (!prepared.ready) throw new Error('not ready');
          const measures = prepared.plans.flatMap(({ measure }) => (measure ? [measure] : []));
          for (const { planKey, mezzanines = [] } of prepared.plans)
            for (const pieces of mezzanines) await run('makeMezzanines', { workspaceId, renderId, planKey, pieces });
          for (const { planKey, missing } of measures)
            for (const index of missing) await run('renderChunk', { workspaceId, renderId, planKey, index });
          const measured = measures.reduce((sum, { missing }) => sum + missing.length, 0);
          const base = { workspaceId, renderId, revision: 1, round: 0, planKeys: prepared.plans.map((p) => p.planKey) };
          const rates = measures.length === 0 ? null : await run('allot', { ...base, reached: reached ?? [] });
          const plans = prepared.plans.map((plan, i) => ({ ...plan, ...rates?.plans[i] }));
          const rendered: number[] = [];
          const made: OutputRecord[] = [];
          for (const { planKey, chunkCount, missing, hasAudio, playlist, outputs: positions } of plans) {
            const draw = async (indices: number[]) => {
              for (const index of indices) await run('renderChunk', { workspaceId, renderId, planKey, index });
              rendered.push(...indices);
            };
            await draw(missing);
            const cached = Array.from({ length: chunkCount }, (_, i) => i).filter((index) => !missing.includes(index));
            if (playlist && cached.length > 0) {
              const published = await run('publishSegments', { workspaceId, renderId, planKey, indices: cached });
              await draw(published.missing);
            }
            if (hasAudio) await run('mixAudio', { workspaceId, renderId, planKey });
            for (const position of positions) {
              for (;;) {
                const { output, damaged } = await run('assemble', { workspaceId, renderId, planKey, output: position });
                await draw(damaged);
                if (output === null) continue;
                made.push(output);
                break;
              }
            }
          }
          made.sort((a, b) => a.index - b.index);
          const planKeys = plans.map((p) => p.planKey);
          const published = await run('publish', { workspaceId, renderId, planKeys, outputs: made });
          return { output: published.outputs[0]!, outputs: published.outputs, planKey: planKeys[0]!, planKeys, rendered, measured };
        },
      };
    },
    scratchFolders: async () => (await readdir(join(scratchDir, 'spec'))).filter((name) => name !== 'owner.json'),
    async close() {
      await store.removePrefix(`ws/${workspaceId}/`);
      await db.close();
      store.close();
      await folder.remove();
    },
  };
};

/** A film of 160 × 90 with a tone, ingested. @returns the asset's id */
export const addFilm = async ({ needs, folder, addAsset }: Workplace, { fps = 30, seconds = 3 } = {}): Promise<string> =>
  addAsset(
    await make(needs.ffmpeg, folder, 'film.mp4', [
      ...['-f', 'lavfi', '-i', `testsrc2=s=160x90:r=${fps}:d=${seconds}`, '-f', 'lavfi', '-i', `sine=f=440:d=${seconds}:r=48000`],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
    ]),
  );
