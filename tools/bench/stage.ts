import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { objectKeys } from '@workprint/contracts';
import { type Database, openDatabase } from '@workprint/projection';
import { type CreateRender, type Render, Workprint } from '@workprint/sdk';
import { type ObjectStore, openObjectStore } from '@workprint/storage';
import { readJson } from '../files.mjs';
import { WORK_DIR } from '../paths.mjs';
import { ensureDevKey } from '../stack/dev-key.ts';
import { withClient } from '../stack/postgres.ts';
import { type Stack, startStack } from '../stack/start-stack.ts';
import { say } from '../verbs/say.ts';
import { type Cpu, cpuOf, processes, rssOf } from './proc.ts';
import { type Draft, filesOf, withSources } from './timeline.ts';

/** Where benchmarks keep sources, scratch and logs. */
export const BENCH_DIR = path.join(WORK_DIR, 'bench');
export const SOURCES_DIR = path.join(BENCH_DIR, 'sources');

/** CPU seconds used so far, by who used them. */
export interface Usage {
  /** Render workers and orchestrator with all they start: what a render costs. */
  ours: number;
  /** … of that, Node's. */
  node: number;
  gateway: number;
  temporal: number;
  postgres: number;
  s3: number;
}

/** A stack of the benchmark's own, with a database, a workspace and queues of its own. */
export interface Stage {
  stack: Stack;
  client: Workprint;
  workspaceId: string;
  db: Database;
  store: ObjectStore;
  ffmpeg: string;
  ffprobe: string;
  /** Uploads the draft's files, each once, and puts the assets in their place. */
  timelineOf(draft: Draft, folder: string): Promise<Draft>;
  /** Renders to the end, good or bad is an error. */
  render(timeline: Draft, output?: CreateRender['output']): Promise<Measured>;
  /** Every cached chunk, sound and finished file is forgotten, rows and objects; the sources stay on the workers' disks. */
  cool(): Promise<void>;
  usage(): Usage;
  /** Bytes in memory of our services and all they start. */
  rss(): number;
  close(): Promise<void>;
}

export interface Measured {
  render: Render;
  /** When createRender was sent, milliseconds since 1970. */
  sentAt: number;
  /** Seconds from sending createRender to having heard of the end. */
  wall: number;
  usage: Usage;
}

/** What all benchmarks ask for: REF's encoder settings. @param preset of x264 */
export const outputFor = (preset: string): NonNullable<CreateRender['output']> => ({
  speed: preset.toUpperCase() as NonNullable<CreateRender['output']>['speed'],
  ...{ crf: 20, gopSeconds: 2, audioBitrateKbps: 160 },
});

const WORKERS = 2;

