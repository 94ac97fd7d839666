import type { OutputSettings } from '../output-settings.ts';

// List prices as noted on 2025-03-01. The provider's own bill is what counts.

/** US dollars a normalised minute: on demand, basic tier, us-east-1. */
const MINUTE = 0.0075;

/** How many normalised minutes one minute of an output counts. */
const factor = ({ codec, width, height, fps }: Pick<OutputSettings, 'codec' | 'width' | 'height' | 'fps'>): number => {
  const lines = Math.min(width, height);
  const size = lines < 720 ? 1 : lines <= 1080 ? 2 : 4;
  const rate = fps.num / fps.den;
  return size * (rate <= 30 ? 1 : rate <= 60 ? 1.75 : 2.5) * (codec === 'h265' ? 2 : 1);
};

/** What a job will be billed, about: each size of each output by its length, 10 s at least. US dollars. */
export function mediaConvertCost(durationSeconds: number, outputs: readonly OutputSettings[]): number {
  const minutes = Math.max(10, durationSeconds) / 60;
  const sizes = outputs.flatMap((o) => (o.renditions ?? [o]).map(({ width, height }) => ({ ...o, width, height })));
  return Math.ceil(sizes.reduce((sum, one) => sum + factor(one), 0) * minutes * MINUTE * 1e4 - 1e-6) / 1e4;
}
