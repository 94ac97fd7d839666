import type { Rational } from './media.ts';

/** A page to be drawn, frame by frame. Equal specs give equal pixels. */
export interface PageSpec {
  /** With `asset:<id>` as the clip has it. */
  html: string;
  css: string | null;
  /** Pixels, even. */
  width: number;
  height: number;
  /** Frames of the canvas. */
  fps: Rational;
  /** Frames of the whole clip: what the page is told to last. */
  frames: number;
  /** The pictures it may show, by asset id: hash and media type. */
  assets: Record<string, { sha256: string; type: string }>;
}

/** `asset:<id>` where an address can stand; plain text that only mentions an asset is left alone. */
export const PAGE_ASSET = /(?<=["'`(=,\s])asset:([A-Za-z0-9_-]{1,64})(?![A-Za-z0-9_-])/g;
