import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { say } from '../verbs/say.ts';
import { firstSegmentChunkTimes } from '../watching/first-segment.ts';
import { chunkCosts } from './chunk-costs.ts';
import { compositionOf, singleCommands } from './composition.ts';
import { differingOptions, judge, x264Options } from './evidence.ts';
import { inWorkspace } from './in-workspace.ts';
import { parseOptions } from './options.ts';
import { findPeers } from './peers.ts';
import { load } from './proc.ts';
import { referenceArgs } from './reference.ts';
import { makeSources } from './sources.ts';
import { BENCH_DIR, download, type Measured, openStage, outputFor, SOURCES_DIR, type Usage } from './stage.ts';
import { median, rotated, round, spread } from './statistics.ts';
import { type Cost, timed } from './timed.ts';
import { filesOf, type Subject, standard, subjectFrom } from './timeline.ts';

// `npm run bench -- render [--json]`: the standard timeline through the whole product, against one well-made ffmpeg command and against other
// tools. docs/benchmarks.md says how it is measured.

const options = parseOptions(process.argv.slice(2), { rounds: 5 });
const { preset } = options;
const folder = path.join(BENCH_DIR, 'render');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const out = (name: string) => path.join(folder, `${name}.mp4`);

const stage = await openStage();
try {
  const subject = await subjectOf();
  const timeline = await stage.timelineOf(subject.draft, subject.folder);
  const output = outputFor(options.preset);

  say('warming up');
  const warm = await stage.render(timeline, output);
  const composition = await compositionOf(stage, warm.render, timeline, folder);
  const { plan } = composition;
  const single = async (name: string, threads: number): Promise<string[][]> =>
    options.timeline === null
      ? [referenceArgs({ src: subject.folder, out: out(name), preset, threads })]
      : (await singleCommands(composition, name, threads)).commands;
  const reference = { ref: await single('ref', 0), ref1: await single('ref1', 1) };
  const peers = options.timeline === null ? await findPeers(options.peers, subject.folder, stage.ffmpeg, folder) : [];
  for (const peer of peers) if ('missing' in peer) say(`without ${peer.name}: ${peer.missing}`);

  let ours: Measured = warm;
  const entrants: { name: string; run: () => Promise<Cost> }[] = [
    { name: 'ref', run: () => all(reference.ref) },
    { name: 'ref1', run: () => all(reference.ref1) },
    {
      name: 'ours',
      run: async () => {
        await stage.cool();
        ours = await stage.render(timeline, output);
        return { cpu: ours.usage.ours, wall: ours.wall };
      },
    },
    ...peers.flatMap((peer) => ('command' in peer ? [{ name: peer.name, run: () => timed(peer.command(out(peer.name), preset)) }] : [])),
  ];
  for (const { name, run } of entrants) if (name !== 'ours') await run();

  const rounds: Record<string, Cost>[] = [];
  const usages: Usage[] = [];
  const watched: number[] = [];
  const loads: number[] = [];
  for (let i = 0; i < options.rounds; i++) {
    const costs: Record<string, Cost> = {};
    loads.push(load());
    for (const { name, run } of rotated(entrants, i)) costs[name] = await run();
    usages.push(ours.usage);
    const { id } = ours.render;
    watched.push(
      await inWorkspace(stage.stack.env.DATABASE_URL ?? '', stage.workspaceId, (db) => firstSegmentChunkTimes(db, id, ours.sentAt)),
    );
    rounds.push(costs);
    say(
      `round ${i + 1} of ${options.rounds}: ${Object.entries(costs)
        .map(([n, c]) => `${n} ${c.cpu.toFixed(1)} s (${c.wall.toFixed(1)})`)
        .join(', ')}`,
    );
  }

  say('looking at the result');
  await download(ours.render, out('ours'));
  const gates = await judge(stage, composition, out('ours'), out('ref'));
  const otherSettings = differingOptions(await x264Options(out('ours')), await x264Options(out('ref')));
  const { nodeCpuPerChunkMs, ...others } = await chunkCosts(stage, composition, ours.usage.ours);

  const ratios = (of: string, by: string, key: keyof Cost) => rounds.flatMap((r) => (r[of] && r[by] ? [r[of][key] / r[by][key]] : []));
  const versus = (name: string) => {
    const peer = peers.find((p) => p.name === name);
    if (!peer) return null;
    if ('missing' in peer) return { cpu: null, wall: null, missing: peer.missing };
    return { cpu: spread(ratios('ours', name, 'cpu')).median, wall: spread(ratios('ours', name, 'wall')).median };
  };
  const beside = (key: keyof Usage) => round(median(usages.map((u) => u[key])), 2);
  const result = {
    cpuRatio: spread(ratios('ours', 'ref', 'cpu')).median,
    cpuRatioRef1: spread(ratios('ours', 'ref1', 'cpu')).median,
    wallRatio: spread(ratios('ours', 'ref', 'wall')).median,
    melt: versus('melt'),
    moviepy: versus('moviepy'),
    nodeCpuPerChunkMs,
    gates,
    spread: {
      cpuRatio: spread(ratios('ours', 'ref', 'cpu')),
      cpuRatioRef1: spread(ratios('ours', 'ref1', 'cpu')),
      wallRatio: spread(ratios('ours', 'ref', 'wall')),
    },
    cpuSeconds: Object.fromEntries(entrants.map(({ name }) => [name, spread(rounds.map((r) => r[name]?.cpu ?? Number.NaN))])),
    wallSeconds: Object.fromEntries(entrants.map(({ name }) => [name, spread(rounds.map((r) => r[name]?.wall ?? Number.NaN))])),
    beside: {
      node: beside('node'),
      gateway: beside('gateway'),
      temporal: beside('temporal'),
      postgres: beside('postgres'),
      s3: beside('s3'),
    },
    secondsOfWorkPerSecond: round(median(rounds.map((r) => r.ours?.cpu ?? Number.NaN)) / plan.durationSeconds, 2),
    ...others,
    firstSegmentChunkTimes: round(median(watched), 2),
    chunks: plan.chunks.map((c) => c.frames),
    otherSettings,
    refKind: options.timeline === null ? 'handmade' : 'own',
    ...{ preset, cores: availableParallelism(), rounds: options.rounds },
    load: { max: Math.max(...loads), idle: loads.every((l) => l < 0.5) },
  };
  console.log(options.json ? JSON.stringify(result) : table(result));
  if (!gates.passed) process.exitCode = 1;
} finally {
  await stage.close();
}
process.exit();

async function subjectOf(): Promise<Subject> {
  if (options.timeline !== null) return subjectFrom(options.timeline);
  const draft = standard();
  const files = [...filesOf(draft), 'title1.png', 'title2.png'];
  await makeSources(SOURCES_DIR, files, stage.ffmpeg, say);
  return { draft, folder: SOURCES_DIR, files };
}

/** One after the other. */
async function all(commands: readonly string[][]): Promise<Cost> {
  const sum = { cpu: 0, wall: 0 };
  for (const args of commands) {
    const { cpu, wall } = await timed({ file: stage.ffmpeg, args });
    sum.cpu += cpu;
    sum.wall += wall;
  }
  return sum;
}

function table(result: object): string {
  return Object.entries(result)
    .map(([key, value]) => `${key.padEnd(24)}${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join('\n');
}
