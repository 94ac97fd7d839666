import { valueAt } from '../../src/compile/curves.ts';
import { canonicalEasing } from '../../src/easings.ts';
import { EASING_NAMES } from '../../src/index.ts';

const [CELL_W, CELL_H, COLUMNS, SIDE] = [150, 128, 6, 64];

/** docs/easings.svg: the curve of every easing, as frames see it. */
export function easingsPicture(): string {
  const names = EASING_NAMES.filter((name) => name !== 'step');
  const rows = Math.ceil(names.length / COLUMNS);
  const cells = names.map((name, i) => {
    const [x, y] = [(i % COLUMNS) * CELL_W + (CELL_W - SIDE) / 2, Math.floor(i / COLUMNS) * CELL_H + 22];
    return `<g transform="translate(${x} ${y})">${cell(name)}</g>`;
  });
  const [width, height] = [COLUMNS * CELL_W, rows * CELL_H + 8];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="11">\n` +
    `<title>Easings: time to the right, from the keyframe before to this one; value upwards</title>\n` +
    `<rect width="${width}" height="${height}" fill="#0b0d14"/>\n${cells.join('\n')}\n</svg>\n`
  );
}

function cell(name: string): string {
  const easing = canonicalEasing(name);
  const held = easing === 'hold';
  const curve = [{ from: 0, to: SIDE, a: 0, b: held ? 0 : 1, easing }];
  const points = Array.from({ length: SIDE }, (_, k) => point(k, valueAt(curve, k)));
  const end = [...(held ? [point(SIDE, 0)] : []), point(SIDE, 1)];
  return (
    `<rect width="${SIDE}" height="${SIDE}" fill="#1b2033"/>` +
    `<polyline points="${[...points, ...end].join(' ')}" fill="none" stroke="#ffb347" stroke-width="2" stroke-linejoin="round"/>` +
    `<text x="${SIDE / 2}" y="${SIDE + 34}" fill="#e8eaf2" text-anchor="middle">${name === 'hold' ? 'hold, step' : name}</text>`
  );
}

const point = (x: number, value: number): string => `${x},${Math.round((1 - value) * SIDE * 10) / 10}`;
