/**
 * Draws the demo's own pictures into media/ (ours, Apache-2.0): logo, two gradients that keep titles readable, end card.
 * Run by hand after a change: node examples/demo/art.ts
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';

const require = createRequire(import.meta.url);
GlobalFonts.registerFromPath(require.resolve('@fontsource/inter/files/inter-latin-700-normal.woff2'), 'Inter');
const save = (name: string, bytes: Buffer): void => writeFileSync(new URL(`media/${name}`, import.meta.url), bytes);

const AMBER = '#ffb347';
const CORAL = '#ff5d5d';
const INK = '#0b0d14';

/** The mark: a print of four clips on three tracks, the last one running out of the frame. */
function mark(c: SKRSContext2D, x: number, y: number, size: number): void {
  c.save();
  c.translate(x, y);
  c.scale(size / 100, size / 100);
  const fill = c.createLinearGradient(0, 0, 100, 100);
  fill.addColorStop(0, AMBER);
  fill.addColorStop(1, CORAL);
  c.fillStyle = fill;
  c.beginPath();
  c.roundRect(0, 0, 100, 100, 24);
  c.fill();
  c.clip();
  c.fillStyle = INK;
  for (const [left, top, width] of [
    [20, 24, 34],
    [38, 43, 42],
    [20, 62, 24],
    [52, 62, 60],
  ] as const) {
    c.beginPath();
    c.roundRect(left, top, width, 13, 6.5);
    c.fill();
  }
  c.restore();
}

function logo(): void {
  const word = (c: SKRSContext2D): void => {
    c.font = '700 116px Inter';
    c.letterSpacing = '-4px';
    c.textBaseline = 'middle';
  };
  const measuring = createCanvas(1, 1).getContext('2d');
  word(measuring);
  // As much room after the word as before the mark: the middle of the picture is the middle of what is seen.
  const canvas = createCanvas(2 * Math.ceil((196 + measuring.measureText('workprint').width + 4) / 2), 160);
  const c = canvas.getContext('2d');
  mark(c, 4, 4, 152);
  word(c);
  c.fillStyle = '#ffffff';
  c.fillText('workprint', 196, 80);
  save('logo.png', canvas.encodeSync('png'));
}

/** A black gradient with an eased edge: a straight one shows where it begins. */
function scrim(name: string, from: readonly [number, number], to: readonly [number, number], strength: number): void {
  const canvas = createCanvas(1920, 1080);
  const c = canvas.getContext('2d');
  const fill = c.createLinearGradient(...from, ...to);
  for (let i = 0; i <= 12; i++) {
    const t = i / 12;
    fill.addColorStop(t, `rgba(8, 10, 18, ${(strength * (1 - t) ** 2 * (1 + 2 * t)).toFixed(4)})`);
  }
  c.fillStyle = fill;
  c.fillRect(0, 0, 1920, 1080);
  save(name, canvas.encodeSync('png'));
}

function endCard(): void {
  const canvas = createCanvas(1920, 1080);
  const c = canvas.getContext('2d');
  c.fillStyle = INK;
  c.fillRect(0, 0, 1920, 1080);
  for (const [x, y, radius, color] of [
    [380, 1120, 900, '255, 93, 93'],
    [1640, -80, 980, '70, 92, 200'],
    [1250, 1180, 620, '255, 179, 71'],
  ] as const) {
    const glow = c.createRadialGradient(x, y, 0, x, y, radius);
    for (let i = 0; i <= 10; i++) glow.addColorStop(i / 10, `rgba(${color}, ${(0.42 * (1 - i / 10) ** 2).toFixed(4)})`);
    c.fillStyle = glow;
    c.fillRect(0, 0, 1920, 1080);
  }
  tracks(c);
  save('end-card.jpg', canvas.encodeSync('jpeg', 94));
}

/** Faint clips along the lower edge, as in an editor's timeline. */
function tracks(c: SKRSContext2D): void {
  const rows = [
    [120, 420, 600, 260, 900, 900],
    [240, 560, 860, 340, 1260, 520],
    [120, 300, 480, 760, 1300, 240],
  ];
  rows.forEach((row, i) => {
    for (let k = 0; k < row.length; k += 2) {
      c.fillStyle = `rgba(255, 255, 255, ${0.05 + 0.02 * ((i + k / 2) % 3)})`;
      c.beginPath();
      c.roundRect(row[k] ?? 0, 880 + i * 52, row[k + 1] ?? 0, 34, 10);
      c.fill();
    }
  });
}

logo();
scrim('shade-right.png', [1920, 540], [520, 540], 0.94);
scrim('shade-bottom.png', [960, 1080], [960, 560], 0.86);
endCard();
