import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queueName } from '@workprint/contracts';
import { openDatabase } from '@workprint/projection';
import type { createMetrics, Environment, Logger } from '@workprint/runtime';
import { openForeignObjects, openObjectStore } from '@workprint/storage';
import { type Dependencies, makeCounters, openPlans } from './activities/index.ts';
import { canvasVersion, openFonts } from './canvas/index.ts';
import { toolchainOf } from './capabilities.ts';
import { type Chromium, findChromium, openChromium } from './chromium/index.ts';
import { openFfmpeg } from './ffmpeg/index.ts';
import { openScratch, type Scratch } from './scratch/scratch.ts';
import { openSourceCache } from './source-cache/index.ts';

/** Who opens them: `id` names the process in chunk rows and its scratch folder. */
interface Opener {
  id: string;
  log: Logger;
  metrics: ReturnType<typeof createMetrics>;
}

/** Opens everything activities work with. `close` empties the scratch folder and ends the connections. */
export const openDependencies = async (
  env: Environment,
  { id, log, metrics }: Opener,
): Promise<{ needs: Dependencies; close: () => Promise<void> }> => {
  const db = openDatabase({ url: env.DATABASE_URL, onError: (error) => log.warn({ err: error }, 'a database connection broke') });
  const s3 = {
    endpoint: env.S3_ENDPOINT,
    region: env.S3_REGION,
    accessKeyId: env.S3_ACCESS_KEY_ID,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY,
    forcePathStyle: env.S3_FORCE_PATH_STYLE,
  };
  const store = openObjectStore({ ...s3, bucket: env.S3_BUCKET });
  const [ffmpeg, fonts, scratch, sources] = await Promise.all([
    openFfmpeg({ ffmpegPath: env.FFMPEG_PATH ?? 'ffmpeg', ffprobePath: env.FFPROBE_PATH ?? 'ffprobe' }),
    openFonts(),
    openScratch(env.SCRATCH_DIR ?? join(tmpdir(), 'workprint-scratch'), id),
    openSourceCache(store, { dir: env.SOURCE_CACHE_DIR ?? join(tmpdir(), 'workprint-sources'), bytes: env.SOURCE_CACHE_BYTES }),
  ]);
  const chromium = await browser(env, scratch, log);
  const needs: Dependencies = {
    ...{ db, store, ffmpeg, fonts, chromium, scratch, sources, log },
    plans: openPlans(store),
    toolchain: toolchainOf(ffmpeg, canvasVersion(), fonts.hashes, chromium),
    workerId: id,
    chunkQueue: queueName(env.TASK_QUEUE_PREFIX, 'chunk'),
    counters: makeCounters(metrics),
    allowHosts: env.FETCH_ALLOW_HOSTS,
    jobResults: env.S3_OUTPUT_PREFIX,
    foreign: openForeignObjects(s3),
  };
  return {
    needs,
    async close() {
      await scratch.close();
      await db.close();
      store.close();
    },
  };
};

/** HTML clips are an ability a worker may lack: one without a browser, or whose browser does not start, says so and goes on. */
const browser = async (env: Environment, scratch: Scratch, log: Logger): Promise<Chromium | null> => {
  const executable = await findChromium(env.CHROMIUM_PATH, env.PATH);
  if (executable === null) return null;
  try {
    const found = await openChromium({ executable, dir: join(scratch.path, 'chromium') });
    if (!found.sandboxed) log.warn({ executable }, 'chromium runs without a sandbox of its own (root, or no user namespaces)');
    return found;
  } catch (error) {
    log.warn({ err: error, executable }, 'chromium does not start: no html clips here');
    return null;
  }
};
