import { decimal, valueAt } from '../compile/curves.ts';
import type { Curve, Moving } from '../compile/graph.ts';
import { forked, mixed } from './level.ts';
import { isMoving, type Look, type Stage } from './look.ts';
import { mixing } from './opaque.ts';
import { amount } from './param.ts';

export const blur: Look = {
  says: 'a Gaussian blur; beyond its edge the picture goes on as it ends there',
  params: { radius: { ...amount(0, 250, 0, 'standard deviation, canvas pixels'), pixels: true } },
  draw: {
    by: 'itself',
    draw: (stage, stream, { radius }) => (isMoving(radius) ? growing(stage, stream, radius) : blurred(stage, stream, radius as number)),
  },
};

const AREA = 'area+accurate_rnd+bitexact';
const SMOOTH = 'bicubic+accurate_rnd+bitexact';

/** A wide blur is one of a smaller picture. */
function blurred(stage: Stage, stream: string, radius: number): string {
  const { size } = stage;
  const step = size ? 2 ** Math.max(0, Math.floor(Math.log2(radius / 1.5))) : 1;
  if (!size || step === 1) return mixing(stage, stream, gaussian(radius, true), gaussian(radius, false));
  const down = `scale=w=${Math.ceil(size.width / step)}:h=${Math.ceil(size.height / step)}:flags=${AREA}`;
  const up = `scale=w=${size.width}:h=${size.height}:flags=${SMOOTH}`;
  // What the way down and up blurs by itself.
  const left = Math.sqrt(Math.max(0.25, (radius / step) ** 2 - 0.25));
  const around = (halved: boolean) => [down, ...gaussian(left, halved), up];
  return mixing(stage, stream, around(true), around(false));
}

/** @param halved chroma has half the pixels */
function gaussian(sigma: number, halved: boolean): string[] {
  const of = (s: number, planes: number) => `gblur=sigma=${decimal(s)}:steps=2:planes=${planes}`;
  return halved ? [of(sigma, 1), of(sigma / 2, 6)] : [of(sigma, 15)];
}

/** Least part of the greatest radius that is drawn: what is between two is a mixture of them. */
const PARTS = [1 / 8, 1 / 4, 1 / 2, 1];

/** Each radius is the mixture of the two nearest of a few that are drawn: none, and the greatest, its half and so on. */
function growing(stage: Stage, stream: string, { curve, low, high }: Moving): string {
  const ladder = [0, ...PARTS.map((p) => p * high)];
  const steps = ladder.slice(ladder.findLastIndex((r) => r <= low));
  const peak = highest(curve, stage);
  // What no frame reaches would leave every picture as it is.
  const [least = 0, ...above] = steps.filter((_, i) => i === 0 || steps[i - 1]! < peak);
  const ways = above.length === 0 ? [stream] : forked(stage, stream, above.length + 1);
  const base = least === 0 ? ways[0]! : blurred(stage, ways[0]!, least);
  return above.reduce((below, radius, i) => mixed(stage, below, blurred(stage, ways[i + 1]!, radius), curve, steps[i]!, radius), base);
}

const highest = (curve: Curve, { clipFrame, frames }: Stage): number =>
  typeof curve === 'number' ? curve : Math.max(...Array.from({ length: frames }, (_, i) => valueAt(curve, clipFrame + i)));
