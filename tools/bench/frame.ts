import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { Workprint } from '@workprint/sdk';
import { ROOT, WORK_DIR } from '../paths.mjs';
import { ensureDevKey } from '../stack/dev-key.ts';
import { useStack } from '../stack/use-stack.ts';
import { say } from '../verbs/say.ts';
import { quantile as exactly } from './statistics.ts';

// `npm run bench -- frame [--json]`: how long renderFrame takes for a source that the worker has on disk, as a client waits for it: a cross-fade
// of two shots under a title, a place of its own each time, so that each frame is drawn; and how long when it was drawn before.

const ROUNDS = 30;
const WARM_UP = 3;
const SECONDS = 5;

const quantile = (values: readonly number[], q: number): number => Math.round(exactly(values, q));

const timeline = (assetId: string, title: string) => ({
  version: 1,
  canvas: { width: 1280, height: 720, fps: 25 },
  tracks: [
    {
      clips: [
        { type: 'video', src: `asset:${assetId}`, start: 0, length: 4, transitionOut: { type: 'fade', length: 3 } },
        { type: 'video', src: `asset:${assetId}`, start: 1, length: 4, trim: 1 },
      ],
    },
    { clips: [{ type: 'text', text: title, start: 0, length: SECONDS, style: { size: 72, color: '#ffffff' } }] },
  ],
});

const stack = await useStack({ say });
try {
  const client = new Workprint({ url: stack.url, token: await ensureDevKey(WORK_DIR, stack.env.DATABASE_URL ?? '') });
  const asset = await client.uploadFile(path.join(ROOT, 'examples/demo/media/bigbuckbunny.mp4'));
  await client.waitForAsset(asset.id);
  const ask = async (at: number, title: string): Promise<number> => {
    const since = performance.now();
    await client.renderFrame({ timeline: timeline(asset.id, title), at });
    return performance.now() - since;
  };

  const drawn: number[] = [];
  const found: number[] = [];
  const run = randomUUID().slice(0, 8);
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const at = ((round + WARM_UP) * SECONDS) / (ROUNDS + WARM_UP);
    const [first, again] = [await ask(at, run), await ask(at, run)];
    if (round < 0) continue;
    drawn.push(first);
    found.push(again);
  }
  const result = {
    drawnMsP50: quantile(drawn, 0.5),
    drawnMsP95: quantile(drawn, 0.95),
    foundMsP50: quantile(found, 0.5),
    foundMsP95: quantile(found, 0.95),
    rounds: ROUNDS,
  };
  console.log(
    process.argv.includes('--json')
      ? JSON.stringify(result)
      : `a frame is drawn     p50 ${result.drawnMsP50} ms   p95 ${result.drawnMsP95} ms\nand found again      p50 ${result.foundMsP50} ms   p95 ${result.foundMsP95} ms   (${ROUNDS} frames of 1280×720)`,
  );
} finally {
  await stack.stop();
}
process.exit();
