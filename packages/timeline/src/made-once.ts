import { nearest } from './nearest.ts';
import type { FormatSpec, OnceKind } from './output-formats.ts';
import { fitsBytes } from './rate-control/resolve.ts';

export const DITHERS = ['none', 'bayer', 'floyd_steinberg', 'sierra'] as const;
export type Dither = (typeof DITHERS)[number];
export const SCALINGS = ['area', 'nearest'] as const;
export type Scaling = (typeof SCALINGS)[number];

export type StillImage = 'png' | 'jpg' | 'webp';

/** What is made once from all composed frames, complete. `quality`: 1 to 100, nothing to PNG. */
export type MadeOnce =
  /** loop: how often it is shown, 0: for ever. maxBytes: what it is made to fit in, null: no matter. */
  | { kind: 'gif'; loop: number; dither: Dither; colors: number; maxBytes: number | null }
  | { kind: 'sequence'; image: 'png' | 'jpg'; quality: number }
  /** at: seconds. */
  | { kind: 'still'; image: StillImage; quality: number; at: number }
  | { kind: 'sprite'; intervalSeconds: number; columns: number; quality: number }
  /** scaling: how many pixels become one. colors: of the whole video. */
  | { kind: 'pixel_art'; colors: number; dither: Dither; scaling: Scaling };

/** What a caller may say about it. */
export interface MadeOnceRequest {
  loop?: number | null;
  dither?: string | null;
  colors?: number | null;
  maxBytes?: number | null;
  quality?: number | null;
  at?: number | null;
  intervalSeconds?: number | null;
  columns?: number | null;
  scaling?: string | null;
}

type Key = keyof MadeOnceRequest;

const KEYS: Record<OnceKind, readonly Key[]> = {
  gif: ['loop', 'dither', 'colors', 'maxBytes'],
  sequence: ['quality'],
  still: ['at', 'quality'],
  sprite: ['intervalSeconds', 'columns', 'quality'],
  pixel_art: ['colors', 'dither', 'scaling'],
};
const ALL: readonly Key[] = [...new Set(Object.values(KEYS).flat())];

/** Pixels of a sheet's side at most: what JPEG readers can be trusted with. */
const MAX_SHEET = 16_384;

type Add = (path: string, code: string, message: string, hint?: string) => void;

/** Settings of what the format makes from all frames, problems added; undefined: it is joined from chunks. */
export function resolveOnce(format: string, spec: FormatSpec, width: number, r: MadeOnceRequest, add: Add): MadeOnce | undefined {
  const lossless = format.startsWith('png');
  const allowed = spec.once ? KEYS[spec.once].filter((k) => k !== 'quality' || !lossless) : [];
  const foreign = ALL.filter((key) => r[key] != null && !allowed.includes(key) && !(key === 'maxBytes' && fitsBytes(spec)));
  for (const key of foreign) add(key, 'NOT_FOR_FORMAT', `${key} says nothing to ${spec.title}.`, `Leave ${key} out.`);
  const number = (key: Exclude<Key, 'dither' | 'scaling'>, otherwise: number, min: number, max: number, whole = true): number => {
    const v = r[key] ?? otherwise;
    if (!Number.isFinite(v) || v < min || v > max || (whole && !Number.isInteger(v)))
      add(key, 'OUT_OF_RANGE', `${key} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}, not ${v}.`);
    return v;
  };
  const oneOf = <T extends string>(key: 'dither' | 'scaling', otherwise: T, list: readonly T[]): T => {
    const asked = r[key];
    if (asked == null) return otherwise;
    const found = list.find((v) => v === asked.toLowerCase());
    const near = nearest(asked, [...list]);
    const hint = near ? `Did you mean "${near}"?` : `Use one of ${list.map((v) => `"${v}"`).join(', ')}.`;
    if (!found) add(key, 'INVALID_VALUE', `There is no ${key} "${asked}".`, hint);
    return found ?? otherwise;
  };
  const quality = () => (lossless ? 100 : number('quality', 90, 1, 100));

  switch (spec.once) {
    case 'gif': {
      const maxBytes = r.maxBytes == null ? null : number('maxBytes', 0, 1000, 1_000_000_000);
      const look = { dither: oneOf('dither', 'sierra', DITHERS), colors: number('colors', 256, 2, 256) };
      return { kind: 'gif', loop: number('loop', 0, 0, 65_535), ...look, maxBytes };
    }
    case 'sequence':
      return { kind: 'sequence', image: lossless ? 'png' : 'jpg', quality: quality() };
    case 'still':
      return { kind: 'still', image: format as StillImage, quality: quality(), at: number('at', 0, 0, 86_400, false) };
    case 'sprite': {
      const columns = number('columns', 10, 1, 100);
      if (columns * width > MAX_SHEET)
        add('columns', 'OUT_OF_RANGE', `${columns} columns of ${width} pixels are more than a sheet's ${MAX_SHEET}.`);
      return { kind: 'sprite', intervalSeconds: number('intervalSeconds', 5, 0.1, 3600, false), columns, quality: quality() };
    }
    case 'pixel_art': {
      const look = { dither: oneOf('dither', 'none', DITHERS), scaling: oneOf('scaling', 'area', SCALINGS) };
      return { kind: 'pixel_art', colors: number('colors', 16, 2, 256), ...look };
    }
    default:
      return undefined;
  }
}
