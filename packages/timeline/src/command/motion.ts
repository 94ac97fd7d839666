import { decimal, expression } from '../compile/curves.ts';
import { ANCHORS } from '../compile/geometry.ts';
import type { Placement } from '../compile/graph.ts';
import { isWave, type Motion, type Term } from '../compile/motion/motion.ts';
import { RIM } from './rim.ts';

/** A placement with a motion beside its keyframes. */
export type Moved = Placement & { motion: Motion };
export const hasMotion = (placement: Placement): placement is Moved => placement.motion !== undefined;

/** What of a picture's sides is rim: what turns has it within its box. */
const rimOf = ({ spins, motion }: Moved): number => (spins || !motion.smooth ? 0 : RIM) + (motion.margin ?? 0);

type Side = 'width' | 'height';
const OF = {
  width: { place: 'x', before: 'left', after: 'right', length: 'w' },
  height: { place: 'y', before: 'top', after: 'bottom', length: 'h' },
} as const;

const term = (t: Term, k: string): string =>
  isWave(t) ? `(${decimal(t.mean)}+${decimal(t.by)}*sin(2*PI*(${k}/${decimal(t.frames)}+${decimal(t.turn)})))` : `(${expression(t, k)})`;
const sum = (first: string, terms: readonly Term[] | undefined, k: string): string =>
  [first, ...(terms ?? []).map((t) => term(t, k))].join('+');

/** How much deeper clips are moved less by the camera: its zoom as this clip sees it. */
const zoomed = ({ camera }: Motion, k: string): string =>
  camera ? `max(0.01,1+(${expression(camera.zoom, k)}-1)*${decimal(camera.depth)})` : '1';

/** Factor by which a side of the picture grows. */
export function growth(placement: Moved, side: Side, k: string): string {
  const { terms } = placement.motion;
  const factors = [...(terms.scale ?? []), ...(side === 'width' ? (terms.width ?? []) : [])];
  return `max(0.005,${[`(${expression(placement.scale, k)})`, ...factors.map((t) => term(t, k)), zoomed(placement.motion, k)].join('*')})`;
}

/** Degrees. */
export const turning = ({ rotation, motion }: Moved, k: string): string => sum(`(${expression(rotation, k)})`, motion.terms.rotation, k);

/** Whether it is scaled in each frame. */
const scales = ({ grows, scale }: Moved): boolean => grows || scale !== 1;

/** Canvas pixel of the anchor. */
function anchorAt({ motion, ...placement }: Moved, side: Side, k: string): string {
  const at = sum(`(${expression(placement[OF[side].place], k)})`, motion.terms[OF[side].place], k);
  const { camera, stage } = motion;
  if (!camera) return `(${at})`;
  const middle = decimal(stage[side] / 2);
  return `(${middle}+(${at}-${middle}-(${expression(camera[OF[side].place], k)})*${decimal(camera.depth)})*${zoomed(motion, k)})`;
}

/** Leaves in 2 the side's corner on the canvas, not yet on an even pixel. @param length expression of the enlarged picture's own */
function cornerSteps(placement: Moved, side: Side, length: string, k: string): string[] {
  const { motion, anchor } = placement;
  const share = shareOf(anchor, side);
  const around = rimOf(placement) * (1 - 2 * share);
  const rim = around === 0 ? '' : `-${decimal(around)}*${scales(placement) ? growth(placement, side, k) : '1'}`;
  const beyond = (edge: string, terms: readonly Term[] | undefined) =>
    (terms ?? []).map((t) => `st(2,ld(2)+(${edge}-ld(2))*${term(t, k)})`);
  return [
    `st(2,${anchorAt(placement, side, k)}-${length}*${decimal(share)}${rim})`,
    ...beyond(`(0-${length})`, motion.terms[OF[side].before]),
    ...beyond(decimal(motion.stage[side]), motion.terms[OF[side].after]),
  ];
}
const EVEN = '2*floor(ld(2)/2+0.5)';
const shareOf = (anchor: Placement['anchor'], side: Side): number => ANCHORS[anchor][side === 'width' ? 'x' : 'y'];

/** The same as one term. */
export const exactCorner = (placement: Moved, side: Side, length: string, k: string): string =>
  `(${[...cornerSteps(placement, side, length, k), 'ld(2)'].join(';')})`;

/** Where overlay lays it. */
export function overlayPlace(placement: Moved, k: string): string {
  const at = (side: Side) => `'${[...cornerSteps(placement, side, OF[side].length, k), EVEN].join(';')}'`;
  return `x=${at('width')}:y=${at('height')}:eval=frame`;
}

