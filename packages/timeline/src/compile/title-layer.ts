import type { Rational } from '../media.ts';
import type { TextClip } from '../timeline.ts';
import { rasterAt } from '../titles/title-at.ts';
import type { Actor } from './actor.ts';
import { ANCHORS } from './geometry.ts';
import type { Curve, Layer, Placement } from './graph.ts';
import { marginOf, titleOf } from './title.ts';

/**
 * What a stretch of a changing text shows. A picture with room for movements lies where the one without it would: pixels beside the text
 * never move it. What rests has none, unless it turns, grows, is framed or goes over to another clip, when pictures of both kinds must be alike.
 * @param k0 frames of the stretch, end exclusive
 */
export function titleLayer(
  { title, geometry, transitions }: Actor,
  clip: TextClip,
  factor: number,
  placement: Placement,
  origin: number | null,
  [k0, k1]: readonly [number, number],
  canvas: { width: number; height: number },
  fps: Rational,
): Pick<Layer, 'source' | 'origin' | 'placement'> {
  const { spoken, frames, first, moving } = title!;
  const spec = titleOf(clip, spoken, frames, fps, factor, canvas);
  const alike =
    placement.motion !== undefined ||
    placement.grows ||
    placement.spins ||
    placement.rotation !== 0 ||
    geometry.framing !== undefined ||
    transitions.length > 0;
  const roomy = moving || alike;
  const margin = marginOf(spec);
  const room = roomy && (margin.x > 0 || margin.y > 0) ? margin : null;
  const text = room ? { ...spec.text, margin: room } : spec.text;
  const placed = room ? { ...placement, ...shifted(placement, room) } : placement;
  const drawn = { ...spec, text };
  return moving
    ? { source: { kind: 'title', title: drawn, first: first + k0, frames: k1 - k0 }, origin: k0, placement: placed }
    : { source: { kind: 'text', raster: rasterAt(drawn, first) }, origin, placement: placed };
}

/** The margin is taken off on the anchor's side. With sizes that change the anchor stays the picture's. */
function shifted({ x, y, anchor, scale }: Placement, margin: { x: number; y: number }): Pick<Placement, 'x' | 'y'> {
  const by = typeof scale === 'number' ? scale : 0;
  const moved = (curve: Curve, pixels: number): Curve =>
    typeof curve === 'number' ? curve + pixels : curve.map((p) => ({ ...p, a: p.a + pixels, b: p.b + pixels }));
  const part = ANCHORS[anchor];
  return { x: moved(x, by * margin.x * (2 * part.x - 1)), y: moved(y, by * margin.y * (2 * part.y - 1)) };
}
