import type { VideoEncoding } from '../encodings.ts';
import type { EncodeSpeed } from '../output.ts';
import { CODECS, videoEncoder } from '../output-formats.ts';
import { ratio } from './common.ts';
import { type ChunkRate, h265Level, rateArgs, rateParams } from './rate.ts';

/** libvpx's cpu-used and SVT-AV1's preset for each speed. */
const VP9_SPEEDS: Record<EncodeSpeed, number> = { ultrafast: 5, superfast: 5, veryfast: 5, faster: 4, fast: 3, medium: 2, slow: 1 };
const AV1_SPEEDS: Record<EncodeSpeed, number> = { ultrafast: 12, superfast: 11, veryfast: 10, faster: 9, fast: 8, medium: 6, slow: 4 };

/** Frames between two keyframes at most. */
export const keyframeDistance = ({ gopSeconds, fps }: VideoEncoding): number => Math.max(1, Math.round((gopSeconds * fps.num) / fps.den));

const colons = (params: Record<string, string | number>): string =>
  Object.entries(params)
    .map((p) => p.join('='))
    .join(':');

/**
 * The encoders beside x264. Each begins with a keyframe, refers to nothing outside its chunk, writes headers that do not depend
 * on the content, and uses one thread (frame threads and thread pools change the bytes).
 */
export const OTHER_CODECS = {
  h265: (o: VideoEncoding, rate: ChunkRate): string[] => [
    ...['-c:v', 'libx265', '-preset', o.speed, ...rateArgs(o, rate)],
    ...['-profile:v', o.pixelFormat === 'yuv420p10le' ? 'main10' : 'main', '-tag:v', 'hvc1', '-x265-params'],
    colons({
      ...{ pools: 'none', 'frame-threads': 1, wpp: 0, pmode: 0, pme: 0, slices: 1, 'lookahead-slices': 0 },
      ...{ keyint: keyframeDistance(o), 'open-gop': 0, info: 0, 'repeat-headers': 0, hrd: 0, fps: ratio(o.fps) },
      ...{ colorprim: 'bt709', transfer: 'bt709', colormatrix: 'bt709', range: 'limited', 'log-level': 'warning' },
      ...{ ...h265Level(o), ...rateParams(o, rate) },
    }),
  ],
  vp9: (o: VideoEncoding, rate: ChunkRate): string[] => [
    ...['-c:v', 'libvpx-vp9', '-deadline', 'good', '-cpu-used', String(VP9_SPEEDS[o.speed])],
    ...(o.crf === null ? [] : ['-b:v', '0']),
    ...rateArgs(o, rate),
    ...(rate.pass ? ['-pass:v', String(rate.pass.number), '-passlogfile:v', rate.pass.stats] : []),
    ...['-threads:v', '1', '-row-mt', '0', '-tile-columns', '0', '-g', String(keyframeDistance(o))],
    // An alternate reference has no transparency of its own.
    ...(o.alpha ? ['-auto-alt-ref', '0'] : ['-auto-alt-ref', '1', '-lag-in-frames', '16']),
  ],
  av1: (o: VideoEncoding, rate: ChunkRate): string[] => [
    ...['-c:v', 'libsvtav1', '-preset', String(AV1_SPEEDS[o.speed])],
    ...rateArgs(o, rate),
    // irefresh-type 2: keyframes that nothing refers across.
    ...['-g', String(keyframeDistance(o)), '-svtav1-params', colons({ lp: 1, 'irefresh-type': 2 })],
  ],
  prores_422_hq: (): string[] => prores('3'),
  prores_4444: (): string[] => prores('4'),
  lossless: (o: VideoEncoding): string[] =>
    // A picture of its own for each frame: the only one of them that holds transparency.
    o.alpha
      ? ['-c:v', videoEncoder('lossless', o.pixelFormat), '-compression_level', '3', '-pred', 'up', '-threads:v', '1']
      : [
          ...['-c:v', videoEncoder('lossless', o.pixelFormat), '-preset', 'ultrafast', '-qp', '0', '-threads:v', '1', '-x264-params'],
          colons({ keyint: keyframeDistance(o), 'open-gop': 0, stitchable: 1, 'sliced-threads': 0, fps: ratio(o.fps) }),
        ],
};

const prores = (profile: string): string[] => [
  ...['-c:v', CODECS.prores_4444.encoder, '-profile:v', profile, '-vendor', 'apl0', '-threads:v', '1'],
  // Not the width of the canvas, not the content, decides how a row is sliced and how alpha is kept.
  ...(profile === '4' ? ['-alpha_bits', '16'] : []),
];
