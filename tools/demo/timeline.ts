import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../paths.mjs';

export const DEMO_DIR = path.join(ROOT, 'examples', 'demo');

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Every "media/…" that stands as a src is replaced by what `replace` gives for it. */
function withSources(node: Json, replace: (file: string) => string): Json {
  if (Array.isArray(node)) return node.map((each) => withSources(each, replace));
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'src' && typeof value === 'string' && value.startsWith('media/') ? replace(value) : withSources(value, replace),
    ]),
  );
}

const read = (): Json => JSON.parse(readFileSync(path.join(DEMO_DIR, 'timeline.json'), 'utf8'));

/** The files examples/demo/timeline.json names, each once. */
export function demoMedia(): string[] {
  const files = new Set<string>();
  withSources(read(), (file) => {
    files.add(file);
    return file;
  });
  return [...files];
}

/** The timeline with an asset in place of each file. `assets` is by file name. */
export const demoTimeline = (assets: Readonly<Record<string, string>>): Json => withSources(read(), (file) => `asset:${assets[file]}`);
