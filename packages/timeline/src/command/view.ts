import { decimal, expression } from '../compile/curves.ts';
import type { Curve, Picture } from '../compile/graph.ts';
import { perspective } from './motion.ts';
import { SCALER } from './scaler.ts';

type Side = 'width' | 'height';

/**
 * What of the sized picture is shown, frame by frame: made smaller where it is denser than it is shown, to even sides; an even cut by whole pixels;
 * the rest between pixels by `perspective`, which is exact to 1/256 of one and draws no more than the cut.
 * @param origin clip frame of the stream's first
 */
export function viewFilters({ view, size, crop }: Picture, origin: number): string[] {
  if (!view || !crop || !size) return [];
  const { area } = view;
  const place = { width: view.left, height: view.top };
  /** Sides of the picture as large as the view needs it. */
  const sized = (side: Side, k: string) =>
    `max(${area[side]},min(${size[side]},2*floor(${size[side]}*${crop[side]}/(${expression(view[side], k)})/2+0.5)))`;
  const cut = area.width !== size.width || area.height !== size.height;
  const shrinks = cut && (isDenser(view.width, crop.width) || isDenser(view.height, crop.height));
  // 1: the side as it is made; 2: where the view begins on it, 3: where the cut does; 4: pixels of it to one shown. Easings use 0.
  const corner = (side: Side, k: string) =>
    `st(1,${shrinks ? sized(side, k) : size[side]});st(2,(${expression(place[side], k)})*ld(1)/${size[side]});` +
    `st(3,2*floor(min(max(ld(2),0),ld(1)-${area[side]})/2))`;
  // scale and crop count what they were given from 0, perspective what it gives from 1.
  const [given, made] = [`(n+${decimal(origin)})`, `(on-1+${decimal(origin)})`];
  const ends = (side: Side) => {
    const step = `st(4,(${expression(view[side], made)})*ld(1)/${size[side] * crop[side]})`;
    const first = `${corner(side, made)};${step};ld(2)-ld(3)+0.5*ld(4)-0.5`;
    return [`'${first}'`, `'${first}+${area[side]}*ld(4)'`] as const;
  };
  const [[left, right], [top, bottom]] = [ends('width'), ends('height')];
  return [
    ...(shrinks ? [`scale=w='${sized('width', given)}':h='${sized('height', given)}':eval=frame:flags=${SCALER}`] : []),
    ...(cut ? [`crop=${area.width}:${area.height}:x='${corner('width', given)};ld(3)':y='${corner('height', given)};ld(3)':exact=1`] : []),
    perspective(left, right, top, bottom),
    ...(area.width === crop.width && area.height === crop.height ? [] : [`crop=${crop.width}:${crop.height}:0:0:exact=1`]),
  ];
}

/** Whether a view that changes may be of more pixels than it is shown with. */
const isDenser = (length: Curve, shown: number): boolean => typeof length !== 'number' || length > shown;
