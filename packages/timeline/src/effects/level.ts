import { ratio, timebase } from '../command/common.ts';
import { decimal, expression } from '../compile/curves.ts';
import type { Curve, Moving } from '../compile/graph.ts';
import type { Stage } from './look.ts';

export const formatOf = ({ alpha }: Pick<Stage, 'alpha'>): string => (alpha ? 'yuva420p' : 'yuv420p');

/** The clip frame, in filters that count time. */
export const clock = ({ fps, clipFrame }: Stage): string => `(round(t*${ratio(fps)})+${decimal(clipFrame)})`;

/** One picture that is shown as long as it is asked for. */
export const once = ({ fps }: Stage): string => `trim=end_frame=1,settb=${timebase(fps)},setpts=N`;

/** A picture of one value in all planes, 0 to 255, drawn on 16 × 16 pixels and enlarged to the stream's size. Returns the stream and it. */
function plane(stage: Stage, stream: string, value: (k: string) => string, still: boolean): [string, string] {
  const { shop, fps, size, frames, clipFrame } = stage;
  const e = `floor(255*clip(${value(`(N+${decimal(clipFrame)})`)},0,1)+0.5)`;
  const planes = `lum='${e}':cb='${e}':cr='${e}'${stage.alpha ? `:a='${e}'` : ''}`;
  const time = still ? once(stage) : `settb=${timebase(fps)},setpts=N,trim=end_frame=${frames}`;
  const small = `color=c=black:s=16x16:r=${ratio(fps)},format=${formatOf(stage)},geq=${planes},${time}`;
  const level = shop.label();
  if (size) {
    shop.add(`${small},scale=${size.width}:${size.height}:flags=neighbor,setsar=1[${level}]`);
    return [stream, level];
  }
  const [drawn, same] = [shop.label(), shop.label()];
  shop.add(`${small}[${drawn}]`);
  shop.add(`[${drawn}][${stream}]scale2ref=flags=neighbor[${level}][${same}]`);
  return [same, level];
}

/** The value of `curve` between `from` (0) and `to` (1), frame by frame, as a picture. */
export const levelOf = (stage: Stage, stream: string, curve: Curve, from: number, to: number): [string, string] =>
  plane(stage, stream, (k) => `((${expression(curve, k)})-${decimal(from)})/${decimal(to - from)}`, typeof curve === 'number');

/** `below` and `above` in parts: all of `below` at `from`, all of `above` (but 1/256) at `to`. */
export function mixed(stage: Stage, below: string, above: string, curve: Curve, from: number, to: number): string {
  const [base, level] = levelOf(stage, below, curve, from, to);
  const out = stage.shop.label();
  stage.shop.add(`[${base}][${above}][${level}]maskedmerge[${out}]`);
  return out;
}

export function forked({ shop }: Stage, stream: string, ways: number): string[] {
  const labels = Array.from({ length: ways }, () => shop.label());
  shop.add(`[${stream}]split=${ways}${labels.map((l) => `[${l}]`).join('')}`);
  return labels;
}

/** A value as an expression of a level, 0 to 255. */
export const ofLevel = ({ low, high }: Moving, level: string): string => `(${decimal(low)}+${decimal((high - low) / 255)}*${level})`;
