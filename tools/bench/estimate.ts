import path from 'node:path';
import type { CreateRender, Render } from '@workprint/sdk';
import { ROOT } from '../paths.mjs';
import { say } from '../verbs/say.ts';
import { parseOptions } from './options.ts';
import { load } from './proc.ts';
import { type Random, randomFrom } from './random.ts';
import { openStage } from './stage.ts';
import { median, round } from './statistics.ts';
import type { Draft } from './timeline.ts';

// `npm run bench -- estimate [--json]`: how often small seeded renders, one after the other, end inside the p10–p90 they were accepted with.

const options = parseOptions(process.argv.slice(2), { rounds: 1 });
const MEDIA = path.join(ROOT, 'examples/demo/media');
const FILM = 'bigbuckbunny.mp4';
/** Seconds that the film has. */
const LASTS = 5;
const SIZES = [
  [320, 180],
  [480, 270],
  [640, 360],
] as const;
/** Renders of which one is an edit of one before. */
const EDITS = 5;

/** One to four shots with titles and sometimes music: what a render's length, size and work hang on is drawn by lot. */
function draft(random: Random, name: string): Draft {
  const [width, height] = random.one(SIZES);
  const clips: Draft[] = [];
  let start = 0;
  for (let left = random.whole(1, 4); left > 0; left--) {
    const length = random.whole(10, 40) / 10;
    const trim = random.whole(0, Math.floor((LASTS - length) * 10)) / 10;
    clips.push({ type: 'video', src: FILM, start, length, trim, volume: random.one([0, 1]) });
    start = Math.round((start + length) * 10) / 10;
  }
  const titles = Array.from({ length: random.whole(0, 2) }, (_, i) => ({
    ...{ type: 'text', text: `${name} ${i}`, start: 0, length: start, style: { size: 20 + 10 * i } },
    position: { x: '50%', y: `${30 + 40 * i}%` },
  }));
  return {
    version: 1,
    canvas: { width, height, fps: random.one([25, 30]) },
    tracks: [{ clips }, ...titles.map((title) => ({ clips: [title] }))],
  } as Draft;
}

/** The last shot a little shorter: the chunks before it are in the cache. */
function shortened(timeline: Draft): Draft {
  const edited = structuredClone(timeline) as Draft & { tracks: { clips: { length: number }[] }[] };
  const last = edited.tracks[0]?.clips.at(-1);
  if (last) last.length = Math.round((last.length - 0.2) * 10) / 10;
  return edited;
}

interface Checked {
  seconds: number;
  p10: number;
  p50: number;
  p90: number;
}

function checked({ id, status, failure, createdAt, finishedAt, estimate }: Render): Checked {
  if (status !== 'COMPLETED') throw new Error(`render ${id} ended ${status}: ${failure?.message}`);
  if (!estimate?.p10 || !estimate.p50 || !estimate.p90) throw new Error(`render ${id} was accepted without an estimate`);
  const seconds = (new Date(finishedAt as string).getTime() - new Date(createdAt as string).getTime()) / 1000;
  return { seconds, p10: estimate.p10.seconds, p50: estimate.p50.seconds, p90: estimate.p90.seconds };
}

const stage = await openStage();
try {
  const random = randomFrom(options.seed);
  const run = Date.now().toString(36);
  const timelines: Draft[] = [];
  const results: Checked[] = [];
  for (let n = 0; n < options.warmUp + options.jobs; n++) {
    const before = n % EDITS === EDITS - 1 ? timelines.at(-1) : undefined;
    const timeline = before ? shortened(before) : await stage.timelineOf(draft(random, `${run} ${n}`), MEDIA);
    timelines.push(timeline);
    const output: CreateRender['output'] = { speed: random.one(['ULTRAFAST', 'VERYFAST', 'FAST']) as never, poster: false };
    const { id } = await stage.client.createRender({ timeline, output, projectId: 'bench' });
    const result = checked(await stage.client.waitForRender(id));
    results.push(result);
    const { seconds, p10, p50, p90 } = result;
    say(`${n < options.warmUp ? 'warm-up' : 'render'} ${n + 1}: ${seconds} s, estimated ${p10} to ${p90}, middle ${p50}`);
  }
  const judged = results.slice(options.warmUp);
  const result = {
    renders: judged.length,
    inside: judged.filter(({ seconds, p10, p90 }) => p10 <= seconds && seconds <= p90).length,
    p50Error: round(median(judged.map(({ seconds, p50 }) => Math.abs(seconds - p50) / seconds)), 3),
    below: judged.filter(({ seconds, p10 }) => seconds < p10).length,
    above: judged.filter(({ seconds, p90 }) => seconds > p90).length,
    bandRatio: round(median(judged.map(({ p10, p90 }) => p90 / p10)), 2),
    ...{ secondsP50: round(median(judged.map((one) => one.seconds)), 2), warmUp: options.warmUp, seed: options.seed, load: load() },
  };
  console.log(
    options.json
      ? JSON.stringify(result)
      : Object.entries(result)
          .map(([key, value]) => `${key.padEnd(12)}${value}`)
          .join('\n'),
  );
  if (result.inside < 0.8 * result.renders) process.exitCode = 1;
} finally {
  await stage.close();
}
process.exit();
