import type { SKRSContext2D } from '@napi-rs/canvas';
import { disc, film, glow, gradient, random } from './paint.ts';

interface House {
  x: number;
  width: number;
  top: number;
  roof: 'flat' | 'mast' | 'step';
  windows: { x: number; y: number; light: number }[];
}

/** A row of houses, the nearer the lower its horizon. */
function row(seed: number, low: number, high: number, wide: number): House[] {
  const next = random(seed);
  const houses: House[] = [];
  for (let x = -20; x < 560; ) {
    const width = wide * (0.7 + 0.7 * next());
    const top = 180 - (low + (high - low) * next() ** 1.3);
    const roof = (['flat', 'mast', 'step'] as const)[Math.floor(next() * 3)] ?? 'flat';
    const windows = [];
    for (let wy = top + 5; wy < 165; wy += 6) for (let wx = 3.5; wx < width - 4; wx += 5) windows.push({ x: wx, y: wy, light: next() });
    houses.push({ x, width, top, roof, windows });
    x += width + (next() < 0.3 ? 2 : 0);
  }
  return houses;
}

const ROWS = [
  { houses: row(7, 52, 92, 26), color: '#5a3d74', pace: 4, lit: 0.05, light: '255, 190, 140' },
  { houses: row(23, 40, 86, 34), color: '#352a5c', pace: 9, lit: 0.16, light: '255, 196, 120' },
  { houses: row(91, 22, 66, 44), color: '#17163a', pace: 18, lit: 0.24, light: '255, 206, 128' },
];

function house(c: SKRSContext2D, { x, width, top, roof, windows }: House, color: string, lit: number, light: string, t: number): void {
  c.fillStyle = color;
  c.fillRect(x, top, width, 180 - top);
  if (roof === 'mast') c.fillRect(x + width / 2 - 0.6, top - 12, 1.2, 12);
  if (roof === 'step') c.fillRect(x + width * 0.2, top - 5, width * 0.6, 5);
  for (const w of windows) {
    if (w.light > lit) continue;
    const on = 0.75 + 0.25 * Math.sin(2 * t + 40 * w.light);
    c.fillStyle = `rgba(${light}, ${(0.55 + 0.4 * on).toFixed(3)})`;
    c.fillRect(x + w.x, w.y, 2, 3);
  }
}

/** A city at dusk, seen from a car that drives past it. */
export function city(): void {
  const next = random(5);
  const stars = Array.from({ length: 40 }, () => [next() * 320, next() * 70, 0.3 + 0.6 * next()] as const);
  film('city.mp4', 4, (c, t) => {
    c.fillStyle = gradient(c, [0, 0], [0, 150], ['#1a1c4a', '#43326f', '#a24a78', '#f0745f', '#ffb765']);
    c.fillRect(0, 0, 320, 180);
    for (const [x, y, strength] of stars) disc(c, x, y, 0.6, `rgba(255, 240, 230, ${(strength * (1 - y / 70)).toFixed(3)})`);
    const sun = 214 - 2 * t;
    glow(c, sun, 112, 130, '255, 214, 150', 0.75);
    disc(c, sun, 112, 24, '#fff0c9');
    for (const { houses, color, pace, lit, light } of ROWS) {
      c.save();
      c.translate(-pace * t, 0);
      for (const h of houses) house(c, h, color, lit, light, t);
      c.restore();
      c.fillStyle = gradient(c, [0, 120], [0, 180], ['rgba(255, 140, 110, 0)', 'rgba(255, 140, 110, 0.16)']);
      c.fillRect(0, 120, 320, 60);
    }
    c.fillStyle = '#0d0d22';
    c.fillRect(0, 168, 320, 12);
    for (let i = 0; i < 7; i++) {
      const coming = i % 2 === 0;
      const x = ((((coming ? -70 : 55) * t + i * 67) % 380) + 380) % 380;
      glow(c, x - 30, coming ? 174 : 171, 12, coming ? '255, 236, 190' : '255, 70, 80', 0.9);
      disc(c, x - 30, coming ? 174 : 171, 1.3, coming ? '#fff6dc' : '#ff5d5d');
    }
  });
}
