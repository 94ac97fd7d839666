import type { Rational } from './media.ts';
import { nearest } from './nearest.ts';
import type { Problem, Result } from './problems.ts';
import { rateOf } from './rate.ts';
import type { Canvas } from './timeline.ts';

export const ENCODE_SPEEDS = ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow'] as const;
export type EncodeSpeed = (typeof ENCODE_SPEEDS)[number];

/** How a file is encoded: complete, every default filled in. */
export interface OutputSettings {
  format: 'mp4';
  /** Pixels, even. */
  width: number;
  height: number;
  fps: Rational;
  speed: EncodeSpeed;
  /** x264's constant rate factor, 0 (best) to 51. */
  crf: number;
  audioBitrateKbps: number;
  /** Longest distance of two keyframes, seconds. */
  gopSeconds: number;
  poster: boolean;
}

/** What a caller may say about an output; null and undefined mean "not given". */
export interface OutputRequest {
  format?: string | null;
  width?: number | null;
  height?: number | null;
  fps?: number | null;
  speed?: string | null;
  crf?: number | null;
  audioBitrateKbps?: number | null;
  poster?: boolean | null;
  gopSeconds?: number | null;
}

export interface Preset {
  name: string;
  description: string;
  /** 1 (first) to 5: the render's priority when none is given. */
  priority: number;
  output: Partial<Omit<OutputSettings, 'fps'>>;
}

const VERTICAL = { width: 1080, height: 1920, crf: 21 };

export const PRESETS: Readonly<Record<string, Preset>> = Object.fromEntries(
  (
    [
      { name: 'standard', description: 'MP4, H.264, 1920×1080', priority: 3, output: { width: 1920, height: 1080 } },
      { name: 'social', description: 'MP4, H.264, 1080×1920 (9:16)', priority: 2, output: VERTICAL },
      { name: 'tiktok', description: 'TikTok: MP4, H.264, 1080×1920', priority: 2, output: VERTICAL },
      { name: 'youtube_shorts', description: 'YouTube Shorts: MP4, H.264, 1080×1920', priority: 2, output: VERTICAL },
      { name: 'instagram_reels', description: 'Instagram Reels: MP4, H.264, 1080×1920', priority: 2, output: VERTICAL },
      {
        name: 'youtube',
        description: 'YouTube: MP4, H.264, 1920×1080, higher quality',
        priority: 2,
        output: { width: 1920, height: 1080, crf: 18, audioBitrateKbps: 384 },
      },
    ] satisfies Preset[]
  ).map((p) => [p.name, p]),
);

/**
 * Settings for one output: what the request says, then the preset, then the canvas. Sizes are even, 16 to 7680, the shorter side 4320 at most.
 * @returns every problem, paths from the output's own root ("preset", "width", …)
 */
export function resolveOutput(canvas: Canvas, preset?: string | null, request?: OutputRequest | null): Result<OutputSettings> {
  const problems: Problem[] = [];
  const add = (path: string, code: string, message: string, hint?: string) =>
    problems.push({ path: [path], code, message, ...(hint ? { hint } : {}) });
  const named = preset == null ? undefined : Object.hasOwn(PRESETS, preset) ? PRESETS[preset] : undefined;
  if (preset != null && !named) {
    const near = nearest(preset, Object.keys(PRESETS));
    add(
      'preset',
      'UNKNOWN_PRESET',
      `There is no preset "${preset}".`,
      near ? `Did you mean "${near}"?` : `Presets: ${Object.keys(PRESETS).join(', ')}.`,
    );
  }
  const base = named?.output ?? {};
  const r = request ?? {};
  if (r.format != null && r.format.toLowerCase() !== 'mp4')
    add('format', 'UNKNOWN_FORMAT', `The format "${r.format}" is not offered.`, 'Use "mp4".');
  const size = (key: 'width' | 'height'): number => {
    const v = r[key] ?? base[key] ?? canvas[key];
    if (!Number.isInteger(v) || v % 2 !== 0 || v < 16 || v > 7680)
      add(key, 'OUT_OF_RANGE', `${key} must be an even whole number of pixels from 16 to 7680, not ${v}.`);
    return v;
  };
  const range = (key: 'crf' | 'audioBitrateKbps' | 'gopSeconds', otherwise: number, min: number, max: number): number => {
    const v = r[key] ?? base[key] ?? otherwise;
    if (!Number.isFinite(v) || v < min || v > max) add(key, 'OUT_OF_RANGE', `${key} must be a number from ${min} to ${max}, not ${v}.`);
    return v;
  };
  const width = size('width');
  const height = size('height');
  if (Math.min(width, height) > 4320)
    add('height', 'OUT_OF_RANGE', `The shorter side may be 4320 pixels at most; this is ${width}×${height}.`);
  let fps: Rational = canvas.fps;
  if (r.fps != null) {
    const rate = rateOf(r.fps);
    if (rate) fps = rate;
    else add('fps', 'OUT_OF_RANGE', `fps must be a number from 1 to 120, not ${r.fps}.`);
  }
  const asked = (r.speed ?? base.speed ?? 'veryfast').toLowerCase();
  const speed = ENCODE_SPEEDS.find((s) => s === asked);
  if (!speed) add('speed', 'UNKNOWN_SPEED', `There is no speed "${asked}".`, `Use one of ${ENCODE_SPEEDS.join(', ')}.`);
  const output: OutputSettings = {
    format: 'mp4',
    width,
    height,
    fps,
    speed: speed ?? 'veryfast',
    crf: range('crf', 20, 0, 51),
    audioBitrateKbps: range('audioBitrateKbps', 192, 32, 512),
    gopSeconds: range('gopSeconds', 2, 0.5, 10),
    poster: r.poster ?? base.poster ?? true,
  };
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: output };
}
