import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { galleryExamples, sourcesIn } from '../gallery/examples.ts';
import { say } from '../verbs/say.ts';
import { bestKnown } from './look-costs/best.ts';
import { excuseOf, isAbove } from './look-costs/excused.ts';
import type { Known } from './look-costs/known.ts';
import { large } from './look-costs/large.ts';
import { openMeter } from './look-costs/meter.ts';
import { placeFaces, placeScript } from './look-costs/place-scripts.ts';
import { framesAtWork, plain } from './look-costs/plain.ts';
import { largeSources, openShop } from './look-costs/shop.ts';
import { asWhole, type Cost, costOf, groupsOf, type Subject } from './look-costs/subject.ts';
import { parseOptions } from './options.ts';
import { load } from './proc.ts';
import { BENCH_DIR, openStage } from './stage.ts';

// `npm run bench -- looks [--json] [--only transitions,effects/blur]`: what each look costs a 1080p frame. docs/benchmarks.md says how it is measured.

/** A look above this is measured again, twice: once may be chance. */
const DOUBTFUL = 1.3;

const options = parseOptions(process.argv.slice(2), { rounds: 1 });
const folder = path.join(BENCH_DIR, 'looks');
rmSync(path.join(folder, 'inputs'), { recursive: true, force: true });
mkdirSync(path.join(folder, 'inputs'), { recursive: true });

const asked = (name: string): boolean => options.only === null || options.only.some((each) => name.startsWith(each));
const examples = galleryExamples()
  .filter((e) => e.group !== 'sound' && asked(`${e.group}/${e.name}`))
  .map((e) => ({ ...e, timeline: large(e.timeline) }));

const stage = await openStage();
const failed: string[] = [];
try {
  const files = {
    ...(await largeSources(path.join(folder, 'sources'), stage.ffmpeg)),
    faces: await placeFaces(path.join(folder, 'faces')),
  };
  const known = examples.map(bestKnown);
  const shop = await openShop(stage, files, sourcesIn(examples.map((e) => e.timeline)), path.join(folder, 'inputs'));
  const plans = examples.flatMap((example, i) => {
    const name = `${example.group}/${example.name}`;
    try {
      const look = shop.plan(example.timeline);
      return [{ name, example, known: known[i] ?? null, look, without: shop.plan(plain(example, look.durationSeconds)) }];
    } catch (error) {
      failed.push(name);
      say(`${name} can't be measured: ${error instanceof Error ? error.message : error}`);
      return [];
    }
  });
  const commandOf = await shop.place(plans.flatMap((p) => [p.look, p.without]));
  const scripted = (name: string, { script }: Known) =>
    script ? { ...files, script: placeScript(path.join(folder, 'inputs'), name, script) } : files;
  const subjects: Subject[] = plans.map(({ name, example, known: best, look, without }) => ({
    name,
    look: { args: commandOf(look), frames: look.frames },
    plain: { args: commandOf(without), frames: without.frames },
    atWork: framesAtWork(example, look.frames),
    best: best && asWhole(best, scripted(example.name, best)),
  }));
  const measure = openMeter(stage.ffmpeg);
  const costs = new Map<string, Cost>();
  const round = async (number: number, some: readonly Subject[]): Promise<void> => {
    for (const subject of some) {
      const cost = await costOf(subject, measure, number);
      costs.set(subject.name, cost);
      const { ms, onceMs, plainMs, bestMs, ratio } = cost;
      const against = bestMs === null ? '' : `; best known ${bestMs}, ratio ${ratio}`;
      say(`${subject.name.padEnd(36)} ${ms} ms a frame over ${plainMs}, once ${onceMs}${against}`);
    }
  };
  for (let i = 0; i < options.rounds; i++) await round(i, subjects);
  const doubtful = subjects.filter(({ name }) => (costs.get(name)?.ratio ?? 0) > DOUBTFUL);
  for (const again of [0, 1]) await round(options.rounds + again, doubtful);

  const looks = Object.fromEntries(costs);
  const above = Object.entries(looks)
    .flatMap(([name, cost]) => (isAbove(cost) ? [{ name, ratio: cost.ratio ?? 0, because: excuseOf(name) }] : []))
    .sort((a, b) => b.ratio - a.ratio);
  failed.push(...above.filter(({ because }) => because === null).map(({ name }) => name));
  const worst = above.find(({ because }) => because === null) ?? null;
  console.log(
    options.json
      ? JSON.stringify({ looks, groups: groupsOf(looks), worst, above, failed, rounds: options.rounds, load: load() })
      : above.map(({ name, ratio, because }) => `${ratio} of the best known: ${name}${because ? `, because ${because}` : ''}`).join('\n'),
  );
} finally {
  await stage.close();
}
process.exit(failed.length > 0 ? 1 : 0);
