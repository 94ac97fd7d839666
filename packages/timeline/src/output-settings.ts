import type { CopyMode } from './copy-mode.ts';
import type { MadeOnce } from './made-once.ts';
import type { Rational } from './media.ts';
import type { AudioCodec, OutputFormat, VideoCodec } from './output-formats.ts';
import type { RateControl } from './rate-control/resolve.ts';

export const ENCODE_SPEEDS = ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow'] as const;
export type EncodeSpeed = (typeof ENCODE_SPEEDS)[number];

/** One of the sizes a viewer's player chooses from. */
export interface Rendition {
  /** Pixels, even. */
  width: number;
  height: number;
  /** As of the output; one of both is null. */
  crf: number | null;
  bitrateKbps: number | null;
}

/** How a file is encoded: complete, every default filled in. */
export interface OutputSettings extends RateControl {
  format: OutputFormat;
  /** null: no picture. */
  codec: VideoCodec | null;
  /** null: no sound. */
  audioCodec: AudioCodec | null;
  /** ffmpeg's name of how a pixel is kept; null: no picture. */
  pixelFormat: string | null;
  /** Whether the canvas' background is transparent instead of its colour. */
  alpha: boolean;
  /** Pixels, even. */
  width: number;
  height: number;
  fps: Rational;
  speed: EncodeSpeed;
  /** Constant rate factor, 0 (best) to 51 or 63 by codec; null: by bitrate, by maxBytes, or by the codec's profile alone. */
  crf: number | null;
  /** Average of each chunk, with twoPass of the whole file; null: by crf, or by maxBytes. */
  bitrateKbps: number | null;
  /** The sizes of a ladder, best first; null for single files. Each has its own width, height and rate instead of those above. */
  renditions: Rendition[] | null;
  /** null: the codec keeps everything. */
  audioBitrateKbps: number | null;
  /** Integrated loudness the mix is brought to, LUFS; null: as it was mixed. */
  loudness: number | null;
  /** What no peak between two samples exceeds, dBTP; null with loudness. */
  truePeakDb: number | null;
  /** Longest distance of two keyframes, seconds. */
  gopSeconds: number;
  /** Untouched stretches of fitting sources are taken over as they are; absent: all is encoded. */
  copy?: Exclude<CopyMode, 'never'>;
  poster: boolean;
  /** Said in the file. */
  title: string | null;
  comment: string | null;
  /** Composed small from proxies, with a watermark; width and height are the draft's. */
  draft?: true;
  /** What is made from all frames at once; absent: chunks are joined. */
  once?: MadeOnce;
}