/** Two render workers of one slot each, so that chunks run two at a time. */
export async function openStage(): Promise<Stage> {
  mkdirSync(BENCH_DIR, { recursive: true });
  const worker = (i: number) => ({ service: 'render-worker' as const, name: `render-worker-${i + 1}`, env: { CHUNK_SLOTS: '1' } });
  const workers = Array.from({ length: WORKERS }, (_, i) => worker(i));
  const stack = await startStack({
    services: ['orchestrator', ...workers, 'gateway'],
    dir: BENCH_DIR,
    ownDatabase: true,
    // What uploads start in the background would be counted as the renders'.
    env: { TASK_QUEUE_PREFIX: `bench-${process.pid}-`, PROXIES_AT_UPLOAD: 'false' },
    say,
  });
  const { env } = stack;
  const client = new Workprint({ url: stack.url, token: await ensureDevKey(BENCH_DIR, env.DATABASE_URL ?? '') });
  const { me } = await client.request<{ me: { workspaceId: string } }>('{ me { workspaceId } }');
  const { workspaceId } = me;
  const db = openDatabase({ url: env.DATABASE_URL ?? '', poolSize: 2 });
  const store = openObjectStore({
    endpoint: env.S3_ENDPOINT ?? '',
    region: env.S3_REGION ?? '',
    bucket: env.S3_BUCKET ?? '',
    accessKeyId: env.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.S3_SECRET_ACCESS_KEY ?? '',
    forcePathStyle: env.S3_FORCE_PATH_STYLE === 'true',
  });
  const assets = new Map<string, string>();
  const pids = (...names: string[]) => names.map((name) => stack.service(name).pid());
  const infra = new Map(
    (readJson<{ name: string; pid: number }[]>(path.join(WORK_DIR, 'infra-children.json')) ?? []).map((one) => [one.name, one.pid]),
  );

  const upload = async (file: string): Promise<string> => {
    const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
    const known = assets.get(hash);
    if (known) return known;
    const { id } = await client.uploadFile(file);
    const asset = await client.waitForAsset(id);
    if (asset.status !== 'READY') throw new Error(`${file} was refused: ${asset.failure?.message}`);
    assets.set(hash, id);
    return id;
  };

  const usage = (): Usage => {
    const all = processes();
    const of = (roots: (number | undefined)[]): Cpu =>
      cpuOf(
        roots.filter((pid) => pid !== undefined),
        all,
      );
    const ours = of(pids('orchestrator', ...workers.map((w) => w.name)));
    return {
      ours: ours.total,
      node: ours.own,
      gateway: of(pids('gateway')).total,
      temporal: of([infra.get('temporal')]).total,
      postgres: of([infra.get('postgres')]).total,
      s3: of([infra.get('versitygw')]).total,
    };
  };

  return {
    ...{ stack, client, workspaceId, db, store, usage },
    ffmpeg: env.FFMPEG_PATH ?? 'ffmpeg',
    ffprobe: env.FFPROBE_PATH ?? 'ffprobe',
    async timelineOf(draft, folder) {
      const ids: Record<string, string> = {};
      for (const name of filesOf(draft)) ids[name] = await upload(path.join(folder, name));
      return withSources(draft, (name) => `asset:${ids[name]}`);
    },
    async render(timeline, output = {}) {
      const [before, sentAt, since] = [usage(), Date.now(), performance.now()];
      const { id } = await client.createRender({ timeline, output, projectId: 'bench' });
      const render = await client.waitForRender(id);
      const wall = (performance.now() - since) / 1000;
      if (render.status !== 'COMPLETED') throw new Error(`render ${id} ended ${render.status}: ${render.failure?.message}`);
      // What the workers do after the last event belongs to the render too.
      await sleep(500);
      return { render, sentAt, wall, usage: difference(usage(), before) };
    },
    async cool() {
      await withClient(env.DATABASE_URL ?? '', async (sql) => {
        await sql.query(`SELECT set_config('app.workspace', $1, false)`, [workspaceId]);
        await sql.query('DELETE FROM chunk');
      });
      const prefix = objectKeys.workspace(workspaceId);
      await Promise.all(['chunks/', 'audio/', 'mezzanines/', 'made/'].map((folder) => store.removePrefix(`${prefix}${folder}`)));
    },
    rss: () => rssOf(pids('orchestrator', 'gateway', ...workers.map((w) => w.name))),
    async close() {
      await store.removePrefix(objectKeys.workspace(workspaceId)).catch(() => {});
      store.close();
      await db.close();
      await stack.stop();
      for (const name of ['scratch', 'source-cache']) rmSync(path.join(BENCH_DIR, name), { recursive: true, force: true });
    },
  };
}

export function difference(after: Usage, before: Usage): Usage {
  const keys = Object.keys(after) as (keyof Usage)[];
  return Object.fromEntries(keys.map((key) => [key, after[key] - before[key]])) as unknown as Usage;
}

/** Saves an output of a finished render. */
export async function download(render: Render, file: string): Promise<void> {
  const url = render.outputs[0]?.url;
  if (!url) throw new Error(`render ${render.id} has no output`);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the output of render ${render.id} is not there: ${response.status}`);
  await writeFile(file, Buffer.from(await response.arrayBuffer()));
}
