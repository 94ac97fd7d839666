import { chain } from '../command/overlay.ts';
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

/** So many pixels a side are one in the picture that is blurred in the large one's place. */
const stepOf = (radius: number): number => 2 ** Math.max(0, Math.floor(Math.log2(radius / 1.5)));
const shrunk = ({ width, height }: NonNullable<Stage['size']>, step: number) => ({
  width: Math.ceil(width / step),
  height: Math.ceil(height / step),
});
const scaled = ({ width, height }: NonNullable<Stage['size']>, flags: string): string => `scale=w=${width}:h=${height}:flags=${flags}`;
/** What is left to do in the small picture: the way down and up blurs by itself. */
const leftOf = (radius: number, step: number): number => Math.sqrt(Math.max(0.25, (radius / step) ** 2 - 0.25));

/** A wide blur is one of a smaller picture. */
function blurred(stage: Stage, stream: string, radius: number): string {
  const { size } = stage;
  const step = size ? stepOf(radius) : 1;
  if (!size || step === 1) return mixing(stage, stream, gaussian(radius, true), gaussian(radius, false));
  const [down, up] = [scaled(shrunk(size, step), AREA), scaled(size, SMOOTH)];
  const around = (halved: boolean) => [down, ...gaussian(leftOf(radius, step), halved), up];
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
  const [first = 0] = above;
  const step = stage.size && !stage.alpha ? stepOf(least === 0 ? first : least) : 1;
  if (step > 1) return growingSmall(stage, stream, curve, [least, ...above], step);
  const ways = above.length === 0 ? [stream] : forked(stage, stream, above.length + 1);
  const base = least === 0 ? ways[0]! : blurred(stage, ways[0]!, least);
  return above.reduce((below, radius, i) => mixed(stage, below, blurred(stage, ways[i + 1]!, radius), curve, steps[i]!, radius), base);
}

/** The same of wide radii, blurred and mixed as one small picture; only the sharp one is large. */
function growingSmall(stage: Stage, stream: string, curve: Curve, radii: readonly number[], step: number): string {
  const { shop } = stage;
  const small = { ...stage, size: shrunk(stage.size!, step) };
  const wide = radii.filter((r) => r > 0);
  const sharp = wide.length < radii.length ? forked(stage, stream, 2) : null;
  const ways = forked(small, chain(shop, sharp?.[1] ?? stream, scaled(small.size, AREA)), wide.length);
  const drawn = wide.map((radius, i) => chain(shop, ways[i]!, gaussian(leftOf(radius, step), true).join(',')));
  const [first, ...more] = drawn as [string, ...string[]];
  const all = more.reduce((below, above, i) => mixed(small, below, above, curve, wide[i]!, wide[i + 1]!), first);
  const large = chain(shop, all, `${scaled(stage.size!, SMOOTH)},setsar=1`);
  return sharp ? mixed(stage, sharp[0]!, large, curve, 0, wide[0]!) : large;
}

const highest = (curve: Curve, { clipFrame, frames }: Stage): number =>
  typeof curve === 'number' ? curve : Math.max(...Array.from({ length: frames }, (_, i) => valueAt(curve, clipFrame + i)));
