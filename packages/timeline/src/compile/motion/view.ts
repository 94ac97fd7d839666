import type { Easing } from '../../animated.ts';
import type { KenBurns, Viewpoint } from '../../motion/types.ts';
import { curveOf, fold } from '../curves.ts';
import type { Curve } from '../graph.ts';
import { fine } from './motion.ts';
import type { ViewOf } from './terms.ts';

type Size = { width: number; height: number };

export type View = ViewOf<Curve>;

/** How many times denser than its widest view a picture is sized at most: each frame is made of all of it. */
const DENSEST = 1.5;
/** Pixels beyond the frame: for the step to an even one, for even sides, and for what interpolation looks at. */
const ROOM = 4;

/**
 * @param whole the picture's size at zoom 1
 * @param own pixels that it has
 * @param frame what of it is shown at zoom 1, and how large the view always is
 * @returns the size the picture is brought to, and the views of it
 */
export function viewOf(
  { from, to, easing }: KenBurns<Easing>,
  whole: Size,
  own: Size,
  frame: Size,
  frames: number,
): { size: Size; view: View } {
  const zooms = [from.zoom, to.zoom];
  // As dense as the closest view is shown, where it has the pixels: what it has not is made between pixels, in each frame.
  const most = Math.min(Math.max(...zooms), DENSEST * Math.min(...zooms), Math.max(own.width / whole.width, own.height / whole.height));
  const factor = Math.max(1, most);
  const size = { width: even(whole.width * factor), height: even(whole.height * factor) };
  const [fx, fy] = [size.width / whole.width, size.height / whole.height];
  const rect = ({ x, y, zoom }: Viewpoint) => {
    const [width, height] = [(frame.width * fx) / zoom, (frame.height * fy) / zoom];
    const inside = (middle: number, side: number, all: number) => Math.min(Math.max(0, middle * all - side / 2), Math.max(0, all - side));
    return { left: inside(x, width, size.width), top: inside(y, height, size.height), width, height };
  };
  const [a, b] = [rect(from), rect(to)];
  const over = (key: keyof typeof a): Curve => {
    const moments = [
      { at: 0, value: fine(a[key]), easing: 'linear' as const },
      { at: Math.max(1, frames - 1), value: fine(b[key]), easing },
    ];
    return fine(a[key]) === fine(b[key]) ? fine(a[key]) : curveOf(moments, { num: 1, den: 1 }, (v) => v);
  };
  const room = (key: 'width' | 'height') => Math.min(size[key], frame[key] + ROOM);
  return {
    size,
    view: {
      left: over('left'),
      top: over('top'),
      width: over('width'),
      height: over('height'),
      area: { width: room('width'), height: room('height') },
    },
  };
}

/** As seen by frames k0 ≤ k < k1. */
export const foldView = ({ area, ...curves }: View, k0: number, k1: number): View => ({
  left: fold(curves.left, k0, k1),
  top: fold(curves.top, k0, k1),
  width: fold(curves.width, k0, k1),
  height: fold(curves.height, k0, k1),
  area,
});

const even = (n: number): number => Math.max(2, 2 * Math.round(n / 2));
