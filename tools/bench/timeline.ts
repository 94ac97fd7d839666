import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../paths.mjs';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A timeline whose sources are file names, not assets. */
export type Draft = { [key: string]: Json };

/** What is measured: a timeline with its files. */
export interface Subject {
  draft: Draft;
  /** Where its files are. */
  folder: string;
  files: string[];
}

/** The files a draft names as `src`, each once. */
export function filesOf(draft: Json): string[] {
  const found = new Set<string>();
  withSources(draft, (file) => {
    found.add(file);
    return file;
  });
  return [...found];
}

/** A draft as a timeline: every file's name becomes what `replace` gives. */
export function withSources<T extends Json>(node: T, replace: (file: string) => string): T {
  if (Array.isArray(node)) return node.map((each) => withSources(each, replace)) as T;
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'src' && typeof value === 'string' ? replace(value) : withSources(value, replace),
    ]),
  ) as T;
}

/** A timeline of the user's own: its files lie beside it. */
export function subjectFrom(file: string): Subject {
  const draft = JSON.parse(readFileSync(file, 'utf8')) as Draft;
  return { draft, folder: path.dirname(path.resolve(file)), files: filesOf(draft) };
}

/** 12 s of 1080p30: three clips trimmed off their key frames, two cross-fades, two fading titles, a fading logo, ducked music. */
export const standard = (): Draft => JSON.parse(readFileSync(path.join(ROOT, 'bench', 'standard.timeline.json'), 'utf8'));
