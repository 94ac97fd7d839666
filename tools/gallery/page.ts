import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { APPROVED_DIR, type Example, type Group } from './examples.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
export const PAGE = path.join(ROOT, 'docs', 'gallery.md');
/** What moves, as GIF; stills are the golden pictures themselves. */
export const MOVING_DIR = path.join(ROOT, 'docs', 'gallery');
/** Bytes that all GIFs may have together. */
export const MOVING_BYTES = 6_000_000;

/** Small enough that a page of them loads at once. */
export const GIF = { format: 'gif', width: 160, fps: 10, colors: 48, dither: 'bayer', poster: false };
/** Which timeline each GIF shows, so that only those of changed examples are made anew. */
const MADE = path.join(MOVING_DIR, 'made.json');

const TITLES: Record<Group, [string, string]> = {
  frame: ['Frame', 'How a clip lies on the canvas, and what is drawn.'],
  effects: ['Effects', 'What is done to a clip’s picture.'],
  blends: ['Blend modes', 'How a picture meets the one below it.'],
  transitions: ['Transitions', 'Between two neighbours of a track, or from and to what lies beneath.'],
  text: ['Text', 'Letters, scripts, styles and animations.'],
  motion: ['Motion', 'Keyframes, easings, paths, presets.'],
  sound: ['Sound', 'The waves of both sides, and beside them the spectrum, low tones below.'],
};
const COLUMNS = 4;

export const isMoving = ({ group, at }: Example): boolean => group !== 'sound' && at.length > 1;
export const movingFile = ({ group, name }: Example): string => path.join(MOVING_DIR, group, `${name}.gif`);

/** docs/gallery.md. */
export function pageOf(examples: readonly Example[]): string {
  const groups = [...new Set(examples.map((e) => e.group))];
  const contents = groups.map((group) => `[${TITLES[group][0]}](#${TITLES[group][0].toLowerCase().replaceAll(' ', '-')})`).join(' · ');
  const sections = groups.map((group) => {
    const [title, said] = TITLES[group];
    return `## ${title}\n${said}\n\n${table(examples.filter((e) => e.group === group))}\n`;
  });
  return (
    '# Gallery\n\n' +
    'Every look, drawn by Workprint itself. The stills are the golden pictures that each test run compares (SSIM of 0.99 at least, in 1, 3 and 7 chunks with equal\n' +
    'frames); what moves is a GIF that was rendered through the public API. Behind each name stands its timeline. Written by `npm run gallery` from\n' +
    '[examples/gallery](../examples/gallery/README.md); what the keys say: [timeline.md](timeline.md).\n\n' +
    `${contents}\n\n${sections.join('\n')}`
  );
}

function table(examples: readonly Example[]): string {
  const rows = Array.from({ length: Math.ceil(examples.length / COLUMNS) }, (_, i) => examples.slice(i * COLUMNS, (i + 1) * COLUMNS));
  const line = (cells: readonly string[]) => `| ${[...cells, ...Array(COLUMNS).fill('')].slice(0, COLUMNS).join(' | ')} |`;
  return [line([]), `|${' --- |'.repeat(COLUMNS)}`, ...rows.map((row) => line(row.map(cell)))].join('\n');
}

const relative = (file: string): string => path.relative(path.dirname(PAGE), file).split(path.sep).join('/');

function cell(example: Example): string {
  const { group, name, title } = example;
  const file = isMoving(example) ? movingFile(example) : path.join(APPROVED_DIR, group, `${name}.png`);
  const said = title.replaceAll('|', '\\|');
  return `![${name}](${relative(file)})<br>${said}<br>[${name}](../examples/gallery/${group}/${name}.json)`;
}

const titleOf = ({ group, name }: Example): string => `${group}/${name}`;
const hashOf = ({ timeline }: Example): string =>
  createHash('sha256')
    .update(JSON.stringify([timeline, GIF]))
    .digest('hex')
    .slice(0, 12);
const made = (): Record<string, string> => (existsSync(MADE) ? JSON.parse(readFileSync(MADE, 'utf8')) : {});

/** Whether there is a GIF of the example as it stands. */
export const isMade = (example: Example): boolean => existsSync(movingFile(example)) && made()[titleOf(example)] === hashOf(example);

/** Notes that the GIF shows the example as it stands; forgets those of examples that are no more. */
export function noteMade(example: Example, all: readonly Example[]): void {
  const known = { ...made(), [titleOf(example)]: hashOf(example) };
  const kept = all.filter(isMoving).map(titleOf).sort();
  const entries = kept.flatMap((title) => (known[title] ? [[title, known[title]]] : []));
  writeFileSync(MADE, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}

/** Examples whose GIF is missing or shows another timeline, and GIFs that no example asks for. */
export function movingProblems(examples: readonly Example[]): { missing: string[]; strange: string[]; bytes: number } {
  const wanted = examples.filter(isMoving).map(movingFile);
  const there = existsSync(MOVING_DIR) ? readdirSync(MOVING_DIR, { recursive: true, encoding: 'utf8' }) : [];
  const found = there.filter((name) => name.endsWith('.gif')).map((name) => path.join(MOVING_DIR, name));
  return {
    missing: examples.filter((e) => isMoving(e) && !isMade(e)).map(titleOf),
    strange: found.filter((file) => !wanted.includes(file)).map(relative),
    bytes: found.reduce((sum, file) => sum + statSync(file).size, 0),
  };
}
