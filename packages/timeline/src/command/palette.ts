import type { Dither } from '../made-once.ts';
import { BITEXACT, inputArgs } from './common.ts';
import { counted, type Film, overChunks } from './joined.ts';

/** "#rrggbb" */
export type PaletteColor = string;

/** Entries of a palette file, 16×16 pixels of RGBA. */
const ENTRIES = 256;
/** ffmpeg's palettegen makes no fewer. */
const FEWEST = 4;

export const DITHERING: Record<Dither, string> = {
  none: 'none',
  bayer: 'bayer:bayer_scale=3',
  floyd_steinberg: 'floyd_steinberg',
  sierra: 'sierra2_4a',
};

/** ffmpeg's arguments that write one palette of all frames as raw RGBA; readPalette makes it what was asked for. */
export function paletteCommand(
  film: Film,
  { filters, colors, alpha }: { filters: readonly string[]; colors: number; alpha: boolean },
  { list, output }: { list: string; output: string },
): string[] {
  const generate = `palettegen=max_colors=${Math.max(FEWEST, colors)}:reserve_transparent=${alpha ? 1 : 0}:stats_mode=full`;
  return [
    ...[...overChunks(film, list), '-map', '0:v:0', '-vf', [counted(film), ...filters, generate, 'format=rgba'].join(',')],
    ...['-frames:v', '1', '-c:v', 'rawvideo', '-f', 'rawvideo', ...BITEXACT, `file:${output}`],
  ];
}

/** The colours of a file paletteCommand wrote, `colors` at most (one of them is transparency, where it is held). */
export function readPalette(rgba: Uint8Array, { colors, alpha }: { colors: number; alpha: boolean }): PaletteColor[] {
  const found: [number, number, number][] = [];
  let before = -1;
  // Sorted, some twice: boxes with one mean. What follows is padding, which would be a colour more.
  for (let i = 0; i + 3 < rgba.length && found.length < Math.max(FEWEST, colors); i += 4) {
    const [r, g, b] = [rgba[i]!, rgba[i + 1]!, rgba[i + 2]!];
    const value = (r << 16) | (g << 8) | b;
    if (rgba[i + 3] === 0 || value < before) break;
    if (value === before) continue;
    found.push([r, g, b]);
    before = value;
  }
  while (found.length > Math.max(1, alpha ? colors - 1 : colors)) mergeNearest(found);
  return found.map((c) => `#${c.map((v) => v.toString(16).padStart(2, '0')).join('')}`);
}

function mergeNearest(colors: [number, number, number][]): void {
  let best = { i: 0, j: 1, distance: Number.POSITIVE_INFINITY };
  for (let i = 0; i < colors.length; i++)
    for (let j = i + 1; j < colors.length; j++) {
      const distance = colors[i]!.reduce((sum, v, k) => sum + (v - colors[j]![k]!) ** 2, 0);
      if (distance < best.distance) best = { i, j, distance };
    }
  const [a, b] = [colors[best.i]!, colors[best.j]!];
  colors[best.i] = [(a[0] + b[0]) >> 1, (a[1] + b[1]) >> 1, (a[2] + b[2]) >> 1];
  colors.splice(best.j, 1);
}

/** What paletteuse reads: every entry is one of the colours, the last one nothing where transparency is held. */
export function writePalette(colors: readonly PaletteColor[], alpha: boolean): Uint8Array {
  const rgba = new Uint8Array(ENTRIES * 4);
  for (let i = 0; i < ENTRIES; i++) {
    const value = Number.parseInt((colors[i] ?? colors[0] ?? '#000000').slice(1), 16);
    rgba.set(alpha && i === ENTRIES - 1 ? [0, 0, 0, 0] : [value >> 16, (value >> 8) & 255, value & 255, 255], i * 4);
  }
  return rgba;
}

/** The palette as input 1. */
export const paletteInput = (path: string): string[] =>
  inputArgs(path, 'rawvideo', 1, ['-f', 'rawvideo', '-pixel_format', 'rgba', '-video_size', '16x16']);

/** A GIMP palette. */
export const gimpPalette = (name: string, colors: readonly PaletteColor[]): string => {
  const row = (color: PaletteColor) => [1, 3, 5].map((at) => String(Number.parseInt(color.slice(at, at + 2), 16)).padStart(3)).join(' ');
  return `GIMP Palette\nName: ${name}\nColumns: 16\n#\n${colors.map((c) => `${row(c)}\t${c}\n`).join('')}`;
};
