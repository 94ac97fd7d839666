import type { SKRSContext2D } from '@napi-rs/canvas';
import { AMBER, area, disc, film } from './paint.ts';

const SKIN = '#e8a97e';

function limb(c: SKRSContext2D, points: readonly (readonly [number, number])[], width: number, color: string): void {
  c.strokeStyle = color;
  c.lineWidth = width;
  c.lineCap = 'round';
  c.lineJoin = 'round';
  c.beginPath();
  for (const [x, y] of points) c.lineTo(x, y);
  c.stroke();
}

/** Someone who waves, before a green screen that is lit unevenly and shines on her. */
export const green = (): void =>
  film('green.mp4', 3, (c, t) => {
    const light = c.createRadialGradient(160, 70, 20, 160, 90, 210);
    light.addColorStop(0, '#14c552');
    light.addColorStop(1, '#069b3c');
    c.fillStyle = light;
    c.fillRect(0, 0, 320, 180);
    const sway = 2.5 * Math.sin(2 * Math.PI * t);
    const wave = Math.sin(4 * Math.PI * t);
    c.save();
    c.translate(160 + sway, 0);
    // Once for the light that falls on her edges, once without it.
    c.shadowColor = 'rgba(20, 200, 80, 0.55)';
    c.shadowBlur = 5;
    figure(c, wave);
    c.shadowBlur = 0;
    figure(c, wave);
    c.restore();
  });

function figure(c: SKRSContext2D, wave: number): void {
  // Hair behind, the body, arms.
  area(
    c,
    [
      [-24, 92],
      [-28, 58],
      [-18, 34],
      [0, 28],
      [20, 34],
      [28, 60],
      [24, 96],
      [0, 104],
      [-24, 92],
    ],
    '#33203a',
    true,
  );
  area(
    c,
    [
      [-52, 190],
      [-46, 134],
      [-22, 112],
      [22, 112],
      [46, 134],
      [52, 190],
    ],
    '#f2b84b',
    true,
  );
  limb(
    c,
    [
      [-42, 132],
      [-58, 160],
      [-46, 184],
    ],
    17,
    '#e5a637',
  );
  const [ex, ey] = [66, 124 - 4 * wave];
  const [hx, hy] = [72 + 16 * wave, 78];
  limb(
    c,
    [
      [40, 130],
      [ex, ey],
      [hx, hy],
    ],
    16,
    '#f2b84b',
  );
  disc(c, hx, hy - 4, 9, SKIN);
  for (const turn of [-0.5, -0.15, 0.2, 0.55])
    limb(
      c,
      [
        [hx, hy - 6],
        [hx + 15 * Math.sin(turn + 0.3 * wave), hy - 6 - 15 * Math.cos(turn + 0.3 * wave)],
      ],
      4,
      SKIN,
    );
  limb(
    c,
    [
      [0, 90],
      [0, 114],
    ],
    18,
    '#cf8d66',
  );
  c.fillStyle = SKIN;
  c.beginPath();
  c.ellipse(0, 68, 23, 29, 0, 0, 2 * Math.PI);
  c.fill();
  area(
    c,
    [
      [-24, 66],
      [-22, 40],
      [0, 32],
      [22, 42],
      [24, 66],
      [12, 48],
      [-8, 46],
      [-24, 66],
    ],
    '#33203a',
    true,
  );
  for (const x of [-9, 9]) disc(c, x, 68, 2.2, '#0b0d14');
  c.strokeStyle = '#a8434f';
  c.lineWidth = 2;
  c.beginPath();
  c.arc(0, 78, 8, 0.15 * Math.PI, 0.85 * Math.PI);
  c.stroke();
  disc(c, -22, 82, 2.6, AMBER);
  disc(c, 22, 82, 2.6, AMBER);
}
