import { DEMUXERS } from './assemble.ts';
import { GLOBAL, inputArgs } from './common.ts';

/**
 * ffmpeg's arguments that decode a chunk's I and P pictures, and end badly at the first fault. Nobody looks at them: they are left rough. A fault in
 * a B picture is gone with the next P picture, and finding it would double the price of a copy.
 */
export const decodeCommand = (path: string): string[] => [
  ...[
    ...GLOBAL,
    '-xerror',
    ...inputArgs(path, DEMUXERS.mp4, 1, ['-err_detect', 'explode', '-skip_loop_filter', 'all', '-skip_frame', 'bidir']),
  ],
  ...['-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'null', '-'],
];
