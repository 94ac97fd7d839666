import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Plan } from '@workprint/timeline';
import { type Example, galleryExamples, sourcesIn } from '../gallery/examples.ts';
import { say } from '../verbs/say.ts';
import { bestKnown, type Known } from './look-costs/best.ts';
import { cpuOfRun } from './look-costs/cost.ts';
import { large } from './look-costs/large.ts';
import { framesAtWork, plain } from './look-costs/plain.ts';
import { largeSources, openShop } from './look-costs/shop.ts';
import { parseOptions } from './options.ts';
import { load } from './proc.ts';
import { BENCH_DIR, openStage } from './stage.ts';
import { median, rotated, round } from './statistics.ts';

// `npm run bench -- looks [--json] [--only transitions,effects/blur]`: what each look costs a 1080p frame. docs/benchmarks.md says how it is measured.

interface Cost {
  /** CPU milliseconds a frame in which the look is at work, less the plain graph's. */
  ms: number;
  /** Of the plain graph, all in all. */
  plainMs: number;
  /** Of the best known form of ffmpeg, less its plain graph's; null: none is known. */
  bestMs: number | null;
  ratio: number | null;
}

const options = parseOptions(process.argv.slice(2), { rounds: 3 });
const folder = path.join(BENCH_DIR, 'looks');
rmSync(path.join(folder, 'inputs'), { recursive: true, force: true });
mkdirSync(path.join(folder, 'inputs'), { recursive: true });

const asked = (e: Example): boolean => options.only === null || options.only.some((each) => `${e.group}/${e.name}`.startsWith(each));
const examples = galleryExamples()
  .filter((e) => e.group !== 'sound' && asked(e))
  .map((e) => ({ ...e, timeline: large(e.timeline) }));

const stage = await openStage();
try {
  const { ffmpeg } = stage;
  const files = await largeSources(path.join(folder, 'sources'), ffmpeg);
  const shop = await openShop(stage, files, sourcesIn(examples.map((e) => e.timeline)), path.join(folder, 'inputs'));
  const subjects = examples.flatMap((example) => {
    try {
      return [{ example, look: shop.plan(example.timeline), plain: shop.plan(plain(example)) }];
    } catch (error) {
      say(`${example.group}/${example.name} can't be measured: ${error instanceof Error ? error.message : error}`);
      return [];
    }
  });
  const commandOf = await shop.place(subjects.flatMap((s) => [s.look, s.plain]));
  const looks: Record<string, Cost> = {};
  for (const { example, look, plain: without } of subjects) {
    const name = `${example.group}/${example.name}`;
    const known = bestKnown(example);
    const frames = framesAtWork(example, look.frames);
    const runs = {
      look: commandOf(look),
      plain: commandOf(without),
      ...(known
        ? {
            best: knownArgs(known, frames, files),
            base: knownArgs({ inputs: known.inputs.slice(0, 1), graph: '[0:v]null[out]' }, frames, files),
          }
        : {}),
    };
    looks[name] = await measured(runs, look, without, frames, ffmpeg);
    const { ms, plainMs, bestMs, ratio } = looks[name];
    say(`${name.padEnd(32)} ${ms} ms a frame over ${plainMs}${bestMs === null ? '' : `; best known ${bestMs}, ratio ${ratio}`}`);
  }
  const worst = Object.entries(looks).reduce<{ name: string; ratio: number } | null>(
    (most, [name, { ratio }]) => (ratio !== null && ratio > (most?.ratio ?? 0) ? { name, ratio } : most),
    null,
  );
  const result = { looks, worst, rounds: options.rounds, load: load() };
  console.log(options.json ? JSON.stringify(result) : `worst: ${worst ? `${worst.name}, ${worst.ratio} of the best known` : 'none'}`);
} finally {
  await stage.close();
}
process.exit();

type Runs = Record<'look' | 'plain', string[]> & Partial<Record<'best' | 'base', string[]>>;

async function measured(runs: Runs, look: Plan, without: Plan, frames: number, ffmpeg: string): Promise<Cost> {
  const times = new Map<string, number[]>();
  for (let i = -1; i < options.rounds; i++)
    for (const [name, args] of rotated(Object.entries(runs), Math.max(0, i))) {
      const ms = await cpuOfRun(ffmpeg, args);
      if (i >= 0) times.set(name, [...(times.get(name) ?? []), ms]);
    }
  const of = (name: string): number => median(times.get(name) ?? []);
  const plainMs = of('plain') / without.frames;
  const ms = (of('look') - plainMs * look.frames) / frames;
  const bestMs = runs.best ? (of('best') - of('base')) / frames : null;
  const ratio = bestMs === null || bestMs <= 0 ? null : round(ms / bestMs, 2);
  return { ms: round(ms, 2), plainMs: round(plainMs, 2), bestMs: bestMs === null ? null : round(bestMs, 2), ratio };
}

/** One thread each, as ours. */
function knownArgs({ inputs, graph }: Known, frames: number, files: Readonly<Record<string, string>>): string[] {
  const opened = inputs.flatMap((name) => ['-threads', '1', '-i', files[name] ?? name]);
  const filters = `${graph.replace('=LUT', `=${files.teal}`)};[out]format=yuv420p[shown]`;
  return [
    '-hide_banner',
    '-nostdin',
    '-filter_complex_threads',
    '1',
    ...opened,
    '-filter_complex',
    filters,
    '-map',
    '[shown]',
    '-frames:v',
    String(frames),
    '-f',
    'null',
    '-',
  ];
}
