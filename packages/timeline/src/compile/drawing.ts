import type { FillRaster, ShapeRaster } from '../raster-spec.ts';
import type { ColorClip, Gradient, GradientClip, Length, ShapeClip } from '../timeline.ts';
import type { Curve } from './graph.ts';

type Size = { width: number; height: number };

/** A clip drawn at a size the compiler knows. */
export type DrawnClip = ColorClip | GradientClip | ShapeClip;

/** A picture that is drawn, how much larger than at scale 1, and whether all of it is opaque. */
export interface Drawing {
  raster: FillRaster | ShapeRaster;
  factor: number;
  opaque: boolean;
}

/** Longest side a picture is drawn with; what is asked beyond it is scaled up. */
const MAX_SIDE = 8192;

/** Shapes are drawn at their largest, so that they stay sharp; a filled canvas only where its size rests. */
export function drawingOf(clip: DrawnClip, scale: Curve, canvas: Size): Drawing {
  if (clip.type === 'shape') return shapeOf(clip, scale, canvas);
  const wanted = typeof scale === 'number' ? scale : 1;
  const factor = Math.min(wanted, MAX_SIDE / Math.max(canvas.width, canvas.height));
  const size = { width: even(canvas.width * factor), height: even(canvas.height * factor) };
  const fill = clip.type === 'color' ? { kind: 'color' as const, color: clip.color } : gradientOf(clip.gradient, size, canvas);
  const colors = clip.type === 'color' ? [clip.color] : clip.gradient.stops.map((s) => s.color);
  return { raster: { kind: 'fill', ...size, fill }, factor, opaque: colors.every(isOpaque) };
}

function shapeOf(clip: ShapeClip, scale: Curve, canvas: Size): Drawing {
  const [width, height] = [px(clip.width, canvas.width), px(clip.height, canvas.height)];
  const largest = typeof scale === 'number' ? scale : Math.max(...scale.flatMap((p) => [p.a, p.b]));
  const factor = Math.min(largest, MAX_SIDE / Math.max(width, height, 1));
  const at = (n: number) => Math.round(n * factor * 1000) / 1000;
  const box = { width: Math.max(1, at(width)), height: Math.max(1, at(height)) };
  const size = { width: up(box.width), height: up(box.height) };
  const line = clip.shape === 'line';
  const radius = Math.min(at(clip.radius), box.width / 2, box.height / 2);
  const raster: ShapeRaster = {
    kind: 'shape',
    ...size,
    shape: clip.shape === 'ellipse' ? 'ellipse' : 'rectangle',
    box,
    radius,
    fill: line ? (clip.stroke?.color ?? null) : clip.fill,
    stroke: line || !clip.stroke ? null : { color: clip.stroke.color, width: at(clip.stroke.width) },
  };
  const whole = clip.shape === 'rectangle' && radius === 0 && size.width === box.width && size.height === box.height;
  const opaque = whole && raster.fill !== null && isOpaque(raster.fill) && (raster.stroke === null || isOpaque(raster.stroke.color));
  return { raster, factor, opaque };
}

/** CSS' rule: the line through the middle whose ends' perpendiculars meet the corners. */
function gradientOf(gradient: Gradient, size: Size, canvas: Size): FillRaster['fill'] {
  const share = size.width / canvas.width;
  if (gradient.kind === 'radial') {
    const x = round(px(gradient.center.x, canvas.width) * share);
    const y = round(px(gradient.center.y, canvas.height) * share);
    const farthest = Math.max(...[0, size.width].flatMap((cx) => [0, size.height].map((cy) => Math.hypot(cx - x, cy - y))));
    const radius = round(gradient.radius === null ? farthest : gradient.radius * share);
    return { kind: 'radial', center: [x, y], radius, stops: gradient.stops };
  }
  const a = (gradient.angle * Math.PI) / 180;
  const half = (Math.abs(size.width * Math.sin(a)) + Math.abs(size.height * Math.cos(a))) / 2;
  const [dx, dy] = [Math.sin(a) * half, -Math.cos(a) * half];
  const end = (sign: number): [number, number] => [round(size.width / 2 + sign * dx), round(size.height / 2 + sign * dy)];
  return { kind: 'linear', from: end(-1), to: end(1), stops: gradient.stops };
}

const px = (l: Length, side: number): number => (l.unit === '%' ? (l.value * side) / 100 : l.value);
const round = (n: number): number => Math.round(n * 1000) / 1000 || 0;
const even = (n: number): number => Math.max(2, 2 * Math.round(n / 2));
const up = (n: number): number => Math.max(2, 2 * Math.ceil(n / 2));
const isOpaque = (color: string): boolean => color.length === 7 || color.endsWith('ff');
