import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { renderChunks } from '@workprint/projection';
import { say } from '../verbs/say.ts';
import { framesOf } from './composition.ts';
import { edited, movie, repeated } from './long.ts';
import { parseOptions } from './options.ts';
import { load } from './proc.ts';
import { makeSources } from './sources.ts';
import { BENCH_DIR, download, type Measured, openStage, outputFor, SOURCES_DIR } from './stage.ts';
import { median, round } from './statistics.ts';
import { type Draft, filesOf, subjectFrom } from './timeline.ts';

// `npm run bench -- incremental [--json]`: what an edit costs, in parts of the first render. docs/benchmarks.md says how it is measured.

const options = parseOptions(process.argv.slice(2), { rounds: 3 });
const folder = path.join(BENCH_DIR, 'incremental');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const wants = (part: string) => options.only === null || options.only.includes(part);
const problems: string[] = [];
const detail: Record<string, unknown> = {};

const stage = await openStage();
try {
  const own = options.timeline === null ? null : subjectFrom(options.timeline);
  const sources = own?.folder ?? SOURCES_DIR;
  const prepared = async (draft: Draft): Promise<Draft> => {
    if (!own) await makeSources(SOURCES_DIR, filesOf(draft), stage.ffmpeg, say);
    return stage.timelineOf(draft, sources);
  };
  const output = outputFor(options.preset);
  const rendered = async (what: string, timeline: Draft): Promise<Measured & { ffmpegs: Record<string, number> }> => {
    const measured = await stage.render(timeline, output);
    const { progress } = measured.render;
    const ffmpegs = startsOf(measured.render.id);
    detail[what] = {
      ...{ cpu: round(measured.usage.ours, 2), node: round(measured.usage.node, 2), wall: round(measured.wall, 2) },
      ...{ chunks: progress.chunksTotal, reused: progress.chunksReused, ffmpegs, encoders: await encodersOf(measured.render.id) },
    };
    say(`${what}: ${JSON.stringify(detail[what])}`);
    return { ...measured, ffmpegs };
  };
  const cpuRatio = (part: Measured, whole: Measured) => round(part.usage.ours / whole.usage.ours, 4);

  let [titleChangeRatio, volumeRatio, identicalRatio]: (number | null)[] = [null, null, null];
  if (['title', 'volume', 'identical'].some(wants)) {
    const draft = own?.draft ?? repeated(5, options.height);
    const full = await prepared(draft);
    await stage.render(full, output); // The sources are on the workers' disks from here on.
    await stage.cool();
    const cold = await rendered('60 s', full);
    const ratio = async (measure: (round: number) => Promise<Measured>): Promise<number> => {
      const ratios: number[] = [];
      for (let i = 1; i <= options.rounds; i++) ratios.push(cpuRatio(await measure(i), cold));
      return median(ratios);
    };
    if (wants('identical')) {
      await rendered('identical, warm-up', full);
      identicalRatio = await ratio(async (i) => {
        const again = await rendered(`identical ${i}`, full);
        if (Object.keys(again.ffmpegs).length > 0) problems.push(`an identical render started ffmpeg: ${JSON.stringify(again.ffmpegs)}`);
        if (i === options.rounds) await sameFrames('identical', cold, again);
        return again;
      });
    }
    if (wants('volume')) {
      const isSound = (clip: { type?: unknown }) => clip.type === 'audio' || clip.type === 'video';
      volumeRatio = await ratio(async (i) => {
        const quieter = await rendered(
          `volume ${i}`,
          await prepared(edited(draft, isSound, (clip) => ({ ...clip, volume: 0.3 + i / 100 }))),
        );
        if (quieter.ffmpegs.chunk) problems.push('a changed volume rendered a chunk');
        return quieter;
      });
    }
    if (wants('title')) {
      // In the middle, where neither logo nor music begins or ends.
      const middle = (clip: { type?: unknown; text?: unknown }) =>
        clip.type === 'text' && (own !== null || clip.text === 'Lower third - chapter two 3');
      let last: { changed: Measured; timeline: Draft } | null = null;
      titleChangeRatio = await ratio(async (i) => {
        const timeline = await prepared(edited(draft, middle, (clip) => ({ ...clip, text: `Lower third - CHANGED ${i}` })));
        last = { timeline, changed: await rendered(`title ${i}`, timeline) };
        return last.changed;
      });
      const { changed, timeline } = last!;
      await equalToCold('title', changed, timeline);
    }
  }

  let [insertReuse, insertWallRatio]: (number | null)[] = [null, null];
  if (wants('insert') && !own) {
    const shots = Math.floor(options.seconds / 6);
    const before = await prepared(movie(options.seconds, null));
    const after = await prepared(movie(options.seconds, Math.floor(shots / 2)));
    await stage.render(before, output);
    await stage.cool();
    const cold = await rendered(`${options.seconds} s`, before);
    const inserted = await rendered('insert', after);
    const { chunksReused, chunksTotal } = inserted.render.progress;
    insertReuse = round(chunksReused / (chunksTotal ?? 1), 4);
    insertWallRatio = round(inserted.wall / cold.wall, 4);
    await equalToCold('insert', inserted, after);
  }

  const result = {
    ...{ titleChangeRatio, insertReuse, insertWallRatio, volumeRatio, identicalRatio },
    ...{
      passed: problems.length === 0,
      problems,
      detail,
      height: options.height,
      seconds: options.seconds,
      preset: options.preset,
      load: load(),
    },
  };
  console.log(
    options.json
      ? JSON.stringify(result)
      : Object.entries(result)
          .map(([key, value]) => `${key.padEnd(20)}${typeof value === 'object' ? JSON.stringify(value) : value}`)
          .join('\n'),
  );
  if (problems.length > 0) process.exitCode = 1;

  /** CPU seconds of each encoder that ran for a render, in timeline order. */
  async function encodersOf(renderId: string): Promise<number[]> {
    const rows = await stage.db.withWorkspace(stage.workspaceId, (tx) => renderChunks(tx, renderId));
    return rows.flatMap(({ cpuSeconds }) => (cpuSeconds === null ? [] : [round(cpuSeconds, 2)]));
  }

  /** What was partly reused shows what a render from nothing shows. */
  async function equalToCold(what: string, warm: Measured, timeline: Draft): Promise<void> {
    await stage.cool();
    await sameFrames(what, await rendered(`${what}, cold`, timeline), warm);
  }

  async function sameFrames(what: string, one: Measured, other: Measured): Promise<void> {
    const files = [one, other].map((_, i) => path.join(folder, `same-${i}.mp4`));
    for (const [i, { render }] of [one, other].entries()) await download(render, files[i] as string);
    const [a, b] = await Promise.all(files.map((file) => framesOf(file, stage)));
    if (a?.join() !== b?.join() || a?.length === 0) problems.push(`${what}: the frames are not those of a cold render`);
  }
} finally {
  await stage.close();
}
process.exit();

/** How many ffmpegs the workers started for a render, by what for. */
function startsOf(renderId: string): Record<string, number> {
  const logs = path.join(BENCH_DIR, 'logs');
  const counts: Record<string, number> = {};
  for (const name of existsSync(logs) ? readdirSync(logs) : []) {
    if (!name.startsWith('render-worker')) continue;
    for (const line of readFileSync(path.join(logs, name), 'utf8').split('\n')) {
      if (!line.includes(renderId) || !line.includes('"ffmpeg_started"')) continue;
      const step = (JSON.parse(line) as { step: string }).step.split(' ')[0] as string;
      counts[step] = (counts[step] ?? 0) + 1;
    }
  }
  return counts;
}
