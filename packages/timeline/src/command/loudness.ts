import type { SoundEncoding } from '../encodings.ts';
import { audioEncoding } from './audio-codecs.ts';
import { BITEXACT, GLOBAL, inputArgs } from './common.ts';
import { COUNT, PCM, PCM_INPUT, STEREO } from './pcm.ts';

/** What EBU R128 says of a whole sound. */
export interface Loudness {
  /** Integrated, LUFS; null: too quiet or too short (under 0.4 s) to have one. */
  integrated: number | null;
  /** Highest peak between samples too, dBTP; null: silence. */
  truePeak: number | null;
}

export interface Level {
  /** One gain for the whole sound. */
  gainDb: number;
  /** Whether its peaks are held below the output's truePeakDb. */
  limited: boolean;
}

/** What a mix is to be. */
export type Target = Pick<SoundEncoding, 'loudness' | 'truePeakDb'>;

interface PcmFiles {
  /** Written by audioCommand in mode pcm, or by levelCommand. */
  pcm: string;
  output: string;
}

/** Gate of EBU R128, LUFS: the meter shows nothing below. */
const GATE = -70;
/** dB the limiter stays below its bound, for what the way back from four times the rate adds. */
const MARGIN = 0.2;
/** dB: what the meter's last digit hides. */
const ROUNDING = 0.05;

/** ffmpeg's arguments that measure a PCM file; its log's last lines say what, for `loudnessIn`. */
export const measureCommand = (pcm: string): string[] => [
  ...[...GLOBAL, '-loglevel', 'info', ...pcmInput(pcm)],
  ...['-af', 'ebur128=peak=true:framelog=verbose', '-f', 'null', '-'],
];

/** The measure in measureCommand's log. Throws when there is none. */
export function loudnessIn(log: readonly string[]): Loudness {
  const last = (pattern: RegExp) => log.flatMap((line) => pattern.exec(line)?.[1] ?? []).at(-1);
  const integrated = Number(last(/\bI:\s+(\S+) LUFS/));
  const peak = last(/\bPeak:\s+(\S+) dBFS/);
  if (Number.isNaN(integrated) || peak === undefined) throw new Error('ffmpeg did not say how loud the sound is');
  const truePeak = Number(peak);
  return { integrated: integrated > GATE ? integrated : null, truePeak: Number.isFinite(truePeak) ? truePeak : null };
}

/** The gain to the output's loudness, and whether its peaks need the limiter then. What has no loudness stays as it is. */
export function levelFor({ loudness, truePeakDb }: Target, { integrated, truePeak }: Loudness): Level {
  if (loudness === null || integrated === null || truePeak === null) return { gainDb: 0, limited: false };
  const gainDb = loudness - integrated;
  return { gainDb, limited: truePeakDb !== null && truePeak + ROUNDING + gainDb > truePeakDb };
}

/** ffmpeg's arguments that write the whole PCM file anew at a level; limited at four times the rate, where true peaks show. */
export function levelCommand(
  { truePeakDb, samples }: Pick<Target, 'truePeakDb'> & { samples: number },
  { gainDb, limited }: Level,
  files: PcmFiles,
): string[] {
  const limit = 10 ** (((truePeakDb ?? 0) - MARGIN) / 20);
  const limiter = `aresample=192000,alimiter=limit=${limit.toFixed(6)}:attack=5:release=100:level=0:latency=1,aresample=48000`;
  // Resampling there and back may end some samples earlier or later.
  const exact = [STEREO, `apad=whole_len=${samples}`, `atrim=end_sample=${samples}`, COUNT];
  const filters = [gain(gainDb), ...(limited ? [limiter] : []), ...exact].join(',');
  return [...GLOBAL, ...pcmInput(files.pcm), '-af', filters, ...PCM, ...BITEXACT, `file:${files.output}`];
}

/** ffmpeg's arguments that encode a PCM file as the output has it. */
export const encodePcmCommand = (encoding: SoundEncoding, files: PcmFiles): string[] => [
  ...[...GLOBAL, ...pcmInput(files.pcm), '-af', STEREO],
  ...[...audioEncoding(encoding), ...BITEXACT, `file:${files.output}`],
];

const gain = (db: number): string => `volume=volume=${db.toFixed(2)}dB:precision=float`;
const pcmInput = (pcm: string): string[] => inputArgs(pcm, 'f32le', 1, ['-f', 'f32le', ...PCM_INPUT]);
