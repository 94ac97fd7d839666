import { decimal, expression } from '../compile/curves.ts';
import { ANCHORS, type Box, even2 } from '../compile/geometry.ts';
import type { Curve, Layer, Placement, TransitionEffect } from '../compile/graph.ts';
import type { Rational } from '../media.ts';
import { ratio, timebase } from './common.ts';
import { exactCorner, hasMotion, overlayPlace } from './motion.ts';
import { motionFilters } from './picture.ts';
import { coarseFilters, growFilters, type Move, maskPlanes, movedBy, movesOf, type Plane } from './transition.ts';

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
  transitions?: TransitionEffect[];
}

/** Multiplies a stream's alpha by its opacity, frame by frame: the level is drawn on 16 × 16 pixels and enlarged. */
export function fade(chains: Chains, layer: Layer, use: Use, fps: Rational): string {
  const [first = 1] = use.opacity;
  const size = extentOf(layer);
  const k = `(N+${decimal(use.clipFrame)})`;
  const masks = maskPlanes(use.transitions, size, k);
  if (use.opacity.length <= 1 && typeof first === 'number' && masks.length === 0)
    return first === 1 ? use.stream : chain(chains, use.stream, opacityFilter(first));
  const planes = [...(use.opacity.length > 0 ? [levelPlane(use.opacity, k)] : []), ...masks];
  let stream = use.stream;
  const large = planes.map((plane) => {
    const { flags, after } = plane;
    const clock = `settb=${timebase(fps)},setpts=N,trim=end_frame=${use.frames}`;
    const grey = (width: number, height: number) => `color=c=black:s=${width}x${height}:r=${ratio(fps)},format=gray`;
    const drawn = plane.drawn(grey, clock, chains.label);
    const out = chains.label();
    const then = after === '' ? '' : `,${after}`;
    if (size) chains.add(`${drawn},scale=${size.width}:${size.height}:flags=${flags}${then}[${out}]`);
    else {
      const [small, same] = [chains.label(), chains.label()];
      chains.add(`${drawn}[${small}]`);
      chains.add(`[${small}][${stream}]scale2ref=flags=${flags}[${out}][${same}]`);
      stream = same;
    }
    return size || then === '' ? out : chain(chains, out, after);
  });
  const enlarged = large.reduce((a, b) => {
    const product = chains.label();
    chains.add(`[${a}][${b}]lut2=c0='floor((x*y+127)/255)'[${product}]`);
    return product;
  });
  return multiply(chains, stream, enlarged, layer.picture.alpha || layer.cleared === true || layer.framing !== undefined);
}

/** A picture whose alpha is multiplied by greys of its size. `transparent`: it has alpha worth keeping. */
export function multiply(chains: Chains, stream: string, greys: string, transparent: boolean): string {
  const out = chains.label();
  if (!transparent) {
    chains.add(`[${stream}][${greys}]alphamerge[${out}]`);
    return out;
  }
  const [picture, copy, alpha] = [chains.label(), chains.label(), chains.label()];
  chains.add(`[${stream}]split[${picture}][${copy}]`);
  const extracted = chain(chains, copy, 'alphaextract,format=gray');
  chains.add(`[${extracted}][${greys}]lut2=c0='floor((x*y+127)/255)'[${alpha}]`);
  chains.add(`[${picture}][${alpha}]alphamerge[${out}]`);
  return out;
}

/** The opacity, the same in the whole picture. */
function levelPlane(opacity: readonly Curve[], k: string): Plane {
  const product = opacity.map((c) => `(${expression(c, k)})`).join('*');
  return {
    drawn: (source, clock) => `${source(16, 16)},geq=lum='floor(255*clip(${product},0,1)+0.5)',${clock}`,
    flags: 'neighbor',
    after: '',
  };
}

/** Makes a stream as coarse as its transitions have it. */
export function coarsen(chains: Chains, layer: Layer, use: Use, fps: Rational): string {
  const size = extentOf(layer);
  return coarseFilters(use.transitions, clock(fps, use.clipFrame)).reduce((stream, { shrink, flags }) => {
    if (size) return chain(chains, stream, `${shrink},scale=${size.width}:${size.height}:flags=${flags}`);
    const [one, other, large, rest] = [chains.label(), chains.label(), chains.label(), chains.label()];
    chains.add(`[${stream}]split[${one}][${other}]`);
    chains.add(`[${chain(chains, one, shrink)}][${other}]scale2ref=flags=${flags}[${large}][${rest}]`);
    chains.add(`[${rest}]nullsink`);
    return large;
  }, use.stream);
}

export function split(chains: Chains, stream: string): [string, string] {
  const [a, b] = [chains.label(), chains.label()];
  chains.add(`[${stream}]split[${a}][${b}]`);
  return [a, b];
}

/** Pixels of a layer's picture with what its frame adds; null where only who draws it knows. */
function extentOf({ picture, framing }: Layer): { width: number; height: number } | null {
  const size = picture.crop ?? picture.size;
  const more = 2 * (framing?.margin ?? 0);
  return size && { width: size.width + more, height: size.height + more };
}

/** A still opacity, with exactly the rounding a moving one has. Told nothing, the filter would bring luma and chroma within legal levels. */
export const opacityFilter = (opacity: number): string =>
  `lutyuv=y=val:u=val:v=val:a='floor((val*${Math.floor(255 * opacity + 0.5)}+127)/255)'`;

