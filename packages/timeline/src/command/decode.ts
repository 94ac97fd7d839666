import { DEMUXERS } from './assemble.ts';
import { GLOBAL, inputArgs } from './common.ts';

/**
 * ffmpeg's arguments that decode all pictures of a chunk that others are made from, and end badly at the first fault. Nobody looks at them: they
 * are left rough. A fault in one of the others would show for the length of a frame.
 */
export const decodeCommand = (path: string): string[] => [
  ...[
    ...GLOBAL,
    '-xerror',
    ...inputArgs(path, DEMUXERS.mp4, 1, ['-err_detect', 'explode', '-skip_loop_filter', 'all', '-skip_frame', 'noref']),
  ],
  ...['-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'null', '-'],
];
