import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { APPROVED_DIR, type Example, type Group } from './examples.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
export const PAGE = path.join(ROOT, 'docs', 'gallery.md');
/** What moves, as GIF; stills are the golden pictures themselves. */
export const MOVING_DIR = path.join(ROOT, 'docs', 'gallery');
/** Bytes that all GIFs may have together. */
export const MOVING_BYTES = 6_000_000;

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

/** GIFs that are missing, and those that no example asks for. */
export function movingProblems(examples: readonly Example[]): { missing: string[]; strange: string[]; bytes: number } {
  const wanted = examples.filter(isMoving).map(movingFile);
  const there = existsSync(MOVING_DIR) ? readdirSync(MOVING_DIR, { recursive: true, encoding: 'utf8' }) : [];
  const found = there.filter((name) => name.endsWith('.gif')).map((name) => path.join(MOVING_DIR, name));
  return {
    missing: wanted.filter((file) => !found.includes(file)).map(relative),
    strange: found.filter((file) => !wanted.includes(file)).map(relative),
    bytes: found.reduce((sum, file) => sum + statSync(file).size, 0),
  };
}
