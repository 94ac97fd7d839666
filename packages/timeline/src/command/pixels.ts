import type { MadeOnce } from '../made-once.ts';
import { AUDIO_DEMUXERS } from './audio-codecs.ts';
import { BITEXACT, GLOBAL, inputArgs, timescale } from './common.ts';
import { counted, type Film, FRAME_NAMES, overChunks, PNG, pictures, toRgb } from './joined.ts';
import { DITHERING, paletteInput } from './palette.ts';

type PixelArt = MadeOnce & { kind: 'pixel_art' };

const reduced = (film: Film, { dither }: PixelArt): string =>
  `[0:v:0]${counted(film)},${toRgb(film)}[frames];[frames][1:v:0]paletteuse=dither=${DITHERING[dither]}`;

/** ffmpeg's arguments that write every frame in the palette's colours, 000001.png and on, into the folder `output`. */
export function pixelFramesCommand(film: Film, art: PixelArt, files: { list: string; palette: string; output: string }): string[] {
  return [
    ...[...overChunks(film, files.list), ...paletteInput(files.palette), '-filter_complex_threads', '1'],
    ...['-filter_complex', `${reduced(film, art)}[out]`, '-map', '[out]', '-frames:v', String(film.frames)],
    ...[...PNG, ...pictures(`${files.output}/${FRAME_NAMES}.png`, false)],
  ];
}

/** Pixels a frame's pixel is wide in the video: players blur what they enlarge. Even, so that colours keep their places. */
export const pixelScale = ({ output: { width, height } }: Film): number => Math.max(2, 2 * Math.floor(512 / Math.max(width, height) / 2));

/** ffmpeg's arguments for the video of the same frames, enlarged without smoothing, with the sound. */
export function pixelVideoCommand(
  film: Film,
  files: { /** The folder pixelFramesCommand wrote to. */ frames: string; audio: string | null; output: string },
): string[] {
  const { fps, width, height, audioCodec } = film.output;
  const scale = pixelScale(film);
  const filters = [
    `scale=${width * scale}:${height * scale}:flags=neighbor`,
    'scale=out_color_matrix=bt709:out_range=tv:flags=neighbor+accurate_rnd+full_chroma_int+bitexact,format=yuv420p,setsar=1',
  ];
  return [
    ...GLOBAL,
    ...inputArgs(`${files.frames}/${FRAME_NAMES}.png`, 'image2', 1, ['-f', 'image2', '-framerate', `${fps.num}/${fps.den}`]),
    ...(files.audio && audioCodec ? inputArgs(files.audio, AUDIO_DEMUXERS[audioCodec], 1) : []),
    ...['-map', '0:v:0', ...(files.audio ? ['-map', '1:a:0', '-c:a', 'copy'] : []), '-vf', filters.join(',')],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '12', '-threads:v', '1', '-profile:v', 'high'],
    ...['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv', '-fps_mode', 'passthrough'],
    ...['-f', 'mp4', '-video_track_timescale', String(timescale(fps)), '-movflags', '+faststart', ...BITEXACT, `file:${files.output}`],
  ];
}
