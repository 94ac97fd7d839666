import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type ExampleTimeline, GALLERY_DIR, sourcesIn } from './examples.ts';

const EXAMPLES = path.dirname(GALLERY_DIR);
const TEMPLATES_DIR = path.join(EXAMPLES, 'templates');
/** Their pictures. */
export const POSTERS_DIR = path.join(EXAMPLES, '..', 'docs', 'templates');

/** A film with blanks to fill in. */
export interface TemplateFilm {
  name: string;
  /** Seconds at which it shows most of itself. */
  posterAt: number;
  timeline: ExampleTimeline & { variables: Record<string, string> };
}

const POSTERS: Record<string, number> = {
  'social-promo': 5.6,
  'product-launch': 5,
  'podcast-clip': 0.8,
  slideshow: 1.6,
  'news-lower-thirds': 2.5,
};

export const templateFilms = (): TemplateFilm[] =>
  Object.entries(POSTERS).map(([name, posterAt]) => {
    const text = readFileSync(path.join(TEMPLATES_DIR, name, 'timeline.json'), 'utf8');
    return { name, posterAt, timeline: JSON.parse(text) as TemplateFilm['timeline'] };
  });

/** The files that "asset:<name>" stands for in templates, by name. */
export function templateSources(films: readonly TemplateFilm[]): Record<string, string> {
  const folders = ['templates', 'gallery', 'demo'].map((name) => path.join(EXAMPLES, name, 'media'));
  const all = folders.flatMap((folder) => readdirSync(folder).map((file) => [path.parse(file).name, path.join(folder, file)] as const));
  const files = new Map(all.reverse());
  const names = sourcesIn(films.map(({ timeline }) => timeline));
  return Object.fromEntries(
    names.map((name) => {
      const file = files.get(name);
      if (!file) throw new Error(`a template names asset:${name}, and there is no such file`);
      return [name, file];
    }),
  );
}

/** How a template's variables are declared, told by their defaults. */
export const definitionsOf = ({ timeline }: TemplateFilm) =>
  Object.entries(timeline.variables).map(([name, value]) => ({ name, type: typeOf(value), default: value }));

const typeOf = (value: string): 'ASSET' | 'COLOR' | 'STRING' =>
  value.startsWith('asset:') ? 'ASSET' : /^#[0-9a-f]{6}$/i.test(value) ? 'COLOR' : 'STRING';

/** The same film in less time: every second of the timeline is `factor` seconds. */
export const hurried = <T>(timeline: T, factor: number): T => quicker(timeline, factor) as T;

const TIMES = new Set(['start', 'length', 'fadeIn', 'fadeOut']);

function quicker(value: unknown, factor: number): unknown {
  if (Array.isArray(value)) return value.map((each) => quicker(each, factor));
  if (typeof value !== 'object' || value === null) return value;
  const keyframe = 'at' in value && 'value' in value;
  return Object.fromEntries(
    Object.entries(value).map(([key, v]) =>
      typeof v === 'number' && (TIMES.has(key) || (keyframe && key === 'at'))
        ? [key, Math.round(v * factor * 1e6) / 1e6]
        : [key, quicker(v, factor)],
    ),
  );
}
