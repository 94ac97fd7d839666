import type { Money } from '@workprint/contracts';

/** When these list prices were noted. The provider's own bill is what counts. */
export const PRICES_AS_OF = '2025-03-01';

/** US dollars a million pixels of finished video (width × height × frames). */
const LUMA_MEGAPIXEL: Record<string, number> = { 'ray-2': 0.0064, 'ray-flash-2': 0.0022, 'ray-1-6': 0.0032 };
/** US dollars a second of prediction on one A100 (80 GB), where a model's own rate is not known. */
const REPLICATE_SECOND = 0.0014;

const LUMA_FPS = 24;
const HEIGHTS: Record<string, number> = { '540p': 540, '720p': 720, '1080p': 1080, '4k': 2160 };

/** @param usd not negative */
export function money(usd: number): Money {
  const [whole = '0', parts = ''] = usd.toFixed(6).split('.');
  return { amount: `${whole}.${parts.replace(/0+$/, '').padEnd(2, '0')}`, currency: 'USD' };
}

/** Null where the model has no known price. `ratio` is width to height, e.g. "16:9". */
export function lumaCost(model: string, duration: string, resolution: string, ratio: string): Money | null {
  const rate = LUMA_MEGAPIXEL[model];
  const seconds = Number.parseFloat(duration);
  const short = HEIGHTS[resolution];
  const [w, h] = ratio.split(':').map(Number);
  if (!rate || !short || !w || !h || !Number.isFinite(seconds)) return null;
  const long = short * Math.max(w / h, h / w);
  return money((rate * short * long * seconds * LUMA_FPS) / 1e6);
}

/** @param predictSeconds metrics.predict_time */
export const replicateCost = (predictSeconds: number): Money => money(REPLICATE_SECOND * predictSeconds);
