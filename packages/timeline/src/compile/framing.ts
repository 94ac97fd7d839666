import type { Crop, Framed, Length } from '../framing.ts';
import type { SourceMedia } from '../media.ts';
import type { ShapeRaster } from '../raster-spec.ts';
import type { Framing, Mask, Shadow } from './framed.ts';
import type { Picture } from './graph.ts';

type Size = { width: number; height: number };

/** A mask's picture. */
export interface MaskMedia {
  media: SourceMedia;
  demuxers: string;
}

/** Whether something beneath a clip may be seen through it, or is mixed with it, however large it is. */
export const isOpen = ({ corners, border, shadow, mask, blend }: Framed): boolean => Boolean(corners || border || shadow || mask || blend);

/** What is shown of a picture: parts of its sides, 0 to 1. Never less than nothing: see cropProblem. */
export function windowOf(crop: Crop | undefined, size: Size): Picture['window'] {
  if (!crop) return undefined;
  const part = (l: Length, side: number) => (l.unit === '%' ? l.value / 100 : l.value / side);
  const [left, top] = [part(crop.left, size.width), part(crop.top, size.height)];
  const width = 1 - left - part(crop.right, size.width);
  const height = 1 - top - part(crop.bottom, size.height);
  return { x: nine(left), y: nine(top), width: nine(width), height: nine(height) };
}

/** Whether a crop leaves two pixels each way. */
export const leavesSome = (crop: Crop | undefined, size: Size): boolean => {
  const window = windowOf(crop, size);
  return !window || (window.width * size.width >= 2 && window.height * size.height >= 2);
};

/**
 * @param size of the picture as it is drawn; null where only who draws it knows
 * @param factor pixels of that picture for one of the timeline's
 */
export function framingOf(
  { corners, border, shadow, mask }: Framed,
  size: Size | null,
  factor: number,
  image: MaskMedia | null,
): Framing | undefined {
  if (!corners && !border && !shadow && !mask) return undefined;
  const shade: Shadow | null = shadow
    ? { color: shadow.color, sigma: nine((shadow.blur * factor) / 2), x: Math.round(shadow.x * factor), y: Math.round(shadow.y * factor) }
    : null;
  // Three standard deviations: what lies beyond is not seen.
  const margin = shade ? 2 * Math.ceil((3 * shade.sigma + Math.max(Math.abs(shade.x), Math.abs(shade.y))) / 2) : 0;
  const masks: Mask[] = [];
  let line: ShapeRaster | null = null;
  if (size) {
    const thick = border ? Math.min(border.width * factor, size.width / 2 - 1, size.height / 2 - 1) : 0;
    const least = Math.min(size.width, size.height);
    const radii = (corners ?? []).map((c) => Math.min(least / 2, c.unit === '%' ? (c.value * least) / 100 : c.value * factor));
    if (thick > 0 || radii.some((r) => r > 0)) {
      const inner = { width: thousandth(size.width - 2 * thick), height: thousandth(size.height - 2 * thick) };
      masks.push(
        whole(
          filled(
            size,
            inner,
            radii.map((r) => Math.max(0, r - thick)),
          ),
        ),
      );
    }
    if (border && thick > 0) {
      // A pixel of it lies beneath the picture's soft edge.
      const stroke = { color: '#ffffff', width: thousandth(thick + 1) };
      line = { ...filled(size, size, radii), fill: null, stroke };
    }
  }
  if (mask) {
    const edges = { invert: mask.invert, sigma: nine((mask.feather * factor) / 2) };
    if (mask.kind === 'shape' && size) {
      const px = (l: Length, side: number) => thousandth(l.unit === '%' ? (l.value * side) / 100 : l.value * factor);
      const box = { width: Math.max(1, px(mask.width, size.width)), height: Math.max(1, px(mask.height, size.height)) };
      const radius = Math.min(mask.radius * factor, box.width / 2, box.height / 2);
      const center = { x: px(mask.x, size.width), y: px(mask.y, size.height) };
      const centred = center.x === size.width / 2 && center.y === size.height / 2;
      const raster = { ...filled(size, box, [radius]), shape: mask.shape, ...(centred ? {} : { center }) };
      masks.push({ kind: 'raster', raster, ...edges });
    } else if (mask.kind === 'image' && image) {
      const video = image.media.probe.video!;
      const turn = ([90, 180, 270] as const).find((t) => t === video.rotation) ?? 0;
      const channel = mask.channel ?? (video.hasAlpha ? 'alpha' : 'luma');
      masks.push({ kind: 'image', sha256: image.media.sha256, demuxers: image.demuxers, turn, channel, ...edges });
    }
  }
  return { masks, border: line && border ? { ...line, stroke: { ...line.stroke!, color: border.color } } : null, shadow: shade, margin };
}

const whole = (raster: ShapeRaster): Mask => ({ kind: 'raster', raster, invert: false, sigma: 0 });

/** White in the middle of nothing, of the picture's size. Radii: one for all corners, or four. */
function filled(size: Size, box: Size, radii: number[]): ShapeRaster {
  const [first = 0, ...others] = radii.map(thousandth);
  const four = others.some((r) => r !== first) ? { radii: radii.map(thousandth) as [number, number, number, number] } : {};
  return { kind: 'shape', ...size, shape: 'rectangle', box: { ...box }, radius: first, ...four, fill: '#ffffff', stroke: null };
}

const thousandth = (n: number): number => Math.round(n * 1000) / 1000;
const nine = (n: number): number => Math.round(n * 1e9) / 1e9;
