import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { APPROVED_DIR, GROUPS, type Group, galleryExamples, gallerySources, sourcesIn } from '../../../tools/gallery/examples.ts';
import { parseTimeline, timelineLength } from '../src/index.ts';
import { valueAt } from './keys/effect.ts';
import { keysOf, schemaKeys } from './keys/keys.ts';

const examples = galleryExamples();
const keys = schemaKeys();
const docs = new URL('../../../docs/', import.meta.url);
const WRITTEN = new Set(['gallery.md', 'timeline-keys.md']);
const pages = readdirSync(docs)
  .filter((name) => name.endsWith('.md') && !WRITTEN.has(name))
  .map((name) => readFileSync(new URL(name, docs), 'utf8'))
  .join('\n');

/** Where the schema lists looks, and the group of the gallery that shows them. */
const LISTS: { group: Group; key: RegExp }[] = [
  { group: 'effects', key: /^\w+\.effects\[\]\.type$/ },
  { group: 'blends', key: /^\w+\.blend$/ },
  { group: 'transitions', key: /^(?!audio\.)\w+\.transition(In|Out)\.type$/ },
  { group: 'text', key: /^\w+\.animate(\.(in|out))?(\.type)?$/ },
  { group: 'motion', key: /^\w+\.(motion(\.(in|out|loop))?|kenBurns)(\.(type|preset))?$/ },
  { group: 'sound', key: /\baudioEffects\[\]\.type$/ },
];
/** They change nothing. */
const PLAIN = new Set(['normal', 'none']);
/** Keys that say what is shown and when, not how it looks. */
const STRUCTURE =
  /^(type|src|text|start|length|when|trim|onEnd|freeze|speed|keepPitch|reverse|muted|volume|pan|fadeIn|fadeOut|duck|audioEffects|style)$/;

const kebab = (value: string): string => value.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();

/** Each value of a list, and the keys that take it. */
const values = LISTS.flatMap(({ group, key }) => {
  const found = new Map<string, Set<string>>();
  for (const { name, forms } of keys.filter((k) => key.test(k.name)))
    for (const value of forms.flatMap((f) => [...(f.enum ?? []), ...(f.const === undefined ? [] : [f.const])]))
      if (typeof value === 'string' && !PLAIN.has(value)) found.set(value, (found.get(value) ?? new Set()).add(name));
  return [...found].map(([value, names]) => ({ group, value, names }));
});

const used = new Map(
  examples.map((e) => [`${e.group}/${e.name}`, keysOf(e.timeline).map(({ name, path }) => ({ name, value: valueAt(e.timeline, path) }))]),
);

/** A look without a document, an example and a golden picture is none. */
describe('every look', () => {
  it('that the schema lists has an example of its name that uses it', () => {
    expect(values.length).toBeGreaterThan(0);
    const without = values.filter(
      ({ group, value, names }) => !used.get(`${group}/${kebab(value)}`)?.some((use) => use.value === value && names.has(use.name)),
    );
    expect(without.map(({ group, value }) => `examples/gallery/${group}/${kebab(value)}.json`)).toEqual([]);
  });

  it('has a line in docs', () => {
    const said = (word: string) => new RegExp(`[\`"]${word}[\`"]`).test(pages);
    expect(values.filter(({ value }) => !said(value)).map(({ group, value }) => `${group}: ${value}`)).toEqual([]);
    const keyed = looks().filter((name) => !said(name));
    expect(keyed).toEqual([]);
  });

  it('that is a key of a clip stands in an example', () => {
    const all = new Set([...used.values()].flat().map(({ name }) => name.replace(/^\w+\./, '')));
    expect(looks().filter((name) => !all.has(name) && !all.has(`style.${name}`))).toEqual([]);
  });

  it('has a golden picture: UPDATE_GOLDEN=1 writes what is missing in services/render-worker/test/golden/gallery', () => {
    const without = examples.filter(({ group, name }) => !existsSync(join(APPROVED_DIR, group, `${name}.png`)));
    expect(without.map(({ group, name }) => `${group}/${name}`)).toEqual([]);
  });
});

/** Keys by which clips look as they do: "crop", "blend", of letters "stroke". */
function looks(): string[] {
  const clip = /^(?:video|image|text|color|gradient|shape)\.(?:style\.)?(\w+)$/;
  const names = keys.flatMap(({ name }) => clip.exec(name)?.[1] ?? []);
  return [...new Set(names)].filter((name) => !STRUCTURE.test(name)).sort();
}

describe('every example', () => {
  it.each(examples.map((e) => [`${e.group}/${e.name}`, e] as const))('%s is a timeline of 3 s at most', (_, { at, timeline }) => {
    const parsed = parseTimeline(timeline);
    expect(parsed.ok ? [] : parsed.problems).toEqual([]);
    const sources = gallerySources();
    expect(sourcesIn(timeline).filter((name) => !(name in sources))).toEqual([]);
    if (!parsed.ok) return;
    const { frames } = timelineLength(parsed.value);
    expect(frames / timeline.canvas.fps).toBeLessThanOrEqual(3);
    expect(at.at(-1)! * timeline.canvas.fps).toBeLessThan(Math.max(1, frames));
  });

  it('stands in a group', () => {
    const folders = readdirSync(new URL('../../../examples/gallery/', import.meta.url)).filter((name) => !name.includes('.'));
    expect(folders.filter((name) => ![...GROUPS, 'art', 'media'].includes(name))).toEqual([]);
  });
});
