import { decimal, expression } from '../compile/curves.ts';
import type { Curve, Picture } from '../compile/graph.ts';

/**
 * What of the sized picture is shown, frame by frame: an even cut by whole pixels, the rest between pixels by `perspective`, which is exact
 * to 1/256 of one.
 * @param origin clip frame of the stream's first
 */
export function viewFilters({ view, size, crop }: Picture, origin: number): string[] {
  if (!view || !crop || !size) return [];
  const { area } = view;
  const corner = (place: Curve, key: 'width' | 'height', k: string) =>
    `2*floor(min(max(${expression(place, k)},0),${size[key] - area[key]})/2)`;
  // crop counts what it was given from 0, perspective what it gives from 1.
  const [given, made] = [`(n+${decimal(origin)})`, `(on-1+${decimal(origin)})`];
  const ends = (place: Curve, key: 'width' | 'height') => {
    const step = `st(0,(${expression(view[key], made)})/${crop[key]})`;
    const first = `(${expression(place, made)})-${corner(place, key, made)}+0.5*ld(0)-0.5`;
    return [`'${step};${first}'`, `'${step};${first}+${area[key]}*ld(0)'`] as const;
  };
  const [[left, right], [top, bottom]] = [ends(view.left, 'width'), ends(view.top, 'height')];
  const whole = area.width === size.width && area.height === size.height;
  const cut = `crop=${area.width}:${area.height}:x='${corner(view.left, 'width', given)}':y='${corner(view.top, 'height', given)}':exact=1`;
  return [
    ...(whole ? [] : [cut]),
    `perspective=x0=${left}:y0=${top}:x1=${right}:y1=${top}:x2=${left}:y2=${bottom}:x3=${right}:y3=${bottom}:interpolation=cubic:eval=frame`,
    ...(area.width === crop.width && area.height === crop.height ? [] : [`crop=${crop.width}:${crop.height}:0:0:exact=1`]),
  ];
}
