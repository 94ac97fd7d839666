import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..', '..');
/** Sources and examples. */
export const GALLERY_DIR = path.join(ROOT, 'examples', 'gallery');
/** The pictures that were approved. */
export const APPROVED_DIR = path.join(ROOT, 'services', 'render-worker', 'test', 'golden', 'gallery');
/** In the order in which the page shows them. */
export const GROUPS = ['frame', 'effects', 'blends', 'transitions', 'text', 'motion', 'sound'] as const;
export type Group = (typeof GROUPS)[number];

/** One look, shown by a timeline of 320×180 pixels and 3 s at most. */
export interface Example {
  group: Group;
  /** The schema's value in kebab-case. */
  name: string;
  title: string;
  /** Seconds of the frames that are looked at, 1 to 4, rising. Sound is seen whole. */
  at: number[];
  /** Names sources as "asset:meadow". */
  timeline: ExampleTimeline;
}

export interface ExampleTimeline {
  version: number;
  canvas: { width: number; height: number; fps: number };
  tracks: unknown[];
}

/** The sources an example may name, by name: their files. */
export const gallerySources = (): Record<string, string> => {
  const folder = path.join(GALLERY_DIR, 'media');
  return Object.fromEntries(readdirSync(folder).map((file) => [path.parse(file).name, path.join(folder, file)]));
};

/** Every example, group after group. @throws naming the file that is none */
export const galleryExamples = (): Example[] => GROUPS.flatMap(examplesOf);

function examplesOf(group: Group): Example[] {
  const folder = path.join(GALLERY_DIR, group);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => {
    const said = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Omit<Example, 'group' | 'name'>;
    const name = path.parse(file).name;
    const wrong = problemOf(name, said);
    if (wrong) throw new Error(`examples/gallery/${group}/${file}: ${wrong}`);
    return { group, name, title: said.title, at: said.at, timeline: said.timeline };
  });
}

function problemOf(name: string, { title, at, timeline }: Omit<Example, 'group' | 'name'>): string | null {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return 'its name is not in kebab-case';
  if (typeof title !== 'string' || title === '') return 'it has no title';
  if (!Array.isArray(at) || at.length < 1 || at.length > 4) return '"at" is not 1 to 4 seconds';
  if (at.some((t, i) => typeof t !== 'number' || t < 0 || (i > 0 && t <= at[i - 1]!))) return '"at" does not rise';
  const { width, height } = timeline?.canvas ?? {};
  if (!(width * height <= 320 * 180)) return 'its canvas is larger than 320×180';
  return null;
}

/** Names of the sources an example uses. */
export const sourcesIn = (timeline: unknown): string[] => [
  ...new Set([...JSON.stringify(timeline).matchAll(/asset:([a-z]+)\b/g)].map((match) => match[1]!)),
];

/** The timeline with assets in place of the sources. @param ids by the name of the source */
export const withAssets = (timeline: ExampleTimeline, ids: Readonly<Record<string, string>>): ExampleTimeline =>
  JSON.parse(JSON.stringify(timeline).replace(/asset:([a-z]+)\b/g, (whole, name: string) => (ids[name] ? `asset:${ids[name]}` : whole)));

/** Number of the frame shown at a second. */
export const frameAt = (at: number, fps: number): number => Math.floor(at * fps + 1e-6);
