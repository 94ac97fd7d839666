import type { Easing } from '../../animated.ts';
import type { Rational } from '../../media.ts';
import type { MotionPath } from '../../motion/types.ts';
import { curveOf, FAR, valueAt } from '../curves.ts';
import type { Curve, CurvePiece } from '../graph.ts';
import { fine, pixelsOn } from './motion.ts';

interface Point {
  x: number;
  y: number;
}
/** Of the line between two points. */
const STEPS = 32;
/** Straight pieces a path is made of at most, and in a second, in time. */
const MOST = 20_000;
const A_SECOND = 30;

/** Where a clip on a path is, canvas pixels, and where it heads, degrees clockwise from the right: even speed along the line, then the easing. */
export function pathOf(
  path: MotionPath<Easing>,
  frames: number,
  fps: Rational,
  canvas: { width: number; height: number },
): { x: Curve; y: Curve; heading: Curve | null } {
  const [px, py] = [pixelsOn(canvas.width), pixelsOn(canvas.height)];
  const line = smooth(
    path.points.map(({ x, y }) => ({ x: px(x), y: py(y) })),
    path.closed,
  );
  const reached = [0];
  for (const [i, p] of line.slice(1).entries()) reached.push(reached[i]! + Math.hypot(p.x - line[i]!.x, p.y - line[i]!.y));
  const whole = reached[reached.length - 1]!;
  const rate = fps.num / fps.den;
  const from = path.start * rate;
  const to = path.length === null ? Math.max(from + 1, frames - 1) : from + path.length * rate;
  const progress = curveOf(
    [
      { at: from, value: 0, easing: 'linear' },
      { at: to, value: 1, easing: path.easing },
    ],
    { num: 1, den: 1 },
    (v) => v,
  );
  const count = Math.min(MOST, Math.max(1, Math.ceil(((to - from) / rate) * Math.min(rate, A_SECOND))));
  const step = (to - from) / count;
  const moments = Array.from({ length: count + 1 }, (_, i) => fine(from + i * step));
  const places = moments.map((k, i) => at(line, reached, whole * (i === count ? 1 : valueAt(progress, k))));
  let turned = 0;
  const headings = places.map(({ heading }, i) => {
    const before = i === 0 ? heading : turned;
    turned = before + ((((heading - before) % 360) + 540) % 360) - 180;
    return fine(turned);
  });
  return {
    x: pieces(
      moments,
      places.map((p) => fine(p.x)),
    ),
    y: pieces(
      moments,
      places.map((p) => fine(p.y)),
    ),
    heading: path.orient ? pieces(moments, headings) : null,
  };
}

function pieces(moments: readonly number[], values: readonly number[]): Curve {
  const last = moments.length - 1;
  const still = (from: number, to: number, value: number): CurvePiece => ({ from, to, a: value, b: value, easing: 'hold' });
  return [
    still(-FAR, moments[0]!, values[0]!),
    ...values
      .slice(1)
      .map(
        (b, i): CurvePiece => ({ from: moments[i]!, to: moments[i + 1]!, a: values[i]!, b, easing: values[i] === b ? 'hold' : 'linear' }),
      ),
    still(moments[last]!, FAR, values[last]!),
  ];
}

/** Catmull-Rom through all points (centripetal, so that it never makes loops of its own); beyond the ends the line goes straight on. */
function smooth(points: readonly Point[], closed: boolean): Point[] {
  const n = points.length;
  const point = (i: number): Point => {
    if (closed) return points[(i + n) % n]!;
    if (i < 0) return beyond(points[0]!, points[1]!);
    return i >= n ? beyond(points[n - 1]!, points[n - 2]!) : points[i]!;
  };
  const line: Point[] = [points[0]!];
  for (let i = 0; i < (closed ? n : n - 1); i++)
    for (let s = 1; s <= STEPS; s++) line.push(between(point(i - 1), point(i), point(i + 1), point(i + 2), s / STEPS));
  return line;
}

const beyond = (end: Point, before: Point): Point => ({ x: 2 * end.x - before.x, y: 2 * end.y - before.y });

function between(p0: Point, p1: Point, p2: Point, p3: Point, u: number): Point {
  const knot = (a: Point, b: Point) => Math.max(1e-3, Math.sqrt(Math.hypot(b.x - a.x, b.y - a.y)));
  const [t1, t12, t23] = [knot(p0, p1), knot(p1, p2), knot(p2, p3)];
  const [t2, t3] = [t1 + t12, t1 + t12 + t23];
  const t = t1 + u * t12;
  const mix = (a: number, b: number, ta: number, tb: number) => ((tb - t) * a + (t - ta) * b) / (tb - ta);
  const axis = (a: number, b: number, c: number, d: number) => {
    const [a1, a2, a3] = [mix(a, b, 0, t1), mix(b, c, t1, t2), mix(c, d, t2, t3)];
    return mix(mix(a1, a2, 0, t2), mix(a2, a3, t1, t3), t1, t2);
  };
  return { x: axis(p0.x, p1.x, p2.x, p3.x), y: axis(p0.y, p1.y, p2.y, p3.y) };
}

/** The place at a distance along the line, and which way it goes there. */
function at(line: readonly Point[], reached: readonly number[], distance: number): Point & { heading: number } {
  const found = reached.findIndex((d, i) => i > 0 && d >= distance);
  const i = found === -1 ? line.length - 1 : found;
  const [a, b] = [line[i - 1]!, line[i]!];
  const length = reached[i]! - reached[i - 1]!;
  const share = length === 0 ? 0 : (distance - reached[i - 1]!) / length;
  const heading = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI;
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share, heading };
}
