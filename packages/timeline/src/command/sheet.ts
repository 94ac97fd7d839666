import type { MadeOnce } from '../made-once.ts';
import { secondsOf } from '../rate.ts';
import { counted, type Film, jpeg, overChunks, pictures, toJpeg } from './joined.ts';
import type { PictureFiles } from './stills.ts';

type Sprite = MadeOnce & { kind: 'sprite' };

export interface SheetLayout {
  /** Frames from one tile to the next. */
  step: number;
  tiles: number;
  columns: number;
  /** Rows of a sheet; the last sheet's unused places are black. */
  rows: number;
  sheets: number;
}

const MAX_ROWS = 10;
const MAX_HEIGHT = 16_384;

export function sheetLayout(film: Film, { intervalSeconds, columns }: Sprite): SheetLayout {
  const { fps, height } = film.output;
  const step = Math.max(1, Math.round((intervalSeconds * fps.num) / fps.den));
  const tiles = Math.ceil(film.frames / step);
  const across = Math.min(columns, tiles);
  const rows = Math.min(Math.ceil(tiles / across), MAX_ROWS, Math.max(1, Math.floor(MAX_HEIGHT / height)));
  return { step, tiles, columns: across, rows, sheets: Math.ceil(tiles / (across * rows)) };
}

/** Sheets are numbered from 1. */
export const sheetName = (number: number): string => `sprite-${number}.jpg`;

/** ffmpeg's arguments that write all sheets into the folder `output`. */
export function sheetCommand(film: Film, sprite: Sprite, { list, output }: PictureFiles): string[] {
  const { step, columns, rows } = sheetLayout(film, sprite);
  const filters = [counted(film), `select='not(mod(n,${step}))'`, `tile=${columns}x${rows}`, toJpeg];
  return [
    ...[...overChunks(film, list), '-map', '0:v:0', '-vf', filters.join(',')],
    ...[...jpeg(sprite.quality), ...pictures(`${output}/sprite-%d.jpg`, false)],
  ];
}

/** WebVTT that says which part of which sheet shows a span of time. */
export function sheetVtt(film: Film, sprite: Sprite): string {
  const { step, tiles, columns, rows } = sheetLayout(film, sprite);
  const { width, height, fps } = film.output;
  const cues = Array.from({ length: tiles }, (_, i) => {
    const place = i % (columns * rows);
    const [x, y] = [(place % columns) * width, Math.floor(place / columns) * height];
    const times = [i * step, Math.min(film.frames, (i + 1) * step)].map((frame) => timestamp(secondsOf(frame, fps)));
    return `${times.join(' --> ')}\n${sheetName(Math.floor(i / (columns * rows)) + 1)}#xywh=${x},${y},${width},${height}\n`;
  });
  return `WEBVTT\n\n${cues.join('\n')}`;
}

function timestamp(seconds: number): string {
  const ms = Math.round(seconds * 1000);
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`;
}
