import type { VideoEncoding } from '../encodings.ts';
import type { EncodeSpeed } from '../output.ts';
import type { VideoCodec } from '../output-formats.ts';
import { keyframeDistance, OTHER_CODECS } from './codecs.ts';
import { ratio, timebase, timescale } from './common.ts';
import { type ChunkRate, rateArgs, rateParams } from './rate.ts';

/** What each x264 preset does anyway, written out: the parameter sets of all chunks must be equal whatever a build's presets say. */
const SPEEDS: Record<EncodeSpeed, { ref: number; bframes: number }> = {
  ultrafast: { ref: 1, bframes: 0 },
  superfast: { ref: 1, bframes: 3 },
  veryfast: { ref: 1, bframes: 3 },
  faster: { ref: 2, bframes: 3 },
  fast: { ref: 2, bframes: 3 },
  medium: { ref: 3, bframes: 3 },
  slow: { ref: 5, bframes: 3 },
};

/**
 * H.264, table A-1: level, macroblocks a second, macroblocks a frame, macroblocks of all references, and the largest rate (kbit/s) of which
 * two seconds fit its buffer.
 */
const LEVELS: [string, number, number, number, number][] = [
  ['1.0', 1485, 99, 396, 64],
  ['1.1', 3000, 396, 900, 192],
  ['1.2', 6000, 396, 2376, 384],
  ['1.3', 11880, 396, 2376, 768],
  ['2.1', 19800, 792, 4752, 2000],
  ['2.2', 20250, 1620, 8100, 2000],
  ['3.0', 40500, 1620, 8100, 5000],
  ['3.1', 108000, 3600, 18000, 7000],
  ['3.2', 216000, 5120, 20480, 10_000],
  ['4.0', 245760, 8192, 32768, 12_500],
  ['4.1', 245760, 8192, 32768, 31_250],
  ['4.2', 522240, 8704, 34816, 31_250],
  ['5.0', 589824, 22080, 110400, 67_500],
  ['5.1', 983040, 36864, 184320, 120_000],
  ['5.2', 2073600, 36864, 184320, 120_000],
  ['6.0', 4177920, 139264, 696320, 120_000],
  ['6.1', 8355840, 139264, 696320, 240_000],
  ['6.2', 16711680, 139264, 696320, 400_000],
];

/** A largest rate is a promise to decoders, so it counts; High profile may have a quarter more than the table. */
export function levelOf({ width, height, fps, speed, maxRateKbps = 0 }: VideoEncoding): string {
  const frame = Math.ceil(width / 16) * Math.ceil(height / 16);
  const references = Math.max(4, SPEEDS[speed].ref);
  const side = Math.max(width, height) / 16;
  const fits = LEVELS.find(
    ([, perSecond, size, buffer, kbps]) =>
      (frame * fps.num) / fps.den <= perSecond &&
      frame <= size &&
      side <= Math.sqrt(8 * size) &&
      frame * references <= buffer &&
      maxRateKbps <= 1.25 * kbps,
  );
  return (fits ?? LEVELS[LEVELS.length - 1]!)[0];
}

const isRgb = ({ pixelFormat }: VideoEncoding): boolean => pixelFormat === 'rgb24' || pixelFormat === 'rgba';
const RGB = ['-colorspace', 'rgb', '-color_range', 'pc'];
const YUV = ['-colorspace', 'bt709', '-color_range', 'tv'];

/** An encoder's arguments and what all of them share: the colours' names and exact times. */
export function videoEncoding(output: VideoEncoding, rate: ChunkRate): string[] {
  return [
    ...(output.codec === 'h264' ? h264(output, rate) : OTHER_CODECS[output.codec](output, rate)),
    ...['-color_primaries', 'bt709', '-color_trc', 'bt709', ...(isRgb(output) ? RGB : YUV)],
    ...['-fps_mode', 'passthrough', '-enc_time_base:v', timebase(output.fps)],
    ...(chunkFamily(output) === 'matroska' ? [] : ['-video_track_timescale', String(timescale(output.fps))]),
  ];
}

/**
 * H.264 that joins without encoding again: an IDR at the start, closed GOPs, parameter sets that do not depend on the content,
 * and one thread, because threads change the bytes.
 */
function h264(output: VideoEncoding, rate: ChunkRate): string[] {
  const { ref, bframes } = SPEEDS[output.speed];
  const params = {
    keyint: keyframeDistance(output),
    'open-gop': 0,
    stitchable: 1,
    ref,
    bframes,
    'lookahead-threads': 1,
    'sliced-threads': 0,
    fps: ratio(output.fps),
    colorprim: 'bt709',
    transfer: 'bt709',
    colormatrix: 'bt709',
    ...rateParams(output, rate),
  };
  return [
    ...['-c:v', 'libx264', '-preset', output.speed, ...rateArgs(output, rate), '-profile:v', 'high', '-level:v', levelOf(output)],
    ...[
      '-threads:v',
      '1',
      '-x264-params',
      Object.entries(params)
        .map((p) => p.join('='))
        .join(':'),
    ],
  ];
}

export type ContainerFamily = 'mp4' | 'matroska';

/** What a chunk is kept in: MP4 counts time exactly; only Matroska has a place for VP9's transparency. */
export const chunkFamily = ({ codec, alpha }: { codec: VideoCodec | null; alpha: boolean }): ContainerFamily =>
  codec === 'vp9' && alpha ? 'matroska' : 'mp4';

/** ffmpeg's arguments for a chunk's file. */
export function chunkContainer(output: VideoEncoding): string[] {
  if (chunkFamily(output) === 'matroska') return ['-f', 'webm'];
  // The sample descriptions of ProRes and of pictures are QuickTime's.
  if (output.codec.startsWith('prores') || output.pixelFormat === 'rgba') return ['-f', 'mov'];
  return FRAGMENT;
}

/** One fragment from decode time 0, no edit list: the chunk can be a segment of a playlist as it is. */
const FRAGMENT = [...['-f', 'mp4', '-movflags', '+empty_moov+default_base_moof+cmaf+negative_cts_offsets', '-frag_duration', '2000000000']];
