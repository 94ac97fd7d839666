import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';

export const INK = '#0b0d14';
export const AMBER = '#ffb347';
export const CORAL = '#ff5d5d';

/** Where a source is kept: a whole path, or a file of the gallery's. */
export const media = (name: string): string => (name.startsWith('/') ? name : new URL(`../media/${name}`, import.meta.url).pathname);

/** Numbers from 0 to 1 that are the same at each run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

type Paint = (c: SKRSContext2D) => void;

function picture(width: number, height: number, paint: Paint) {
  const canvas = createCanvas(width, height);
  paint(canvas.getContext('2d'));
  return canvas;
}

/** A still: PNG or JPEG by its name. @param times how much larger than it is painted */
export function still(name: string, width: number, height: number, paint: Paint, times = 1): void {
  const canvas = picture(width * times, height * times, (c) => {
    c.scale(times, times);
    paint(c);
  });
  writeFileSync(media(name), name.endsWith('.png') ? canvas.encodeSync('png') : canvas.encodeSync('jpeg', 92));
}

export function ffmpeg(args: readonly string[], input?: Buffer): void {
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-y', ...args], { maxBuffer: 2 ** 28, ...(input ? { input } : {}) });
  if (status !== 0) throw new Error(String(stderr));
}

const TAGS = ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'];
/** H.264 that is small and shows what was drawn; the same bytes each time with the same x264. */
export const FILM = [
  ...['-c:v', 'libx264', '-preset', 'veryslow', '-crf', '18', '-g', '30', '-pix_fmt', 'yuv420p', '-threads', '1', ...TAGS],
  ...['-fflags', '+bitexact', '-flags:v', '+bitexact', '-movflags', '+faststart'],
];

/** A film of 320×180, 30 pictures a second; `paint` is told the second. */
export function film(name: string, seconds: number, paint: (c: SKRSContext2D, t: number) => void): void {
  const twice = (t: number) => (c: SKRSContext2D) => {
    c.scale(2, 2);
    paint(c, t);
  };
  const frames = Array.from({ length: seconds * 30 }, (_, i) => picture(640, 360, twice(i / 30)).data());
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', '640x360', '-r', '30', '-i', '-'];
  const sized = 'scale=320:180:flags=area+accurate_rnd+full_chroma_int:out_color_matrix=bt709:out_range=tv';
  ffmpeg([...raw, '-vf', sized, ...FILM, media(name)], Buffer.concat(frames));
}

/** A gradient from one point to another through evenly spread colours. */
export function gradient(c: SKRSContext2D, [x0, y0]: [number, number], [x1, y1]: [number, number], colors: readonly string[]) {
  const fill = c.createLinearGradient(x0, y0, x1, y1);
  for (const [i, color] of colors.entries()) fill.addColorStop(i / (colors.length - 1), color);
  return fill;
}

/** Light around a point, fading evenly. `rgb`: "255, 200, 120". */
export function glow(c: SKRSContext2D, x: number, y: number, radius: number, rgb: string, strength: number): void {
  const fill = c.createRadialGradient(x, y, 0, x, y, radius);
  for (let i = 0; i <= 10; i++) fill.addColorStop(i / 10, `rgba(${rgb}, ${(strength * (1 - i / 10) ** 2).toFixed(4)})`);
  c.fillStyle = fill;
  c.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
}

/** A filled circle. */
export function disc(c: SKRSContext2D, x: number, y: number, radius: number, color: string): void {
  c.fillStyle = color;
  c.beginPath();
  c.arc(x, y, radius, 0, 2 * Math.PI);
  c.fill();
}

/** A filled shape along points, closed; smooth through their middles when asked. */
export function area(
  c: SKRSContext2D,
  points: readonly (readonly [number, number])[],
  color: string | CanvasGradient,
  smooth = false,
): void {
  c.fillStyle = color;
  c.beginPath();
  points.forEach(([x, y], i) => {
    const next = points[i + 1];
    if (i === 0) c.moveTo(x, y);
    else if (smooth && next) c.quadraticCurveTo(x, y, (x + next[0]) / 2, (y + next[1]) / 2);
    else c.lineTo(x, y);
  });
  c.closePath();
  c.fill();
}
