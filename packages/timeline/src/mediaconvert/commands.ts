import { BITEXACT, GLOBAL } from '../command/common.ts';
import { PCM_INPUT } from '../command/pcm.ts';

/** ffmpeg's arguments for one input's sound: silence as long as what of the input is skipped, then its part of the mix. */
export function jobSoundCommand(
  { lead, from, to }: { lead: number; from: number; to: number },
  { pcm, output }: { pcm: string; output: string },
): string[] {
  const late = lead > 0 ? [`adelay=delays=${lead}S:all=1`] : [];
  const filters = ['apad', `atrim=start_sample=${from}:end_sample=${to}`, 'asetpts=N/SR/TB', ...late];
  return [
    ...[...GLOBAL, '-f', 'f32le', ...PCM_INPUT, '-i', `file:${pcm}`, '-af', filters.join(',')],
    ...['-c:a', 'flac', '-sample_fmt', 's16', ...BITEXACT, '-f', 'flac', `file:${output}`],
  ];
}

/** From a chunk of one PNG frame to the picture's file, byte for byte. */
export const jobPictureCommand = ({ chunk, output }: { chunk: string; output: string }): string[] => [
  ...[...GLOBAL, '-i', `file:${chunk}`, '-frames:v', '1', '-c:v', 'copy', '-f', 'image2', '-update', '1', `file:${output}`],
];

/** From a chunk to a file whose index is in front. */
export const jobFillerCommand = ({ chunk, output }: { chunk: string; output: string }): string[] => [
  ...[...GLOBAL, '-i', `file:${chunk}`, '-c', 'copy', ...BITEXACT, '-movflags', '+faststart', '-f', 'mp4', `file:${output}`],
];
