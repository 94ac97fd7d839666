import { AUDIO_DEMUXERS } from './audio-codecs.ts';
import { BITEXACT, GLOBAL, inputArgs } from './common.ts';

/** ffmpeg's arguments that put an AAC mix into one fragment, its edit list kept: what is cut into segments then. Nothing is encoded again. */
export const fragmentSoundCommand = ({ sound, output }: { sound: string; output: string }): string[] => [
  ...[...GLOBAL, ...inputArgs(sound, AUDIO_DEMUXERS.aac, 1), '-map', '0:a:0', '-c', 'copy'],
  ...['-f', 'mp4', '-movflags', '+empty_moov+default_base_moof+delay_moov', '-frag_duration', '2000000000'],
  ...[...BITEXACT, `file:${output}`],
];
