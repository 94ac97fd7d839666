import { Workprint } from '@workprint/sdk';
import { WORK_DIR } from '../paths.mjs';
import { ensureDevKey } from '../stack/dev-key.ts';
import { useStack } from '../stack/use-stack.ts';
import { say } from '../verbs/say.ts';
import { firstSegmentChunkTimes } from '../watching/first-segment.ts';
import { inWorkspace } from './in-workspace.ts';
import { parseOptions } from './options.ts';
import { quantile as exactly } from './statistics.ts';

// `npm run bench -- latency [--json]`: on a warm idle stack, how long createRender takes to answer, and how long after it was sent the first
// ffmpeg starts, and how many times a chunk takes until the first segment can be watched. Each render has a text of its own, so that all is made.

const { rounds: ROUNDS, json } = parseOptions(process.argv.slice(2), { rounds: 30 });
const WARM_UP = 3;
/** Renders whose watching is measured, and their seconds: several chunks. */
const WATCHED = { rounds: 5, seconds: 16 };

const timeline = (text: string, length = 2) => ({
  version: 1,
  canvas: { width: 640, height: 360, fps: 30 },
  tracks: [{ clips: [{ type: 'text', text, start: 0, length, style: { size: 48, color: '#ffffff' } }] }],
});

const quantile = (values: readonly number[], q: number): number => Math.round(exactly(values, q));

const stack = await useStack({ say });
const databaseUrl = stack.env.DATABASE_URL ?? '';
try {
  const client = new Workprint({ url: stack.url, token: await ensureDevKey(WORK_DIR, databaseUrl) });
  const { me } = await client.request<{ me: { workspaceId: string } }>('{ me { workspaceId } }');
  const run = Date.now().toString(36);
  const created: number[] = [];
  const started: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const sentAt = Date.now();
    const since = performance.now();
    const { id } = await client.createRender({ timeline: timeline(`${run} ${round}`), projectId: 'bench' });
    const answered = performance.now() - since;
    const render = await client.waitForRender(id);
    if (render.status !== 'COMPLETED') throw new Error(`render ${id} ended ${render.status}: ${render.failure?.message}`);
    if (round < 0) continue;
    created.push(answered);
    started.push((await firstFfmpeg(id, me.workspaceId)) - sentAt);
  }
  const watched: number[] = [];
  for (let round = 0; round < WATCHED.rounds; round++) {
    const sentAt = Date.now();
    const { id } = await client.createRender({ timeline: timeline(`${run} watched ${round}`, WATCHED.seconds), projectId: 'bench' });
    await client.waitForRender(id);
    watched.push(await inWorkspace(databaseUrl, me.workspaceId, (db) => firstSegmentChunkTimes(db, id, sentAt)));
  }
  const result = {
    createMsP50: quantile(created, 0.5),
    createMsP95: quantile(created, 0.95),
    firstFfmpegMsP50: quantile(started, 0.5),
    firstFfmpegMsP95: quantile(started, 0.95),
    firstSegmentChunkTimes: Math.round(exactly(watched, 0.5) * 100) / 100,
    rounds: ROUNDS,
  };
  console.log(
    json
      ? JSON.stringify(result)
      : `createRender answers    p50 ${result.createMsP50} ms   p95 ${result.createMsP95} ms\nfirst ffmpeg starts     p50 ${result.firstFfmpegMsP50} ms   p95 ${result.firstFfmpegMsP95} ms   (${ROUNDS} renders)\nfirst segment to watch    ${result.firstSegmentChunkTimes} chunk times`,
  );
} finally {
  await stack.stop();
}
process.exit();

/** When the render's first chunk began, in milliseconds since 1970: the worker notes it as ffmpeg is started, on this same machine's clock. */
function firstFfmpeg(renderId: string, workspaceId: string): Promise<number> {
  return inWorkspace(databaseUrl, workspaceId, async (db) => {
    const { rows } = await db.query<{ at: Date | null }>('SELECT min(started_at) AS at FROM render_chunk WHERE render_id = $1', [renderId]);
    const at = rows[0]?.at;
    if (!at) throw new Error(`no chunk of render ${renderId} was made: was it reused?`);
    return at.getTime();
  });
}