/** Sides are even; what is missing to the exact size is done between pixels. */
const enlarged = (side: Side, length: string, placement: Moved, k: string): string =>
  `max(2,2*floor(${length}*${growth(placement, side, k)}/2+0.5))`;

export const growFilters = (placement: Moved, k: string, flags: string): string[] =>
  scales(placement)
    ? [`scale=w='${enlarged('width', 'iw', placement, k)}':h='${enlarged('height', 'ih', placement, k)}':eval=frame:flags=${flags}`]
    : [];

/** Whether it turns all around, in a square box, and grows alike on both sides: then it is moved between pixels before it is turned, while it is small. */
export const turnsWhole = ({ spins, motion: { smooth, reach, margin, terms } }: Moved): boolean =>
  spins && smooth === true && reach === undefined && !margin && !terms.width?.length;

/** Side of the square that holds every turn of a picture. */
export const turningBox = (width: string, height: string): string => `2*ceil(hypot(${width},${height})/2)`;

/**
 * What betweenPixels does, to a picture that is turned around its middle afterwards: the way is turned back.
 * @param k expression of the clip frame, by the filter's own count
 */
export function betweenPixelsTurned(placement: Moved, k: string): string[] {
  const box = turningBox('W', 'H');
  const own = scales(placement);
  // 5: the factor; 1: the box, enlarged; 3: the even corner; 4: from there to where the box belongs. Easings use 0.
  const way = (side: Side): string[] => [
    `st(5,${own ? growth(placement, side, k) : '1'})`,
    `st(1,${own ? enlarged(side, box, placement, k) : box})`,
    ...cornerSteps(placement, side, 'ld(1)', k),
    `st(3,${EVEN})`,
    `st(4,ld(2)-ld(3)+(ld(1)-${box}*ld(5))*${decimal(shareOf(placement.anchor, side))})`,
  ];
  const middle = `(1-ld(8))*${box}/2`;
  // 8: pixels of the box to one of the enlarged box; 6, 7: the way in the box; 9: the angle.
  const steps = [
    ...[...way('width'), `st(8,ld(1)/(${box}*ld(5)))`, `st(6,-ld(4)/ld(5)-${middle})`],
    ...[...way('height'), `st(7,-ld(4)/ld(5)-${middle})`, `st(9,(${turning(placement, k)})*PI/180)`],
  ].join(';');
  const at = (x: string, all: string, back: string) => `'${steps};ld(8)*(${x}+0.5)+(1-ld(8))*${all}/2+${back}-0.5'`;
  const ends = (all: string, back: string) => [at('0', all, back), at(all, all, back)] as const;
  const [left, right] = ends('W', 'cos(ld(9))*ld(6)+sin(ld(9))*ld(7)');
  const [top, bottom] = ends('H', 'cos(ld(9))*ld(7)-sin(ld(9))*ld(6)');
  return [perspective(left, right, top, bottom)];
}

/** What lies between two places of each side, drawn over the whole of it, in each frame anew. Quoted expressions. */
export const perspective = (left: string, right: string, top: string, bottom: string): string =>
  `perspective=x0=${left}:y0=${top}:x1=${right}:y1=${top}:x2=${left}:y2=${bottom}:x3=${right}:y3=${bottom}:interpolation=cubic:eval=frame`;

/**
 * Moves the picture by what even corners and sides leave over, before it is enlarged.
 * @param k expression of the clip frame, by the filter's own count
 */
export function betweenPixels(placement: Moved, k: string): string[] {
  if (!placement.motion.smooth) return [];
  const rim = rimOf(placement);
  const ends = (side: Side): [string, string] => {
    const share = shareOf(placement.anchor, side);
    const all = side === 'width' ? 'W' : 'H';
    const own = scales(placement);
    // 5: the factor; 1: the enlarged length; 3: the even corner; 4: from there to where the picture belongs. Easings use 0.
    const steps = [
      `st(5,${own ? growth(placement, side, k) : '1'})`,
      `st(1,${own ? enlarged(side, all, placement, k) : all})`,
      ...cornerSteps(placement, side, 'ld(1)', k),
      `st(3,${EVEN})`,
      `st(4,ld(2)-ld(3)+${decimal(rim * (1 - 2 * share))}*ld(5)+(ld(1)-(${all}-${2 * rim})*ld(5))*${decimal(share)})`,
    ];
    const at = (x: string) => `'${steps.join(';')};${rim}+((${x}+0.5)*ld(1)/${all}-ld(4))/ld(5)-0.5'`;
    return [at('0'), at(all)];
  };
  const [[left, right], [top, bottom]] = [ends('width'), ends('height')];
  return [perspective(left, right, top, bottom)];
}
