import type { Piece } from '../compile/graph.ts';
import type { Small } from '../compile/recipe.ts';
import type { CommandFiles } from '../plan.ts';
import { BITEXACT, fileOf, GLOBAL, inputArgs, PICTURE_LIMIT, ratio, timebase } from './common.ts';
import { BT709, clockFilters, SCALER, turnFilters } from './picture.ts';
import { denoiseFilters, shakingFilter, steadyFilters } from './piece-effects.ts';
import { readArgs } from './read-args.ts';
import { toneMapFilters } from './tonemap.ts';

/** What a piece is kept in, and what that is opened with. */
export const PIECE_FILES = {
  h264: { extension: 'mp4', contentType: 'video/mp4', demuxers: 'mov,mp4,m4a,3gp,3g2,mj2' },
  ffv1: { extension: 'mkv', contentType: 'video/x-matroska', demuxers: 'matroska,webm' },
} as const;

/** The id its source goes by in `files.inputs`. */
export const pieceSourceId = ({ sha256 }: Piece): string => `source-${sha256}`;

/** ffmpeg's arguments that look a piece's source through before it is made, in the same folder; null: nothing needs that. */
export function pieceFirstPass(piece: Piece, files: CommandFiles, threads = 1): string[] | null {
  if (piece.recipe.stabilize?.with !== 'vidstab') return null;
  return [...opened(piece, files, threads, [...upright(piece), shakingFilter(files)]), ...['-fps_mode', 'passthrough', '-f', 'null', '-']];
}

/** ffmpeg's arguments that make a piece of its source: without loss (but for proxies), of key frames every second or less, without B-frames. */
export function pieceCommand(piece: Piece, files: CommandFiles, threads = 1): string[] {
  const { recipe, rate, lead } = piece;
  const { tonemap, pixelFormat, small, stabilize } = recipe;
  const filters = [
    ...upright(piece),
    ...(stabilize ? [...steadyFilters(stabilize, files), `trim=start_frame=${lead}:end_frame=${lead + piece.frames}`] : []),
    // First what makes the pictures small, of which all are held at once.
    ...(small ? [smallFilter(small)] : []),
    ...(recipe.reverse ? ['reverse'] : []),
    ...(pixelFormat ? [`format=${pixelFormat}`] : []),
    ...(small ? ['setsar=1'] : []),
    ...(tonemap || small ? [BT709] : []),
    `settb=${timebase(rate)}`,
    'setpts=N',
  ];
  return [
    ...[...opened(piece, files, threads, filters), '-frames:v', String(piece.frames)],
    ...['-fps_mode', 'passthrough', '-enc_time_base:v', timebase(rate)],
    ...(recipe.codec === 'h264'
      ? [
          '-c:v',
          'libx264',
          '-preset',
          'ultrafast',
          ...(small ? ['-crf', '20'] : ['-qp', '0']),
          '-g',
          '12',
          '-bf',
          '0',
          '-sc_threshold',
          '0',
          '-threads:v',
          '1',
        ]
      : ['-c:v', 'ffv1', '-level', '3', '-g', '1', '-slices', '4', '-threads:v', '1']),
    ...(recipe.codec === 'h264'
      ? ['-x264-params', `fps=${ratio(rate)}`, '-video_track_timescale', String(timescaleOf(rate)), '-f', 'mp4']
      : []),
    ...(recipe.codec === 'ffv1' ? ['-f', 'matroska'] : []),
    ...[...BITEXACT, '-flags:v', '+bitexact', `file:${files.outputs[0]}`],
  ];
}

/** Frames on their grid, as they are shown: what is looked at for shaking, and what comes first of all else. */
function upright({ recipe, rate, read, lead }: Piece): string[] {
  const { deinterlace, tonemap, turn, odd, denoise, stabilize } = recipe;
  // Fields are lines of the picture as it was taken; ffmpeg has turned it upright by now.
  const back = turn === 90 ? 270 : turn === 270 ? 90 : turn;
  return [
    ...(deinterlace ? [...turnFilters(back), `bwdif=mode=send_frame:parity=${deinterlace}:deint=all`, ...turnFilters(turn)] : []),
    ...clockFilters(read, rate),
    ...(denoise ? denoiseFilters(denoise) : []),
    ...(lead > 0 && !stabilize ? [`trim=start_frame=${lead}`] : []),
    ...(tonemap ? toneMapFilters(tonemap, odd) : []),
  ];
}

const opened = (piece: Piece, files: CommandFiles, threads: number, filters: readonly string[]): string[] => [
  ...[...GLOBAL, '-filter_complex_threads', String(threads)],
  ...inputArgs(fileOf(files.inputs, pieceSourceId(piece)), piece.demuxers, threads, [
    ...PICTURE_LIMIT,
    ...readArgs(piece.read, piece.decoder),
  ]),
  ...['-filter_complex', `[0:V:0]${filters.join(',')}[out]`, '-map', '[out]'],
];

const smallFilter = ({ width, height, color }: Small): string =>
  `scale=${width}:${height}:${color ? `in_color_matrix=${color.matrix}:in_range=${color.range}:` : ''}out_color_matrix=bt709:out_range=tv:flags=${SCALER}`;

/** Ticks a second, so that a frame is a whole number of them and the number fits its field. */
const timescaleOf = ({ num, den }: Piece['rate']): number =>
  den === 1001 ? num : num * Math.max(1, Math.min(512, Math.floor(2 ** 31 / num)));