/** Turning and growing over time, by the clip's own keyframes and by its transitions. */
export function move(
  chains: Chains,
  placement: Placement | null,
  transitions: TransitionEffect[] | undefined,
  stream: string,
  clipFrame: number,
  fps: Rational,
): string {
  const k = clock(fps, clipFrame);
  const own = placement ? motionFilters(placement, k, chains.label, counted(clipFrame)) : [];
  const filters = [...own, ...growFilters(transitions, k)];
  return filters.length > 0 ? chain(chains, stream, filters.join(',')) : stream;
}

/** Lays a stream over another. `clipFrame` is the clip's frame at the lower stream's PTS 0. */
export function lay(
  chains: Chains,
  layer: Layer,
  below: string,
  above: string,
  transitions: TransitionEffect[] | undefined,
  clipFrame: number,
  fps: Rational,
): string {
  const { placement } = layer;
  const out = chains.label();
  const k = clock(fps, clipFrame);
  const moves = movesOf(transitions);
  const at = moves.length > 0 ? moving(layer, moves, k) : placement ? corner(layer, placement, k) : 'x=0:y=0:eval=init';
  chains.add(`[${below}][${above}]overlay=${at}:format=yuv420:eof_action=pass:repeatlast=0[${out}]`);
  return out;
}

/** The upper left corner, on even pixels. */
function corner(layer: Layer, placement: Placement, k: string): string {
  if (hasMotion(placement)) return overlayPlace(placement, k);
  const { x, y, anchor, scale, rotation } = placement;
  const part = ANCHORS[anchor];
  const resting = restingBox(layer);
  if (resting) return `x=${resting.x}:y=${resting.y}:eval=init`;
  const rim = rimOf(layer, placement, k);
  const side = (curve: Curve, length: string, share: number) =>
    `'2*floor((${expression(curve, k)}-${length}*${share}${beside(rim, share)})/2+0.5)'`;
  const still = [x, y, scale, rotation].every((c) => typeof c === 'number');
  return `x=${side(x, 'w', part.x)}:y=${side(y, 'h', part.y)}:eval=${still ? 'init' : 'frame'}`;
}

/** The upper left corner of what a transition moves, on even pixels. */
function moving(layer: Layer, moves: readonly Move[], k: string): string {
  const { placement } = layer;
  const size = extentOf(layer);
  // Without a placement it fills the canvas, and its size is known.
  const rests = placement !== null && placement.scale === 1 && placement.rotation === 0 && !placement.spins && !placement.motion;
  const known = placement === null || rests ? size : null;
  const part = placement ? ANCHORS[placement.anchor] : { x: 0, y: 0 };
  const rim = placement && rimOf(layer, placement, k);
  const side = (axis: 'x' | 'y', own: number | null) => {
    const { whole, shift } = movedBy(moves, axis, own, k);
    const from = !placement
      ? '0'
      : hasMotion(placement)
        ? exactCorner(placement, axis === 'x' ? 'width' : 'height', whole, k)
        : `${expression(placement[axis], k)}-${whole}*${part[axis]}${beside(rim, part[axis])}`;
    return `'2*floor((${from}${shift})/2+0.5)'`;
  };
  return `x=${side('x', known?.width ?? null)}:y=${side('y', known?.height ?? null)}:eval=frame`;
}

/** Where a layer lies that neither moves nor turns and whose size is known, on even pixels. */
export function restingBox(layer: Layer): Box | null {
  const [size, { placement }] = [extentOf(layer), layer];
  if (!size) return null;
  if (!placement) return { x: 0, y: 0, ...size };
  const { x, y, anchor, scale, rotation, spins } = placement;
  // What turns elsewhere lies in a larger box also where it rests.
  if (typeof x !== 'number' || typeof y !== 'number' || scale !== 1 || rotation !== 0 || spins || placement.motion) return null;
  const part = ANCHORS[anchor];
  const margin = layer.framing?.margin ?? 0;
  const corner = (at: number, side: number, share: number) => even2(at - (side - 2 * margin) * share) - margin;
  return { x: corner(x, size.width, part.x), y: corner(y, size.height, part.y), ...size };
}

/** The anchor is the picture's; the room for its shadow lies around it. */
const beside = (rim: string | null, share: number): string => (rim === null || share === 0.5 ? '' : `${share === 0 ? '-' : '+'}${rim}`);

/** How far the room for a shadow reaches beyond the outer box of the picture itself, as it is turned and sized; null: there is none. */
function rimOf({ picture, framing }: Layer, { spins, rotation, scale }: Placement, k: string): string | null {
  const margin = framing?.margin ?? 0;
  if (margin === 0) return null;
  const size = picture.crop ?? picture.size;
  const angle = spins ? 45 : (rotation as number);
  const turned = (Math.abs(Math.cos((angle * Math.PI) / 180)) + Math.abs(Math.sin((angle * Math.PI) / 180))) * margin;
  const box = (more: number) => Math.hypot(size!.width + more + 4, size!.height + more + 4);
  const reach = spins && size ? (box(2 * margin) - box(0)) / 2 : turned;
  return `${decimal(reach)}*(${expression(scale, k)})`;
}

/** The clip frame of a filter that counts time: rounding takes away what the division left. */
const clock = (fps: Rational, clipFrame: number): string => `(round(t*${ratio(fps)})+${decimal(clipFrame)})`;

/** The same of a filter that counts what it has given out, from 1. */
export const counted = (clipFrame: number): string => `(on-1+${decimal(clipFrame)})`;

export function chain(chains: Chains, from: string, filters: string): string {
  const out = chains.label();
  chains.add(`[${from}]${filters}[${out}]`);
  return out;
}
