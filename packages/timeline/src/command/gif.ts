import type { Dither, MadeOnce } from '../made-once.ts';
import type { Rational } from '../media.ts';
import { BITEXACT } from './common.ts';
import { counted, type Film, overChunks, toRgb } from './joined.ts';
import { DITHERING, paletteInput } from './palette.ts';
import { SCALER } from './picture.ts';

/** One way to make the GIF: the first is what was asked for, each further one smaller. */
export interface GifTry {
  colors: number;
  dither: Dither;
  /** Of so many frames one is kept. */
  every: number;
  width: number;
  height: number;
  frames: number;
}

type Gif = MadeOnce & { kind: 'gif' };

const SMALLEST_SIDE = 16;

/** What is tried, in order: fewer colours, dithering that packs better, fewer frames, smaller pictures. One only without maxBytes. */
export function gifTries(film: Film, gif: Gif): GifTry[] {
  const { width, height } = film.output;
  const make = (colors: number, dither: Dither, every: number, size: number): GifTry => ({
    colors: Math.min(gif.colors, colors),
    dither: gif.dither === 'none' ? 'none' : dither,
    every,
    width: Math.max(SMALLEST_SIDE, 2 * Math.round((width * size) / 2)),
    height: Math.max(SMALLEST_SIDE, 2 * Math.round((height * size) / 2)),
    frames: Math.ceil(film.frames / every),
  });
  const asked = { ...make(256, gif.dither, 1, 1), width, height };
  if (gif.maxBytes === null) return [asked];
  const smaller = [make(128, 'bayer', 1, 1), make(64, 'bayer', 1, 1), make(32, 'none', 1, 1), make(64, 'bayer', 2, 1)];
  const smallest = [0.75, 0.6, 0.45, 0.35, 0.25].map((size) => make(64, 'bayer', 2, size));
  const all = [asked, ...smaller, ...smallest, make(32, 'none', 3, 0.25), make(16, 'none', 4, 0.18)];
  const seen = new Set<string>();
  return all.filter((t) => !seen.has(JSON.stringify(t)) && seen.add(JSON.stringify(t)));
}

/** From joined frames to the ones the GIF has, in RGB. */
export function gifFilters(film: Film, { every, width, height }: GifTry): string[] {
  const sized = width === film.output.width && height === film.output.height;
  return [
    ...(every === 1 ? [] : [`select='not(mod(n,${every}))'`]),
    ...(sized ? [] : [`scale=${width}:${height}:flags=${SCALER}`]),
    toRgb(film),
  ];
}

/** ffmpeg's arguments for the GIF. GIF counts in hundredths: each frame begins at the one nearest to its time. */
export function gifCommand(film: Film, gif: Gif, attempt: GifTry, files: { list: string; palette: string; output: string }): string[] {
  const { alpha } = film.output;
  const use = `paletteuse=dither=${DITHERING[attempt.dither]}${alpha ? ':alpha_threshold=128' : ':diff_mode=rectangle'}`;
  const filters = `[0:v:0]${[counted(film), ...gifFilters(film, attempt)].join(',')}[frames];[frames][1:v:0]${use},settb=1/100[out]`;
  return [
    ...[...overChunks(film, files.list), ...paletteInput(files.palette), '-filter_complex_threads', '1', '-filter_complex', filters],
    ...['-map', '[out]', '-c:v', 'gif', '-fps_mode', 'passthrough', '-enc_time_base:v', '1/100'],
    // ffmpeg counts the showings after the first; -1: none.
    ...['-f', 'gif', '-loop', String(gif.loop === 0 ? 0 : gif.loop === 1 ? -1 : gif.loop - 1)],
    ...['-final_delay', String(lastDelay(film, attempt)), ...BITEXACT, `file:${files.output}`],
  ];
}

const hundredths = (frame: number, { num, den }: Rational): number => Math.round((frame * 100 * den) / num);

function lastDelay(film: Film, { every, frames }: GifTry): number {
  return hundredths(film.frames, film.output.fps) - hundredths((frames - 1) * every, film.output.fps);
}
