import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';

const ROOT = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The schema's files speak of one Query each. */
function schema() {
  const folder = path.join(ROOT, 'packages', 'graphql-schema', 'src');
  const text = readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');
  const seen = new Set<string>();
  return buildSchema(
    text.replace(/^type (Query|Mutation|Subscription) /gm, (whole, name: string) => {
      if (seen.has(name)) return `extend ${whole}`;
      seen.add(name);
      return whole;
    }),
  );
}

describe('the documentation', () => {
  it('asks for what the schema has', () => {
    const blocks = PAGES.flatMap((page) => [...read(page).matchAll(/```graphql\n(.*?)```/gs)].map((match) => match[1] as string));
    expect(blocks.length).toBeGreaterThan(0);
    const api = schema();
    for (const block of blocks) expect(validate(api, parse(block))).toEqual([]);
  });

  it('lists every variable that is read, and no other', () => {
    const fields = /const FIELDS = z\.object\(\{(.*?)\n\}\);/s.exec(read('packages/runtime/src/environment.ts'))?.[1] ?? '';
    const known = [...fields.matchAll(/^ {2}([A-Z0-9_]+):/gm)].map((match) => match[1]);
    const rows = read('docs/configuration.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    const listed = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([A-Z0-9_]+)`/g)].map((match) => match[1]));
    expect(listed.sort()).toEqual(known.sort());
  });

  it('lists the types that uploads may have', () => {
    const types = [...read('services/gateway/src/assets/media-types.ts').matchAll(/'(\w+\/[\w.-]+)'/g)].map((match) => match[1]);
    expect(types.length).toBeGreaterThan(0);
    for (const type of types) expect(read('docs/api.md')).toContain(`\`${type}\``);
  });

  it.each(PAGES)('%s leads to pages that are there', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map((match) => match[1] as string);
    for (const link of links) expect({ link, there: existsSync(path.join(ROOT, path.dirname(page), link)) }).toEqual({ link, there: true });
  });
});
