import { dollars, type Money } from './money.ts';

// List prices as noted on 2025-06-01. fal's own bill is what counts.

/** What fal counts for a model, and US dollars for one of it. */
interface Price {
  unit: 'second' | 'video' | 'megapixel';
  usd: number;
}

const PRICES: Record<string, Price> = {
  'fal-ai/kling-video/v1.6/standard/text-to-video': { unit: 'second', usd: 0.045 },
  'fal-ai/kling-video/v1.6/standard/image-to-video': { unit: 'second', usd: 0.045 },
  'fal-ai/kling-video/v2/master/text-to-video': { unit: 'second', usd: 0.28 },
  'fal-ai/kling-video/v2/master/image-to-video': { unit: 'second', usd: 0.28 },
  'fal-ai/veo2': { unit: 'second', usd: 0.5 },
  'fal-ai/minimax/video-01': { unit: 'video', usd: 0.5 },
  'fal-ai/wan-t2v': { unit: 'video', usd: 0.4 },
  'fal-ai/flux/dev': { unit: 'megapixel', usd: 0.025 },
  'fal-ai/flux/schnell': { unit: 'megapixel', usd: 0.003 },
};
/** As the dearest, where a model's price is not known. */
const UNKNOWN: Price = { unit: 'second', usd: 0.5 };
const LENGTH = 5;
/** Of the largest picture that is made without saying so. */
const MEGAPIXELS = 2;

/** What fal has billed. @param units of the model, as fal tells; null: not told. Null also where the model's price is not known */
export function falCost(model: string, units: number | null): Money | null {
  const price = PRICES[model];
  return price && units !== null ? dollars(price.usd * units) : null;
}

/** What an intent is reckoned to cost. @param seconds of video; null: not said */
export function falEstimate(model: string, seconds: number | null): Money {
  const { unit, usd } = PRICES[model] ?? UNKNOWN;
  const units = { second: Math.ceil(seconds ?? LENGTH), video: 1, megapixel: MEGAPIXELS }[unit];
  return dollars(usd * units);
}
