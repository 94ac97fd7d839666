import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import {
  type AssembleActivities,
  type ChunkActivities,
  type FrameActivities,
  type InteractiveActivities,
  type OutputRecord,
  objectKeys,
  type PrepareResult,
} from '@workprint/contracts';
import { completeUpload, type Database, insertAsset, insertRender, newId } from '@workprint/projection';
import { createLogger, createMetrics } from '@workprint/runtime';
import type { ObjectStore } from '@workprint/storage';
import { anAsset, aRender, makeWorkspace, openTestDatabase, openTestObjectStore } from '@workprint/testing';
import { type OutputSettings, resolveOutput } from '@workprint/timeline';
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
import { testFfmpeg, testFolder } from './tools.ts';

export type AllActivities = InteractiveActivities & FrameActivities & ChunkActivities & AssembleActivities;

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
  addRender(timeline: unknown, output?: object): Promise<RenderHandle>;
  /** Folders of attempts that are still there. */
  scratchFolders(): Promise<string[]>;
  close(): Promise<void>;
}

export interface RenderHandle {
  renderId: string;
  output: OutputSettings;
  prepare(): Promise<PrepareResult>;
  /** prepare, what is missing, sound, join, publish: what renderWorkflow does. */
  finish(): Promise<{ output: OutputRecord; planKey: string; rendered: number[] }>;
}

export const openWorkplace = async (): Promise<Workplace> => {
  const folder = await testFolder();
  const db = openTestDatabase();
  const store = await openTestObjectStore();
  const { workspaceId } = await makeWorkspace(db);
  const [ffmpeg, fonts] = await Promise.all([testFfmpeg(), openFonts()]);
  const scratchDir = join(folder.path, 'scratch');
  const needs: Dependencies = {
    ...{ db, store, ffmpeg, fonts },
    scratch: await openScratch(scratchDir, 'spec'),
    sources: await openSourceCache(store, { dir: join(folder.path, 'sources'), bytes: 2 ** 30 }),
    plans: openPlans(store),
    toolchain: toolchainOf(ffmpeg, canvasVersion(), fonts.hashes),
    workerId: 'spec-worker',
    log: createLogger('spec', 'silent'),
    counters: makeCounters(createMetrics('spec')),
    allowHosts: [],
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
    async addRender(timeline, request = {}) {
      const { canvas } = timeline as { canvas: { width: number; height: number; fps: number } };
      const settings = resolveOutput({ ...canvas, fps: { num: canvas.fps, den: 1 }, background: '#000000' }, null, {
        speed: 'ultrafast',
        ...request,
      });
      if (!settings.ok) throw new Error(JSON.stringify(settings.problems));
      const output = settings.value;
      const renderId = newId();
      const timelineKey = objectKeys.timeline(workspaceId, renderId);
      await store.putJson(timelineKey, { timeline, variables: null });
      await db.withWorkspace(workspaceId, (tx) => insertRender(tx, aRender({ id: renderId, timelineKey, output })));
      const prepare = () => run('prepare', { workspaceId, renderId, rootId: renderId, revision: 1, timelineKey, output });
      return {
        renderId,
        output,
        prepare,
        async finish() {
          const prepared = await prepare();
          if (!prepared.ready) throw new Error('not ready');
          const { planKey } = prepared;
          for (const pieces of prepared.mezzanines ?? []) await run('makeMezzanines', { workspaceId, renderId, planKey, pieces });
          for (const index of prepared.missing) await run('renderChunk', { workspaceId, renderId, planKey, index });
          if (prepared.hasAudio) await run('mixAudio', { workspaceId, renderId, planKey });
          const rendered = [...prepared.missing];
          for (;;) {
            const { outputs, damaged } = await run('assemble', { workspaceId, renderId, planKey });
            for (const index of damaged) await run('renderChunk', { workspaceId, renderId, planKey, index });
            rendered.push(...damaged);
            if (damaged.length > 0) continue;
            const published = await run('publish', { workspaceId, renderId, planKey, outputs });
            return { output: published.outputs[0]!, planKey, rendered };
          }
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
