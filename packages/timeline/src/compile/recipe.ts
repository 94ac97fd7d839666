import type { Rational, VideoProbe } from '../media.ts';
import { reduce } from '../rate.ts';

/** What is done to a source's picture once, before any chunk shows it: what has memory, or costs too much to do at every cut. */
export interface Recipe {
  /** Which field comes first; "auto": as each frame says. null: it has none. */
  deinterlace: 'tff' | 'bff' | 'auto' | null;
  tonemap: ToneMap | null;
  reverse: boolean;
  /** Lossless either way: H.264 where all decoders agree on the format, else FFV1. */
  codec: 'h264' | 'ffv1';
  /** null: as it is decoded. */
  pixelFormat: string | null;
  /** Degrees clockwise that the file asks for. Pieces stand upright. */
  turn: 0 | 90 | 180 | 270;
  /** The file has sides that chroma of half the size cannot have. */
  odd: boolean;
  /** A proxy, for drafts: smaller than the file, BT.709, and not without loss. Absent: as large as the file. */
  small?: Small;
  /** Absent: its noise stays. */
  denoise?: Denoise;
  /** Absent: it shakes as it did. */
  stabilize?: Stabilize;
}

export interface Stabilize {
  /** Hundredths by which it is enlarged. */
  zoom: number;
  /** Pixels, upright, as they come and as they go on. */
  width: number;
  height: number;
  pixelFormat: string;
  /** deshake: without ffmpeg's vid.stab, frame by frame. */
  with: 'vidstab' | 'deshake';
}

export interface Denoise {
  /** 0 to 1. */
  amount: number;
  /** Pixels as they come and as they go on. */
  pixelFormat: string;
  /** They have transparency, which is left alone. */
  alpha: boolean;
}

export interface Small {
  /** Pixels, even and square. */
  width: number;
  height: number;
  /** What it is converted from; null: it is BT.709 already. */
  color: { matrix: string; range: 'tv' | 'pc' } | null;
}

/** From high dynamic range to BT.709. */
export interface ToneMap {
  transfer: 'pq' | 'hlg';
  matrix: '2020_ncl' | '2020_cl' | '709';
  primaries: '2020' | '709';
  range: 'tv' | 'pc';
  /** lut: without ffmpeg's zscale, each channel on its own. */
  with: 'zscale' | 'lut';
}

const TRANSFERS: Record<string, ToneMap['transfer']> = { smpte2084: 'pq', 'arib-std-b67': 'hlg' };
/** What lossless H.264 and all that read it agree on. */
const PLAIN = ['yuv420p', 'yuv422p', 'yuv444p', 'yuvj420p', 'yuvj422p', 'yuvj444p'];

/** How a source is asked for. */
export interface Wanted {
  reverse: boolean;
  /** ffmpeg has it. */
  zscale: boolean;
  /** A small picture that does; null: as large as it is. */
  small: Small | null;
  /** How much of its noise goes; 0 and absent: none. */
  denoise?: number;
  /** Hundredths by which a picture whose shaking goes is enlarged; null and absent: it stays. */
  stabilize?: number | null;
  /** ffmpeg has vid.stab; absent: it does. */
  vidstab?: boolean;
}

/** What a picture needs before it can be cut anywhere; null: nothing. */
export function recipeOf(video: VideoProbe, wanted: Wanted): Recipe | null {
  const { reverse, zscale, small, denoise = 0, stabilize = null, vidstab = true } = wanted;
  const transfer = TRANSFERS[video.color.transfer ?? ''];
  if (!transfer && !video.interlaced && !reverse && !small && denoise === 0 && stabilize === null) return null;
  const odd = video.codedWidth % 2 !== 0 || video.codedHeight % 2 !== 0;
  const pixelFormat = small ? 'yuv420p' : transfer ? (odd ? 'yuv444p' : 'yuv420p') : null;
  return {
    deinterlace: video.interlaced ? (video.fieldOrder ?? 'auto') : null,
    tonemap: transfer ? toneMapOf(video, transfer, zscale) : null,
    reverse,
    codec: PLAIN.includes(pixelFormat ?? video.pixelFormat) ? 'h264' : 'ffv1',
    pixelFormat,
    turn: ([90, 180, 270] as const).find((t) => t === video.rotation) ?? 0,
    odd,
    // Tone-mapped it is BT.709.
    ...(denoise > 0 ? { denoise: { amount: denoise, pixelFormat: video.pixelFormat, alpha: video.hasAlpha } } : {}),
    ...(stabilize !== null ? { stabilize: stabilizeOf(video, stabilize, transfer ? pixelFormat : null, vidstab) } : {}),
    ...(small ? { small: transfer ? { ...small, color: null } : small } : {}),
  };
}

function stabilizeOf(
  { codedWidth, codedHeight, rotation, pixelFormat }: VideoProbe,
  zoom: number,
  wanted: string | null,
  vidstab: boolean,
): Stabilize {
  const sideways = rotation === 90 || rotation === 270;
  const [width, height] = sideways ? [codedHeight, codedWidth] : [codedWidth, codedHeight];
  return { zoom, width, height, pixelFormat: wanted ?? pixelFormat, with: vidstab ? 'vidstab' : 'deshake' };
}

function toneMapOf({ color }: VideoProbe, transfer: ToneMap['transfer'], zscale: boolean): ToneMap {
  return {
    transfer,
    matrix: color.matrix === 'bt709' ? '709' : color.matrix === 'bt2020c' ? '2020_cl' : '2020_ncl',
    primaries: color.primaries === 'bt709' ? '709' : '2020',
    range: color.range ?? 'tv',
    with: zscale ? 'zscale' : 'lut',
  };
}

/** Seconds of picture in one piece at most. */
const PIECE_SECONDS = 4;
/** Bytes of decoded pictures in one piece at most: to turn it round they are all held at once. */
const PIECE_BYTES = 2 ** 29;

/** Frames of a piece: of the source alone, so that trims and speeds share pieces. */
export function pieceLength({ codedWidth, codedHeight }: Pick<VideoProbe, 'codedWidth' | 'codedHeight'>, rate: Rational): number {
  const { num, den } = reduce(rate);
  const fits = Math.floor(PIECE_BYTES / (3 * Math.max(1, codedWidth * codedHeight)));
  return Math.max(4, Math.min(fits, Math.round((PIECE_SECONDS * num) / den)));
}
