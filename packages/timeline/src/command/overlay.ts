import { decimal, expression } from '../compile/curves.ts';
import { ANCHORS, even2 } from '../compile/geometry.ts';
import type { Curve, Layer, Placement } from '../compile/graph.ts';
import type { Rational } from '../media.ts';
import { ratio, timebase } from './common.ts';
import { motionFilters } from './picture.ts';

/** Adds filter chains; labels are its own. */
export interface Chains {
  add(chain: string): void;
  label(): string;
}

/** A stretch of a layer that is laid over something. */
export interface Use {
  /** Label of its frames, in YUVA, from PTS 0. */
  stream: string;
  frames: number;
  /** Clip frame of the first. */
  clipFrame: number;
  opacity: Curve[];
}

/** Multiplies a stream's alpha by its opacity, frame by frame: the level is drawn on 16 × 16 pixels and enlarged. */
export function fade(chains: Chains, layer: Layer, use: Use, fps: Rational): string {
  const [first = 1] = use.opacity;
  if (use.opacity.length <= 1 && typeof first === 'number')
    return first === 1 ? use.stream : chain(chains, use.stream, opacityFilter(first));
  const k = `(N+${decimal(use.clipFrame)})`;
  const product = use.opacity.map((c) => `(${expression(c, k)})`).join('*');
  const level = `color=c=black:s=16x16:r=${ratio(fps)},format=gray,geq=lum='floor(255*clip(${product},0,1)+0.5)',settb=${timebase(fps)},setpts=N,trim=end_frame=${use.frames}`;
  let stream = use.stream;
  const enlarged = chains.label();
  const size = layer.picture.crop ?? layer.picture.size;
  if (size) chains.add(`${level},scale=${size.width}:${size.height}:flags=neighbor[${enlarged}]`);
  else {
    const [small, same] = [chains.label(), chains.label()];
    chains.add(`${level}[${small}]`);
    chains.add(`[${small}][${stream}]scale2ref=flags=neighbor[${enlarged}][${same}]`);
    stream = same;
  }
  const out = chains.label();
  if (!layer.picture.alpha && !layer.cleared) {
    chains.add(`[${stream}][${enlarged}]alphamerge[${out}]`);
    return out;
  }
  const [picture, copy, alpha] = [chains.label(), chains.label(), chains.label()];
  chains.add(`[${stream}]split[${picture}][${copy}]`);
  const extracted = chain(chains, copy, 'alphaextract,format=gray');
  chains.add(`[${extracted}][${enlarged}]lut2=c0='floor((x*y+127)/255)'[${alpha}]`);
  chains.add(`[${picture}][${alpha}]alphamerge[${out}]`);
  return out;
}

/** A still opacity, with exactly the rounding a moving one has. Told nothing, the filter would bring luma and chroma within legal levels. */
export const opacityFilter = (opacity: number): string =>
  `lutyuv=y=val:u=val:v=val:a='floor((val*${Math.floor(255 * opacity + 0.5)}+127)/255)'`;

/** Turning and growing over time. */
export function move(chains: Chains, placement: Placement, stream: string, clipFrame: number, fps: Rational): string {
  const filters = motionFilters(placement, clock(fps, clipFrame));
  return filters.length > 0 ? chain(chains, stream, filters.join(',')) : stream;
}

/** Lays a stream over another. `clipFrame` is the clip's frame at the lower stream's PTS 0. */
export function lay(chains: Chains, layer: Layer, below: string, above: string, clipFrame: number, fps: Rational): string {
  const { placement } = layer;
  const out = chains.label();
  const at = placement ? corner(layer, placement, clock(fps, clipFrame)) : 'x=0:y=0:eval=init';
  chains.add(`[${below}][${above}]overlay=${at}:format=yuv420:eof_action=pass:repeatlast=0[${out}]`);
  return out;
}

/** The upper left corner, on even pixels. */
function corner(layer: Layer, placement: Placement, k: string): string {
  const { x, y, anchor, scale, rotation } = placement;
  const part = ANCHORS[anchor];
  const size = layer.picture.crop ?? layer.picture.size;
  if (size && typeof x === 'number' && typeof y === 'number' && scale === 1 && rotation === 0) {
    return `x=${even2(x - size.width * part.x)}:y=${even2(y - size.height * part.y)}:eval=init`;
  }
  const side = (curve: Curve, length: string, share: number) => `'2*floor((${expression(curve, k)}-${length}*${share})/2+0.5)'`;
  const still = [x, y, scale, rotation].every((c) => typeof c === 'number');
  return `x=${side(x, 'w', part.x)}:y=${side(y, 'h', part.y)}:eval=${still ? 'init' : 'frame'}`;
}

/** The clip frame of a filter that counts time: rounding takes away what the division left. */
const clock = (fps: Rational, clipFrame: number): string => `(round(t*${ratio(fps)})+${decimal(clipFrame)})`;

export function chain(chains: Chains, from: string, filters: string): string {
  const out = chains.label();
  chains.add(`[${from}]${filters}[${out}]`);
  return out;
}
