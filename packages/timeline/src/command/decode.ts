import { DEMUXERS } from './assemble.ts';
import { GLOBAL, inputArgs } from './common.ts';

/** ffmpeg's arguments that decode a chunk and end badly at the first fault in it. Nobody looks at the pictures: they are left rough. */
export const decodeCommand = (path: string): string[] => [
  ...[...GLOBAL, '-xerror', ...inputArgs(path, DEMUXERS.mp4, 1, ['-err_detect', 'explode', '-skip_loop_filter', 'all'])],
  ...['-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'null', '-'],
];
