import type { AudioCodec } from '@workprint/timeline';
import { audioProblem } from '../boxes/verify.ts';
import type { Dependencies } from './dependencies.ts';

const SAMPLE_RATE = 48_000;
/** Seconds a file of lossy packets may be longer than what is in it. */
const PACKET = 0.06;

interface Sound {
  file: string;
  codec: AudioCodec;
  /** At 48 kHz. */
  samples: number;
  cwd: string;
}

/** Checks the length of a mix's file: by its boxes where it has some, else as ffprobe reads it. Null when it is right. */
export const soundProblem = async (
  { ffmpeg }: Pick<Dependencies, 'ffmpeg'>,
  { file, codec, samples, cwd }: Sound,
  signal: AbortSignal,
): Promise<string | null> => {
  if (codec === 'aac') return audioProblem(file, { samples, rate: SAMPLE_RATE });
  const lines: string[] = [];
  const args = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', `file:${file}`];
  await ffmpeg.probe({ what: 'the sound', args, cwd, signal, timeoutMs: 60_000 }, (line) => lines.push(line));
  const [seconds, wanted] = [Number(lines[0]), samples / SAMPLE_RATE];
  const slack = codec === 'opus' || codec === 'mp3' ? PACKET : 1e-5;
  return Math.abs(seconds - wanted) <= slack ? null : `it lasts ${lines[0]} s instead of ${wanted}`;
};
