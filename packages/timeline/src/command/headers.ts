import type { VideoEncoding } from '../encodings.ts';
import { BITEXACT, GLOBAL, ratio } from './common.ts';
import { chunkContainer, videoEncoding } from './encode.ts';

/** ffmpeg's arguments that encode one black frame: what chunks of an encoding are decoded with does not depend on what they show. */
export const headersCommand = (encoding: VideoEncoding, output: string): string[] => [
  ...[
    ...GLOBAL,
    '-filter_complex',
    `color=c=black:s=${encoding.width}x${encoding.height}:r=${ratio(encoding.fps)},format=${encoding.pixelFormat}[out]`,
  ],
  ...['-map', '[out]', '-frames:v', '1', ...videoEncoding(encoding, { seconds: 1 }), ...chunkContainer(encoding)],
  ...[...BITEXACT, '-flags:v', '+bitexact', `file:${output}`],
];
