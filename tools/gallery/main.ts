import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Workprint } from '@workprint/sdk';
import { ROOT, WORK_DIR } from '../paths.mjs';
import { ensureDevKey } from '../stack/dev-key.ts';
import { useStack } from '../stack/use-stack.ts';
import { giveUp, say } from '../verbs/say.ts';
import { type Example, galleryExamples, gallerySources, sourcesIn, withAssets } from './examples.ts';
import { GIF, isMade, isMoving, MOVING_BYTES, MOVING_DIR, movingFile, movingProblems, noteMade, PAGE, pageOf } from './page.ts';
import { contactSheets } from './sheets.ts';
import { POSTERS_DIR, type TemplateFilm, templateFilms, templateSources } from './templates.ts';

// `npm run gallery`: docs/gallery.md with a GIF of every example that moves and posters of the templates, made through the public API, and contact
// sheets of all golden pictures in .workprint/gallery. A GIF is made when its example has changed, or is asked for by `--only text,effects/sepia,templates`,
// which makes nothing else. `--page`: none, and no stack.

const AT_ONCE = 3;

async function uploaded(client: Workprint, files: Readonly<Record<string, string>>, names: readonly string[]) {
  const ids: Record<string, string> = {};
  for (const name of names) {
    const file = files[name];
    if (!file) throw new Error(`there is no file for asset:${name}`);
    const { id } = await client.uploadFile(file, { projectId: 'gallery' });
    await client.waitForAsset(id);
    ids[name] = id;
  }
  return ids;
}

/** A frame of each template, as renderFrame gives it. */
async function posters(client: Workprint, films: readonly TemplateFilm[]): Promise<void> {
  const files = templateSources(films);
  const ids = await uploaded(client, files, Object.keys(files));
  mkdirSync(POSTERS_DIR, { recursive: true });
  for (const { name, posterAt, timeline } of films) {
    const { width, height } = timeline.canvas;
    const size = { width: 2 * Math.round((180 * width) / height), height: 360 };
    const { url } = await client.renderFrame({ timeline: withAssets(timeline, ids), at: posterAt, output: size, format: 'JPEG' as never });
    const file = path.join(POSTERS_DIR, `${name}.jpg`);
    writeFileSync(file, Buffer.from(await (await fetch(url)).arrayBuffer()));
    say(path.relative(ROOT, file));
  }
}

async function render(examples: readonly Example[], all: readonly Example[], films: readonly TemplateFilm[]): Promise<void> {
  const stack = await useStack({ say });
  try {
    const client = new Workprint({ url: stack.url, token: await ensureDevKey(WORK_DIR, stack.env.DATABASE_URL ?? '') });
    if (films.length > 0) await posters(client, films);
    const names = sourcesIn(examples.map((e) => e.timeline));
    const ids = await uploaded(client, gallerySources(), names);
    const waiting = [...examples];
    const worker = async (): Promise<void> => {
      for (let example = waiting.shift(); example; example = waiting.shift()) {
        const file = movingFile(example);
        const { id } = await client.createRender({ timeline: withAssets(example.timeline, ids), output: GIF, projectId: 'gallery' });
        const made = await client.waitForRender(id);
        if (made.status !== 'COMPLETED') throw new Error(`${example.group}/${example.name}: ${made.failure?.message ?? made.status}`);
        mkdirSync(path.dirname(file), { recursive: true });
        await client.download(made, file);
        noteMade(example, all);
        say(path.relative(ROOT, file));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    await stack.stop();
  }
}

try {
  const { values } = parseArgs({ options: { only: { type: 'string' }, page: { type: 'boolean', default: false } } });
  const examples = galleryExamples();
  const asked = values.only?.split(',');
  const moving = examples
    .filter((e) => isMoving(e) && (asked || !isMade(e)))
    .filter((e) => !asked || asked.some((each) => `${e.group}/${e.name}`.startsWith(each)));
  const films = templateFilms().filter(({ name }) => !asked || asked.some((each) => `templates/${name}`.startsWith(each)));
  if (!values.page) await render(moving, examples, films);
  for (const file of movingProblems(examples).strange) rmSync(path.join(path.dirname(PAGE), file));
  writeFileSync(PAGE, pageOf(examples));
  const sheets = await contactSheets(examples, path.join(WORK_DIR, 'gallery'), process.env.FFMPEG_PATH ?? 'ffmpeg');
  const { missing, bytes } = movingProblems(examples);
  say(`docs/gallery.md shows ${examples.length} examples; GIFs of ${(bytes / 1e6).toFixed(1)} MB in ${path.relative(ROOT, MOVING_DIR)}`);
  for (const file of sheets) say(`to look at: ${path.relative(ROOT, file)}`);
  if (missing.length > 0) throw new Error(`missing: ${missing.join(', ')}`);
  if (bytes >= MOVING_BYTES) throw new Error(`the GIFs have more than ${MOVING_BYTES / 1e6} MB`);
} catch (error) {
  giveUp(error);
}
process.exit();
