import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { documentOf } from './keys/document.ts';
import { changed, effectOf, others, valueAt } from './keys/effect.ts';
import { keysOf, type SchemaKey, schemaKeys } from './keys/keys.ts';
import { meaningOf } from './keys/meanings.ts';

const folder = new URL('../examples/', import.meta.url);
const examples = readdirSync(folder).map((name) => ({
  name,
  document: JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as unknown,
}));
const keys = schemaKeys();
const uses = new Map<string, { document: unknown; path: (string | number)[] }[]>();
for (const { document } of examples)
  for (const { name, path } of keysOf(document)) uses.set(name, [...(uses.get(name) ?? []), { document, path }]);
const usesOf = ({ name }: SchemaKey) => uses.get(name) ?? [];
const names = (list: SchemaKey[]) => list.map((k) => k.name);

/** Names and words there is only one of, or that others hang on: another value is refused, and that is their effect. */
const REFUSED =
  /^(version|tracks\[\]\.(id|kind)|\w+\.type|audio\.transition(In|Out)\.type|captions\.captions\.format|gradient\.gradient\.kind)$/;

/** Every key of the published schema has a document, an example and a law. */
describe('every key of the schema', () => {
  it('is documented, with its unit and default: UPDATE_DOCS=1 writes docs/timeline-keys.md', () => {
    expect(names(keys.filter((k) => meaningOf(k.name) === null))).toEqual([]);
    const file = new URL('../../../docs/timeline-keys.md', import.meta.url);
    const text = documentOf(keys);
    if (process.env.UPDATE_DOCS === '1') writeFileSync(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('stands in an example, and all examples compile', () => {
    for (const { name, document } of examples) expect([name, effectOf(document) === null]).toEqual([name, false]);
    expect(names(keys.filter((k) => usesOf(k).length === 0))).toEqual([]);
    const known = new Set(names(keys));
    expect([...uses.keys()].filter((name) => !known.has(name) && !name.includes('.generate.'))).toEqual([]);
  });

  it('changes what is compiled when it changes', () => {
    const works = (key: SchemaKey): boolean =>
      usesOf(key).some(({ document, path }) => {
        const before = effectOf(document);
        const values = [...(key.required ? [] : [undefined]), ...others(valueAt(document, path), key.forms)];
        return values.some((v) => {
          const after = effectOf(changed(document, path, v));
          return after !== before && (after !== null || REFUSED.test(key.name));
        });
      });
    const working = keys.filter(works).map((k) => k.name);
    // What holds keys works by them.
    const dead = keys.filter(({ name }) => !working.some((w) => w === name || w.startsWith(`${name}.`) || w.startsWith(`${name}[]`)));
    expect(names(dead)).toEqual([]);
  });

  it('has the default that is documented: saying it changes nothing', () => {
    const wrong = keys.flatMap((key) => {
      const value = meaningOf(key.name)?.default;
      if (value === undefined || key.required) return [];
      const tried = usesOf(key).flatMap(({ document, path }) => {
        const without = effectOf(changed(document, path, undefined));
        return without === null ? [] : [without === effectOf(changed(document, path, value))];
      });
      return tried.includes(true) && !tried.includes(false) ? [] : [key.name];
    });
    expect(wrong).toEqual([]);
  });
});
