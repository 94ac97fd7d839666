import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { audioInputs, chunkCommand } from '@workprint/timeline';
import { type ExampleTimeline, gallerySources } from '../../../tools/gallery/examples.ts';
import { FAMILIES, fileOf } from '../src/canvas/index.ts';
import { mixArgs } from './gallery/sound.ts';
import { openStudio, type Studio } from './gallery/studio.ts';
import { make } from './tools.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

const docs = new URL('../../../docs/', import.meta.url);
const CLIP = /^\{ "type": "(?:video|image|audio|text|captions|color|gradient|shape|html|timeline|lottie)".*(?:\n {2,}.*)*/gm;

/** The clips and whole timelines that pages show, as they stand there. */
const EXAMPLES = readdirSync(docs)
  .filter((page) => page.endsWith('.md'))
  .flatMap((page) => {
    const text = readFileSync(new URL(page, docs), 'utf8');
    const clips = [...text.matchAll(CLIP)].map(([clip]) => ({ page, text: clip, whole: false }));
    const films = [...text.matchAll(/^```json\n(\{ "version": 1,[\s\S]*?)```/gm)].map((match) => ({ page, text: match[1]!, whole: true }));
    return [...films, ...clips];
  });

type Json = { [key: string]: Json | undefined } | Json[] | string | number | boolean | null;

let place: Workplace;
let studio: Studio;
let ids: Record<'film' | 'photo' | 'sound' | 'captions' | 'font' | 'table' | 'lottie', string>;
beforeAll(async () => {
  place = await openWorkplace({ html: true });
  const { ffmpeg } = place.needs;
  const sources = gallerySources();
  // Long enough for every example.
  const long = (name: string, file: string) => make(ffmpeg, place.folder, name, ['-stream_loop', '9', '-i', file, '-c', 'copy']);
  const add = (file: string) => place.addAsset(file);
  const named = (what: RegExp) => EXAMPLES.some(({ text }) => what.test(text));
  ids = {
    film: await add(await long('film.mp4', sources.city!)),
    photo: await add(sources.photo!),
    sound: await add(await long('sound.m4a', sources.music!)),
    captions: await add(join(import.meta.dirname, '../../../examples/templates/media/transcript.json')),
    font: await add(fileOf(FAMILIES[0]!, 'latin', 700, 'normal')),
    table: named(/"lut"/) ? await add(sources.teal!) : '',
    lottie: named(/"lottie"/) ? await add(sources.spin!) : '',
  };
  studio = await openStudio(place, []);
}, 120_000);
afterAll(() => place?.close());

/** What stands in an example's place for a source, by the clip and the key that name it. */
function source(type: string, key: string): string {
  if (key === 'font') return ids.font;
  if (key === 'lut') return ids.table;
  if (key === 'mask') return ids.photo;
  const of: Record<string, string> = { video: ids.film, audio: ids.sound, image: ids.photo, captions: ids.captions, lottie: ids.lottie };
  return of[type] ?? ids.photo;
}

/** Its assets are ours, and what would be bought is one. */
function filled(value: Json, type = '', key = ''): Json {
  if (Array.isArray(value)) return value.map((each) => filled(each, type, key));
  if (typeof value === 'string') return value.replace(/asset:(<id>|[\w-]+)/g, () => `asset:${source(type, key)}`);
  if (value === null || typeof value !== 'object') return value;
  if (value.generate) return `asset:${source(type, key)}`;
  const own = typeof value.type === 'string' && CLIPS.has(value.type) ? value.type : type;
  return Object.fromEntries(
    Object.entries(value).map(([name, v]) => [name, filled(v as Json, own, name === 'src' && key !== '' ? key : name)]),
  );
}
const CLIPS = new Set(['video', 'image', 'audio', 'text', 'captions', 'html', 'timeline', 'lottie']);

function document(text: string, whole: boolean): ExampleTimeline {
  const small = { width: 320, height: 180, fps: 30 };
  const said = filled(JSON.parse(text)) as Record<string, Json>;
  const blanks = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => [name, 'a value']);
  const { variable, equals, not } = (said.when ?? {}) as Record<string, Json>;
  const variables = Object.fromEntries([...blanks, ...(variable ? [[variable, equals ?? `not ${not}`]] : [])]);
  if (whole) return { ...said, variables: { ...variables, ...(said.variables as object) }, canvas: small } as unknown as ExampleTimeline;
  const clip = { ...said, start: said.start === 'after' ? 0 : said.start };
  // What it is quieter under is another track's.
  const { under } = (said.duck ?? {}) as { under?: string };
  const voice = { id: under, clips: [{ type: 'audio', src: `asset:${ids.sound}`, start: 0.5, length: 1 }] };
  return { version: 1, canvas: small, variables, tracks: [...(under ? [voice] : []), { clips: [clip] }] } as ExampleTimeline;
}

describe('what the pages show', () => {
  it('is a good deal', () => expect(EXAMPLES.length).toBeGreaterThanOrEqual(15));

  it.each(EXAMPLES.map((e, i) => [`${e.page} ${i + 1}`, e] as const))(
    '%s is drawn, or sounds',
    async (_, { text, whole }) => {
      const heard = !whole && /^\{ "type": "audio"/.test(text);
      const example = document(text, whole);
      const shown = { version: 1, canvas: example.canvas, tracks: [{ clips: [{ type: 'color', color: '#204060', start: 0, length: 1 }] }] };
      const plan = await studio.plan(heard ? { ...example, tracks: [...shown.tracks, ...example.tracks] } : example);
      expect(plan.frames).toBeGreaterThan(0);
      const chunk = plan.chunks[Math.floor(plan.chunks.length / 3)]!;
      const inputs = await studio.place([{ ...plan, chunks: [chunk] }], plan.audio ? audioInputs(plan.audio) : []);
      const run = (args: string[]) => place.needs.ffmpeg.run({ what: text, args, cwd: place.folder, timeoutMs: 60_000 });
      await run(chunkCommand(plan, chunk, { inputs, outputs: [join(place.folder, 'shown.png')] }, { mode: 'png' }));
      if (plan.audio) await run(mixArgs(plan, inputs, join(place.folder, 'heard.f32')));
    },
    60_000,
  );
});
