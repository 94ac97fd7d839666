import { writeFileSync } from 'node:fs';
import { media } from './paint.ts';

const SIZE = 9;

/** A look of the cinema: shadows to teal, lights to orange, as .cube. */
export function teal(): void {
  const lines = ['TITLE "Teal and orange"', `LUT_3D_SIZE ${SIZE}`, 'DOMAIN_MIN 0 0 0', 'DOMAIN_MAX 1 1 1'];
  const curve = (v: number): number => v * v * (3 - 2 * v) * 0.35 + v * 0.65;
  for (let b = 0; b < SIZE; b++)
    for (let g = 0; g < SIZE; g++)
      for (let r = 0; r < SIZE; r++) {
        const rgb = [r, g, b].map((v) => curve(v / (SIZE - 1)));
        const light = 0.2126 * rgb[0]! + 0.7152 * rgb[1]! + 0.0722 * rgb[2]!;
        const tint = [0.11 * (light - 0.38), 0.015, -0.13 * (light - 0.42)];
        lines.push(rgb.map((v, i) => Math.min(1, Math.max(0, v + tint[i]!)).toFixed(5)).join(' '));
      }
  writeFileSync(media('teal.cube'), `${lines.join('\n')}\n`);
}

const still = (k: unknown) => ({ a: 0, k });
const easy = { i: { x: [0.4], y: [1] }, o: { x: [0.6], y: [0] } };
const moving = (...points: [number, number][]) => ({ a: 1, k: points.map(([t, v]) => ({ t, s: [v], ...easy })) });
const transform = (more: object = {}) => ({
  ty: 'tr',
  p: still([0, 0]),
  a: still([0, 0]),
  s: still([100, 100]),
  r: still(0),
  o: still(100),
  ...more,
});
const stroke = (color: number[], width: number) => ({ ty: 'st', c: still([...color, 1]), o: still(100), w: still(width), lc: 2, lj: 2 });

/** Two arcs that chase each other round a dot: 2 s of 128×128 at 30 pictures a second, a loop. */
export function spin(): void {
  const arc = (radius: number, color: number[], width: number, turns: number, from: number) => ({
    ty: 'gr',
    nm: `arc ${radius}`,
    it: [
      { ty: 'el', p: still([0, 0]), s: still([2 * radius, 2 * radius]) },
      { ty: 'tm', s: moving([0, 4], [30, 52], [60, 4]), e: moving([0, 30], [30, 92], [60, 30]), o: still(from), m: 1 },
      stroke(color, width),
      transform({
        r: {
          a: 1,
          k: [
            { t: 0, s: [0], i: { x: [1], y: [1] }, o: { x: [0], y: [0] } },
            { t: 60, s: [360 * turns] },
          ],
        },
      }),
    ],
  });
  const dot = {
    ty: 'gr',
    nm: 'dot',
    it: [
      {
        ty: 'el',
        p: still([0, 0]),
        s: {
          a: 1,
          k: [
            [0, 22],
            [30, 34],
            [60, 22],
          ].map(([t, v]) => ({ t, s: [v, v], i: { x: [0.4, 0.4], y: [1, 1] }, o: { x: [0.6, 0.6], y: [0, 0] } })),
        },
      },
      { ty: 'fl', c: still([1, 1, 1, 1]), o: still(100) },
      transform(),
    ],
  };
  const layer = {
    ...{ ddd: 0, ind: 1, ty: 4, nm: 'spin', sr: 1, ip: 0, op: 60, st: 0, bm: 0 },
    ks: { o: still(100), r: still(0), p: still([64, 64, 0]), a: still([0, 0, 0]), s: still([100, 100, 100]) },
    shapes: [dot, arc(50, [1, 0.702, 0.278], 9, 1, 0), arc(34, [1, 0.365, 0.365], 7, -1, 180)],
  };
  const document = { v: '5.7.0', fr: 30, ip: 0, op: 60, w: 128, h: 128, nm: 'spin', ddd: 0, assets: [], layers: [layer] };
  writeFileSync(media('spin.json'), `${JSON.stringify(document)}\n`);
}
