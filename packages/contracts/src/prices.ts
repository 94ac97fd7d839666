import { falEstimate } from './fal-prices.ts';
import { dollars, type Money } from './money.ts';

// List prices as noted on 2025-03-01. The provider's own bill is what counts.

/** US dollars a million pixels of finished video (width × height × frames). */
const LUMA_MEGAPIXEL: Record<string, number> = { 'ray-2': 0.0064, 'ray-flash-2': 0.0022, 'ray-1-6': 0.0032 };
/** US dollars a picture, as large as the model makes them. */
const LUMA_PICTURE: Record<string, number> = { 'photon-1': 0.016, 'photon-flash-1': 0.0042 };
const LUMA_FPS = 24;
const LUMA_HEIGHTS: Record<string, number> = { '540p': 540, '720p': 720, '1080p': 1080, '4k': 2160 };
const LUMA_LENGTHS = [5, 9];

/** US dollars a second of prediction on one A100 (80 GB), where a model's own rate is not known. */
const REPLICATE_SECOND = 0.0014;
/** How long such a machine works on a second of video. */
const REPLICATE_WORK = 12;
const REPLICATE_LENGTH = 5;

/** What is held back where no price is known. */
const UNKNOWN = 1;

/** Null where the model has no known price. `ratio` is width to height, e.g. "16:9". */
export function lumaCost(model: string, duration: string, resolution: string, ratio: string): Money | null {
  const picture = LUMA_PICTURE[model];
  if (picture !== undefined) return dollars(picture);
  const rate = LUMA_MEGAPIXEL[model];
  return rate ? lumaPrice(rate, duration, resolution, ratio) : null;
}

function lumaPrice(rate: number, duration: string, resolution: string, ratio: string): Money | null {
  const seconds = Number.parseFloat(duration);
  const short = LUMA_HEIGHTS[resolution];
  const [w, h] = ratio.split(':').map(Number);
  if (!short || !w || !h || !Number.isFinite(seconds)) return null;
  const long = short * Math.max(w / h, h / w);
  return dollars((rate * short * long * seconds * LUMA_FPS) / 1e6);
}

/** @param predictSeconds metrics.predict_time */
export const replicateCost = (predictSeconds: number): Money => dollars(REPLICATE_SECOND * predictSeconds);

/** What an intent says that its price depends on. */
export interface Priced {
  provider: string;
  model: string;
  /** Neutral keys beside the provider's own, which win. */
  input: Record<string, unknown>;
}

/**
 * What an intent is reckoned to cost: so much is held back before it is bought. Never too little where the price is by pixels; a model
 * without a known price counts as the provider's dearest, an unknown provider as one dollar.
 */
export function estimateCost({ provider, model, input }: Priced): Money {
  const nested = input.input;
  const own = typeof nested === 'object' && nested !== null ? { ...input, ...nested } : input;
  const said = own as { length?: unknown; duration?: unknown; resolution?: unknown; aspectRatio?: unknown; aspect_ratio?: unknown };
  const seconds = Number.parseFloat(String(said.duration ?? said.length ?? ''));
  if (provider === 'luma') {
    const picture = LUMA_PICTURE[model];
    if (picture !== undefined) return dollars(picture);
    const length = LUMA_LENGTHS.find((n) => n >= seconds) ?? (Number.isFinite(seconds) ? Math.max(...LUMA_LENGTHS) : LUMA_LENGTHS[0]);
    const rate = LUMA_MEGAPIXEL[model] ?? Math.max(...Object.values(LUMA_MEGAPIXEL));
    const ratio = String(said.aspect_ratio ?? said.aspectRatio ?? '16:9');
    return lumaPrice(rate, String(length), String(said.resolution ?? '720p'), ratio) ?? dollars(UNKNOWN);
  }
  if (provider === 'replicate') return replicateCost(REPLICATE_WORK * Math.ceil(Number.isFinite(seconds) ? seconds : REPLICATE_LENGTH));
  if (provider === 'fal') return falEstimate(model, Number.isFinite(seconds) ? seconds : null);
  return dollars(UNKNOWN);
}
