import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { say } from '../verbs/say.ts';
import { compositionOf, singleCommands } from './composition.ts';
import { parseOptions } from './options.ts';
import { load } from './proc.ts';
import { makeSources } from './sources.ts';
import { BENCH_DIR, openStage, outputFor, SOURCES_DIR } from './stage.ts';
import { median, round } from './statistics.ts';
import { timed } from './timed.ts';
import { type Draft, filesOf, subjectFrom } from './timeline.ts';

// `npm run bench -- queue [--json]`: fifty renders submitted at once, against what their encoding alone takes on these cores.

const options = parseOptions(process.argv.slice(2), { rounds: 3 });
const folder = path.join(BENCH_DIR, 'queue');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const SECONDS = 10;
const EVERY_MS = 250;

/** 10 s of 1080p30, a title in the middle, no two alike. */
const job = (n: number): Draft => ({
  version: 1,
  canvas: { width: 1920, height: 1080, fps: 30, background: '#000000' },
  tracks: [
    {
      clips: [
        { type: 'video', src: 'A.mp4', trim: Math.round((n % 30) * 1000) / 30_000, start: 0, length: 5 },
        { type: 'video', src: 'B.mp4', trim: Math.round((n % 60) * 1000) / 30_000, start: 5, length: SECONDS - 5 },
      ],
    },
    { clips: [{ type: 'text', text: `Job ${n}`, start: 1, length: 3, style: { size: 64 } }] },
  ],
});

const stage = await openStage();
try {
  const own = options.timeline === null ? null : subjectFrom(options.timeline);
  const sources = own?.folder ?? SOURCES_DIR;
  if (!own) await makeSources(SOURCES_DIR, filesOf(job(0)), stage.ffmpeg, say);
  const output = outputFor(options.preset);
  const timelines: Draft[] = [];
  for (let i = 0; i < options.jobs; i++) timelines.push(await stage.timelineOf(own ? marked(own.draft, i) : job(i), sources));

  say('what one job takes with one thread');
  const warm = await stage.render(timelines[0] as Draft, output);
  const composition = await compositionOf(stage, warm.render, timelines[0] as Draft, folder);
  const { commands } = await singleCommands(composition, 'ref1', 1);
  const singles: number[] = [];
  for (let i = 0; i < options.rounds; i++) {
    let cpu = 0;
    for (const args of commands) cpu += (await timed({ file: stage.ffmpeg, args })).cpu;
    singles.push(cpu);
  }
  await stage.cool();

  say(`${options.jobs} renders at once`);
  const before = stage.usage();
  let rss = 0;
  const watching = setInterval(() => {
    rss = Math.max(rss, stage.rss());
  }, EVERY_MS);
  const since = performance.now();
  const ends = await Promise.allSettled(
    timelines.map(async (timeline) => {
      const { id } = await stage.client.createRender({ timeline, output, projectId: 'bench' });
      const render = await stage.client.waitForRender(id);
      if (render.status !== 'COMPLETED') throw new Error(`${id} ended ${render.status}: ${render.failure?.message}`);
    }),
  );
  const makespan = (performance.now() - since) / 1000;
  clearInterval(watching);
  const failed = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
  for (const reason of failed.slice(0, 5)) say(reason);

  const cores = availableParallelism();
  const bound = (median(singles) * options.jobs) / cores;
  const after = stage.usage();
  const result = {
    jobs: options.jobs,
    failures: failed.length,
    makespanRatio: round(makespan / bound, 3),
    jobsPerHourOfBound: round(bound / makespan, 3),
    rssBytes: rss,
    jobsPerHour: round((options.jobs * 3600) / makespan, 1),
    boundJobsPerHour: round((cores * 3600) / median(singles), 1),
    cpuRatioRef1: round((after.ours - before.ours) / (median(singles) * options.jobs), 3),
    nodeCpuPerJobMs: round(((after.node - before.node) * 1000) / options.jobs, 0),
    ...{ makespan: round(makespan, 1), ref1CpuSeconds: round(median(singles), 2), cores },
    ...{ jobSeconds: own ? composition.plan.durationSeconds : SECONDS, preset: options.preset, load: load() },
  };
  console.log(
    options.json
      ? JSON.stringify(result)
      : Object.entries(result)
          .map(([key, value]) => `${key.padEnd(20)}${value}`)
          .join('\n'),
  );
  if (failed.length > 0) process.exitCode = 1;
} finally {
  await stage.close();
}
process.exit();

/** A timeline of the user's own, made another job by a background that is one step off: no two may share chunks. */
function marked(draft: Draft, n: number): Draft {
  const canvas = draft.canvas as { [key: string]: string | number };
  return { ...draft, canvas: { ...canvas, background: `#${n.toString(16).padStart(6, '0')}` } };
}
