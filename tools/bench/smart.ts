import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { objectKeys } from '@workprint/contracts';
import type { Render } from '@workprint/sdk';
import type { Plan } from '@workprint/timeline';
import { say } from '../verbs/say.ts';
import { framesOf } from './composition.ts';
import { packetsOf } from './evidence.ts';
import { timing } from './gates.ts';
import { parseOptions } from './options.ts';
import { load } from './proc.ts';
import { makeSources } from './sources.ts';
import { BENCH_DIR, download, type Measured, openStage, outputFor, SOURCES_DIR } from './stage.ts';
import { rotated, round, spread } from './statistics.ts';
import { type Draft, filesOf, type Subject, subjectFrom } from './timeline.ts';

// `npm run bench -- smart [--json]`: what a render costs that copies what nothing touches. docs/benchmarks.md says how it is measured.

const options = parseOptions(process.argv.slice(2), { rounds: 3 });
const folder = path.join(BENCH_DIR, 'smart');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

/** One source, both its ends cut off between keyframes. */
function trimmed(height: number): Subject {
  const large = height > 360;
  const [file, size, length] = large ? ['G.mp4', { width: 1920, height: 1080 }, 57] : ['D.mp4', { width: 640, height: 360 }, 117];
  const clip = { type: 'video', src: file, start: 0, length, trim: 1.3 };
  const draft: Draft = { version: 1, canvas: { ...size, fps: 30 }, tracks: [{ clips: [clip] }] };
  return { draft, folder: SOURCES_DIR, files: filesOf(draft) };
}

const subject = options.timeline === null ? trimmed(options.height) : subjectFrom(options.timeline);
const stage = await openStage();
try {
  if (options.timeline === null) await makeSources(SOURCES_DIR, subject.files, stage.ffmpeg, say);
  const timeline = await stage.timelineOf(subject.draft, subject.folder);
  const output = (copy: 'NEVER' | 'WHEN_POSSIBLE') => ({ ...outputFor(options.preset), copy: copy as never });
  const cold = async (copy: 'NEVER' | 'WHEN_POSSIBLE'): Promise<Measured> => {
    await stage.cool();
    const measured = await stage.render(timeline, output(copy));
    say(
      `${copy}: ${round(measured.usage.ours, 2)} s of CPU, ${round(measured.usage.node, 2)} of them Node's, ${round(measured.wall, 2)} s`,
    );
    return measured;
  };

  const cpu: number[] = [];
  const wall: number[] = [];
  let last: Render | null = null;
  for (let i = -1; i < options.rounds; i++) {
    const measured: Partial<Record<'NEVER' | 'WHEN_POSSIBLE', Measured>> = {};
    // Of the round to warm up only the sources count: they are on the workers' disks then.
    for (const copy of i < 0 ? (['WHEN_POSSIBLE'] as const) : rotated(['NEVER', 'WHEN_POSSIBLE'] as const, i))
      measured[copy] = await cold(copy);
    const { NEVER: full, WHEN_POSSIBLE: smart } = measured;
    last = smart?.render ?? last;
    if (!full || !smart) continue;
    cpu.push(smart.usage.ours / full.usage.ours);
    wall.push(smart.wall / full.wall);
  }
  if (last === null) throw new Error('nothing was rendered');

  const plan = await stage.store.getJson<Plan>(objectKeys.plan(stage.workspaceId, last.id, last.revision, 0));
  const file = path.join(folder, 'smart.mp4');
  await download(last, file);
  const copied = plan.chunks.reduce((frames, chunk) => frames + (chunk.encoded[0]?.copy ? chunk.frames : 0), 0);
  const gates = { ...timing(await packetsOf(stage, file), plan.frames), copiedEqual: await showsItsSources(plan, file) };
  const passed = Object.values(gates).every(Boolean);
  const [cpuSpread, wallSpread] = [spread(cpu), spread(wall)];
  const result = {
    ...{ cpuRatio: cpuSpread.median, encodedShare: round(1 - copied / plan.frames, 4), wallRatio: wallSpread.median },
    ...{ gates: { ...gates, passed }, spread: { cpu: cpuSpread, wall: wallSpread } },
    ...{ chunks: plan.chunks.length, frames: plan.frames, rounds: options.rounds, preset: options.preset, load: load() },
  };
  console.log(
    options.json
      ? JSON.stringify(result)
      : Object.entries(result)
          .map(([key, value]) => `${key.padEnd(20)}${typeof value === 'object' ? JSON.stringify(value) : value}`)
          .join('\n'),
  );
  if (!passed) process.exitCode = 1;
} finally {
  await stage.close();
}
process.exit();

/** Whether every copied frame is decoded as in its source, bit by bit. */
async function showsItsSources(plan: Plan, file: string): Promise<boolean> {
  const made = await framesOf(file, stage);
  const sources = new Map<string, string[]>();
  for (const name of subject.files) {
    const source = path.join(subject.folder, name);
    const sha256 = createHash('sha256').update(readFileSync(source)).digest('hex');
    if (plan.chunks.some((chunk) => chunk.encoded[0]?.copy?.sha256 === sha256)) sources.set(sha256, await framesOf(source, stage));
  }
  return plan.chunks.every(({ start, frames, encoded }) => {
    const copy = encoded[0]?.copy;
    const theirs = copy && sources.get(copy.sha256)?.slice(copy.first, copy.first + frames);
    return !copy || made.slice(start, start + frames).join() === theirs?.join();
  });
}
