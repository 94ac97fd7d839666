import type { SKRSContext2D } from '@napi-rs/canvas';
import { area, disc, glow, gradient, random, still } from './paint.ts';

/** Mountains over water, told by their colours. */
export interface Landscape {
  seed: number;
  /** From the zenith to the horizon. */
  sky: string[];
  /** Of the sun or moon: place, colours. */
  sun: { x: number; y: number; radius: number; color: string; glow: string };
  /** From far to near: foot, height, and colours from the top down. */
  ranges: { base: number; height: number; colors: [string, string] }[];
  water: string[];
  /** Of what stands on the shore; none: open water. */
  shore: { trees: string; ground: string } | null;
}

export const LAKE: Landscape = {
  seed: 3,
  sky: ['#2f6f9f', '#7fb6c9', '#f3d9b1', '#ffb98a'],
  sun: { x: 430, y: 168, radius: 26, color: '#fff8e2', glow: '255, 236, 196' },
  ranges: [
    { base: 236, height: 120, colors: ['#7d92b5', '#c9b3b6'] },
    { base: 240, height: 84, colors: ['#4c6a90', '#9a97ae'] },
    { base: 244, height: 46, colors: ['#27506b', '#5f7f93'] },
  ],
  water: ['#ffc79a', '#7fb0bf', '#1e5672'],
  shore: { trees: '#0f2f3c', ground: '#0c2631' },
};

/** A range of mountains as a line of heights: rough, the same for the same seed. */
function range(seed: number, base: number, height: number): [number, number][] {
  const next = random(seed);
  const parts = Array.from({ length: 6 }, (_, i) => [2 ** i * (0.7 + 0.6 * next()), next() * 7, 0.5 ** i] as const);
  const at = (x: number): number => parts.reduce((sum, [pace, phase, share]) => sum + share * Math.sin((x / 640) * 4.2 * pace + phase), 0);
  return Array.from({ length: 161 }, (_, i) => [i * 4, base - height * (0.5 + 0.3 * at(i * 4))]);
}

function pine(c: SKRSContext2D, x: number, foot: number, tall: number, color: string): void {
  for (let i = 0; i < 5; i++) {
    const [top, wide] = [foot - tall + (tall * i) / 6, tall * (0.07 + 0.045 * i)];
    area(
      c,
      [
        [x, top],
        [x + wide, top + tall / 3.2],
        [x - wide, top + tall / 3.2],
      ],
      color,
    );
  }
}

/** 640×360, `times` as large. */
export const landscape = (name: string, { seed, sky, sun, ranges, water, shore }: Landscape, times = 1): void =>
  still(
    name,
    640,
    360,
    (c) => {
      c.fillStyle = gradient(c, [0, 0], [0, 240], sky);
      c.fillRect(0, 0, 640, 360);
      glow(c, sun.x, sun.y, 240, sun.glow, 0.9);
      disc(c, sun.x, sun.y, sun.radius, sun.color);
      const land = (): void => {
        for (const [i, { base, height, colors }] of ranges.entries())
          area(c, [[0, 250], ...range(seed + i * (5 * i + 3), base, height), [640, 250]], gradient(c, [0, 120], [0, 250], colors));
      };
      land();
      c.save();
      c.beginPath();
      c.rect(0, 248, 640, 112);
      c.clip();
      c.fillStyle = gradient(c, [0, 248], [0, 360], water);
      c.fillRect(0, 248, 640, 112);
      c.translate(0, 496);
      c.scale(1, -1);
      c.globalAlpha = 0.62;
      land();
      c.restore();
      const next = random(17);
      for (let i = 0; i < 70; i++) {
        const y = 252 + 104 * next() ** 1.4;
        const wide = 8 + 60 * next() * ((y - 240) / 120);
        c.fillStyle = `rgba(${sun.glow}, ${(0.05 + 0.16 * next()).toFixed(3)})`;
        c.fillRect(sun.x - 210 * (next() - 0.5) * ((y - 220) / 80) - wide / 2, y, wide, 1.1);
      }
      if (!shore) return;
      for (const [from, to, step] of [
        [-10, 190, 15],
        [500, 660, 17],
      ] as const)
        for (let x = from; x < to; x += step * (0.7 + 0.6 * next())) pine(c, x, 352 + 20 * next(), 70 + 80 * next(), shore.trees);
      c.fillStyle = gradient(c, [0, 330], [0, 360], [`${shore.ground}00`, shore.ground]);
      c.fillRect(0, 330, 640, 30);
    },
    times,
  );
