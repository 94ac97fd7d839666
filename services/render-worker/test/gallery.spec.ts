import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { audioInputs } from '@workprint/timeline';
import { APPROVED_DIR, type Example, frameAt, GROUPS, galleryExamples } from '../../../tools/gallery/examples.ts';
import { hashesAt, oneRun } from './gallery/one-run.ts';
import { mixArgs, soundPicture } from './gallery/sound.ts';
import { openStudio, type Studio } from './gallery/studio.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/** Writes the pictures that are not there yet, to be looked at. One that is out of date is deleted by hand first. */
const UPDATE = 'UPDATE_GOLDEN' in process.env;
const EXAMPLES = galleryExamples();
/** How often each film is cut. */
const WAYS = [1, 3, 7];

let place: Workplace;
let studio: Studio;
beforeAll(async () => {
  place = await openWorkplace();
  studio = await openStudio(
    place,
    EXAMPLES.map((e) => e.timeline),
  );
}, 240_000);
afterAll(() => place?.close());

const run = (what: string, args: string[]) => place.needs.ffmpeg.run({ what, args, cwd: place.folder, timeoutMs: 60_000 });

const hashesIn = async (file: string): Promise<string[]> =>
  (await readFile(file, 'utf8'))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').at(-1)!.trim());

const approvedOf = ({ group, name }: Example): string => join(APPROVED_DIR, group, `${name}.png`);

/** Likeness of each frame, 1 where they are equal. */
const likenessIn = async (file: string): Promise<number[]> =>
  [...(await readFile(file, 'utf8')).matchAll(/All:([\d.]+)/g)].map((match) => Number(match[1]));

const approve = async (example: Example, sheet: string): Promise<boolean> => {
  const approved = approvedOf(example);
  if (existsSync(approved) || !UPDATE) return false;
  await mkdir(dirname(approved), { recursive: true });
  await copyFile(sheet, approved);
  return true;
};

const title = ({ group, name }: Example): string => `${group}/${name}`;

describe('the gallery', () => {
  it.each(EXAMPLES.filter((e) => e.group !== 'sound').map((e) => [title(e), e] as const))(
    '%s is as it was approved, and the same however it is cut',
    async (_, example) => {
      const { timeline, at } = example;
      const whole = await studio.plan(timeline, []);
      const cuts = (n: number) => Array.from({ length: n - 1 }, (_, i) => Math.round(((i + 1) * whole.frames) / n) + (i % 2));
      const plans = [whole, ...(await Promise.all(WAYS.slice(1).map((n) => studio.plan(timeline, cuts(n)))))] as const;
      const inputs = await studio.place(plans);
      const [sheet, likeness] = ['png', 'ssim'].map((end) => join(place.folder, `${example.group}-${example.name}.${end}`)) as [
        string,
        string,
      ];
      const frames = at.map((t) => Math.min(whole.frames - 1, frameAt(t, timeline.canvas.fps)));
      const approved = approvedOf(example);
      await run(title(example), oneRun({ plans: [whole, ...plans.slice(1)], inputs, frames, approved, sheet, likeness }));

      const composed = await Promise.all(
        plans.map(async (plan, p) => (await Promise.all(plan.chunks.map((c) => hashesIn(hashesAt(sheet, p, c.index))))).flat()),
      );
      expect(composed[0]).toHaveLength(whole.frames);
      for (const other of composed.slice(1)) expect(other).toEqual(composed[0]);
      if (await approve(example, sheet)) return;
      expect([title(example), existsSync(approved)]).toEqual([title(example), true]);
      const alike = await likenessIn(likeness);
      expect(alike).toHaveLength(frames.length);
      expect(Math.min(...alike)).toBeGreaterThanOrEqual(0.99);
    },
    60_000,
  );

  const sounds = EXAMPLES.filter((e) => e.group === 'sound');
  it('sounds as it was approved', async () => {
    for (const example of sounds) {
      const plan = await studio.plan(example.timeline, []);
      const inputs = await studio.place([plan], audioInputs(plan.audio!));
      const base = join(place.folder, `sound-${example.name}`);
      await run(title(example), mixArgs(plan, inputs, `${base}.f32`));
      await run(title(example), soundPicture(`${base}.f32`, `${base}.png`));
      if (await approve(example, `${base}.png`)) continue;
      const approved = approvedOf(example);
      expect([title(example), existsSync(approved)]).toEqual([title(example), true]);
      const compare = `ssim=stats_file=sound-${example.name}.ssim`;
      await run(title(example), ['-i', approved, '-i', `${base}.png`, '-lavfi', compare, '-f', 'null', '-']);
      expect([title(example), (await likenessIn(`${base}.ssim`))[0]! >= 0.99]).toEqual([title(example), true]);
    }
  }, 300_000);

  it('has no picture that nothing draws', async () => {
    const drawn = EXAMPLES.map((e) => `${title(e)}.png`);
    const found = (await readdir(APPROVED_DIR, { recursive: true })).filter((name) => name.endsWith('.png'));
    expect(found.sort()).toEqual(drawn.sort());
    expect((await readdir(APPROVED_DIR)).filter((name) => !(GROUPS as readonly string[]).includes(name))).toEqual([]);
  });
});
