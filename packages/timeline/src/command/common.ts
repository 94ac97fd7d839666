import type { Rational } from '../media.ts';
import type { OutputSettings } from '../output-settings.ts';

/** Nothing is asked, nothing is read from a terminal, progress goes to stdout, warnings with their level to stderr. */
export const GLOBAL = [
  '-hide_banner',
  '-nostdin',
  '-y',
  '-loglevel',
  'level+warning',
  '-nostats',
  '-progress',
  'pipe:1',
  '-max_alloc',
  '1073741824',
];

/** An input that can open one local file of one kind, of bounded size, and nothing else. */
export function inputArgs(path: string, demuxers: string, threads: number, more: readonly string[] = []): string[] {
  return [
    ...['-protocol_whitelist', 'file', '-format_whitelist', demuxers, '-max_streams', '64', '-threads', String(threads)],
    ...more,
    ...['-i', `file:${path}`],
  ];
}

/** Never a frame larger than 8K: a small file can hold an enormous picture. */
export const PICTURE_LIMIT = ['-max_pixels', '40000000'];

/** No program names, dates or inherited metadata in files: equal work gives equal bytes. */
export const BITEXACT = ['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact'];

/** Container metadata: whole arguments, never part of a graph. */
export const metadata = ({ title, comment }: Pick<OutputSettings, 'title' | 'comment'>): string[] => [
  ...(title === null ? [] : ['-metadata', `title=${title}`]),
  ...(comment === null ? [] : ['-metadata', `comment=${comment}`]),
];

/** A path that the worker chose, as a filter's option within a graph: once for the option, once for the graph. */
export const filterPath = (path: string): string => `'${path.replace(/[\\':]/g, '\\$&').replaceAll("'", "'\\''")}'`;

export const ratio = ({ num, den }: Rational): string => `${num}/${den}`;
/** Seconds a frame lasts. */
export const timebase = ({ num, den }: Rational): string => `${den}/${num}`;

/** Ticks a second of the delivered video, so that a frame is a whole number of them. */
export const timescale = ({ num, den }: Rational): number => (den === 1001 ? num : 512 * num);

/** -ss and -t: plain decimals of microseconds. */
export const secondsArg = (seconds: number): string => seconds.toFixed(6);

/** The encodings that have a place to go. */
export const wantedOf = (outputs: readonly (string | null)[]): { index: number; path: string }[] =>
  outputs.flatMap((path, index) => (path === null ? [] : [{ index, path }]));

export function fileOf(inputs: Record<string, string>, id: string): string {
  const path = Object.hasOwn(inputs, id) ? inputs[id] : undefined;
  if (path === undefined) throw new Error(`no file was given for input ${id}`);
  return path;
}
