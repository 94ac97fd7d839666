import type { MediaProbe, Rational, VideoProbe } from '../media.ts';
import type { Anchor, Fit, Length, TimelineClip, VisualClip } from '../timeline.ts';
import { conversionOf } from './color.ts';
import { curveOf, valueAt } from './curves.ts';
import { type Drawing, drawingOf } from './drawing.ts';
import type { Framing } from './framed.ts';
import { isOpen, windowOf } from './framing.ts';
import type { Picture, Placement } from './graph.ts';
import { lottieFactor } from './lottie.ts';
import { closest } from './motion/motion.ts';
import type { Movement } from './motion/movement.ts';
import { viewOf } from './motion/view.ts';
import { pageSize } from './page.ts';
import { rasterFactor, rescaled } from './raster.ts';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where a clip's picture lies. */
export interface Geometry {
  picture: Picture;
  /** null: it fills the canvas exactly. */
  placement: Placement | null;
  /** The canvas pixels it covers, where it does not move or turn and its size is known. */
  box: Box | null;
  /** How large an opaque picture without turns that moves or grows is at scale 1. */
  rectangle?: Size;
  /** What is drawn, where its size is known. */
  drawing: Drawing | null;
  /** Pixels of the picture for one of the timeline's: those of its frame are said in the latter. */
  factor: number;
  framing?: Framing | undefined;
}

type Size = { width: number; height: number };

export interface Seen {
  /** Of the whole clip. */
  frames: number;
  movement: Movement | null;
  lottie: MediaProbe['lottie'];
  /** The source's own size, in whose pixels a crop is said; `video` may be a smaller copy. */
  whole: Size | null;
}

export function geometryOf(clip: VisualClip, video: VideoProbe | null, canvas: Size, fps: Rational, more: Partial<Seen> = {}): Geometry {
  const geometry = placedGeometry(clip, video, canvas, fps, { frames: 1, movement: null, lottie: undefined, whole: video, ...more });
  return clip.flip ? { ...geometry, picture: { ...geometry.picture, flip: clip.flip } } : geometry;
}

function placedGeometry(
  clip: VisualClip,
  video: VideoProbe | null,
  canvas: Size,
  fps: Rational,
  { frames, movement, lottie, whole }: Seen,
): Geometry {
  const open = isOpen(clip) || movement !== null;
  const terms = movement?.motion.terms;
  const px = (side: number) => (l: Length) => (l.unit === '%' ? (l.value * side) / 100 : l.value);
  const placement: Placement = {
    x: movement?.x ?? curveOf(clip.position.x, fps, px(canvas.width)),
    y: movement?.y ?? curveOf(clip.position.y, fps, px(canvas.height)),
    anchor: clip.position.anchor,
    scale: curveOf(clip.scale, fps, (v) => v),
    grows: Array.isArray(clip.scale) || terms?.scale !== undefined || terms?.width !== undefined || movement?.motion.camera !== undefined,
    spins: Array.isArray(clip.rotation) || terms?.rotation !== undefined,
    rotation: curveOf(clip.rotation, fps, (v) => v),
    ...(movement ? { motion: movement.motion } : {}),
  };
  if (clip.type === 'color' || clip.type === 'gradient' || clip.type === 'shape') {
    const drawing = drawingOf(clip, placement.scale, canvas);
    placement.scale = rescaled(placement.scale, drawing.factor);
    const { width, height } = drawing.raster;
    const factor = drawing.factor;
    return { ...pictured({ size: { width, height }, crop: null }, placement, drawn(drawing), canvas, open), drawing, factor };
  }
  if (clip.type === 'html') {
    const size = pageSize(clip, canvas);
    const factor = typeof placement.scale === 'number' ? placement.scale : 1;
    if (typeof placement.scale === 'number') placement.scale = 1;
    const page = cropped(rgb(size, false), windowOf(clip.crop, size));
    return { ...pictured(fitted(page, clip.fit, canvas, factor), placement, page, canvas, open), factor };
  }
  if (clip.type === 'lottie') {
    const factor = lottieFactor(placement.scale, canvas);
    placement.scale = rescaled(placement.scale, factor);
    const { size, crop } = fitted(lottie!, clip.fit, canvas, factor);
    return { ...pictured({ size, crop }, placement, rgb(size, false), canvas, open), factor };
  }
  const shown: Shown | null = clip.type === 'timeline' ? composed(clip) : video;
  if (clip.type === 'text' || clip.type === 'captions' || !shown) {
    const picture: Picture = { turn: 0, size: null, resize: false, crop: null, alpha: true, color: null };
    return {
      picture,
      placement,
      box: null,
      drawing: null,
      factor: 'style' in clip ? rasterFactor(clip, rescaled(placement.scale, 1 / closest(movement?.motion))) : 1,
    };
  }
  const factor = typeof placement.scale === 'number' ? placement.scale : 1;
  if (typeof placement.scale === 'number') placement.scale = 1;
  const seen = cropped(shown, windowOf(clip.crop, clip.type === 'timeline' ? clip.timeline.canvas : (whole ?? shown)));
  const fit = fitted(seen, clip.fit, canvas, factor);
  if (!('kenBurns' in clip) || !clip.kenBurns) return { ...pictured(fit, placement, seen, canvas, open), factor };
  const frame = fit.crop ?? fit.size;
  const { size, view } = viewOf(clip.kenBurns, fit.size, seen, frame, frames);
  return { ...pictured({ size, crop: frame }, placement, seen, canvas, open, view), factor };
}

/** The picture's size on the canvas, and what of it is cut away. */
function fitted(video: Size, fit: Fit, canvas: Size, factor: number): { size: Size; crop: Size | null } {
  const ratio = { width: canvas.width / video.width, height: canvas.height / video.height };
  const by = (w: number, h: number): Size => ({ width: even(video.width * w * factor), height: even(video.height * h * factor) });
  switch (fit) {
    case 'fill':
      return { size: by(ratio.width, ratio.height), crop: null };
    case 'contain': {
      const r = Math.min(ratio.width, ratio.height);
      return { size: by(r, r), crop: null };
    }
    case 'none':
      return { size: by(1, 1), crop: null };
    case 'cover': {
      const r = Math.max(ratio.width, ratio.height);
      const frame = { width: even(canvas.width * factor), height: even(canvas.height * factor) };
      const whole = by(r, r);
      const size = { width: Math.max(whole.width, frame.width), height: Math.max(whole.height, frame.height) };
      return { size, crop: size.width === frame.width && size.height === frame.height ? null : frame };
    }
  }
}

/** What of a file's picture decides how it lies. */
type Shown = Pick<VideoProbe, 'width' | 'height' | 'rotation' | 'sampleAspect' | 'hasAlpha' | 'color' | 'pixelFormat'> & {
  window?: Picture['window'];
};

/** What is left of it, on even pixels. */
const cropped = (video: Shown, window: Picture['window']): Shown =>
  window ? { ...video, window, width: even(video.width * window.width), height: even(video.height * window.height) } : video;

const drawn = ({ raster, opaque }: Drawing): Shown => rgb(raster, opaque);

const rgb = ({ width, height }: Size, opaque: boolean): Shown => ({
  ...{ width, height, rotation: 0, sampleAspect: { num: 1, den: 1 }, hasAlpha: !opaque, pixelFormat: 'rgba' },
  color: { primaries: null, transfer: null, matrix: 'bt709', range: 'pc' },
});

/** A nested timeline's picture: as it is composed, so in our colours. */
const composed = ({ timeline: { canvas }, transparent }: TimelineClip): Shown => ({
  ...{ width: canvas.width, height: canvas.height, rotation: 0, sampleAspect: { num: 1, den: 1 }, hasAlpha: transparent },
  ...{ color: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'tv' }, pixelFormat: 'yuv420p' },
});

function pictured(
  { size, crop }: { size: Size; crop: Size | null },
  placement: Placement,
  video: Shown,
  canvas: Size,
  open: boolean,
  view?: Picture['view'],
): Omit<Geometry, 'factor'> {
  const shown = crop ?? size;
  const centred = (outer: Size, inner: Size): Box => ({
    x: even2((outer.width - inner.width) / 2),
    y: even2((outer.height - inner.height) / 2),
    ...inner,
  });
  const picture: Picture = {
    turn: ([90, 180, 270] as const).find((t) => t === video.rotation) ?? 0,
    ...(video.window ? { window: video.window } : {}),
    size,
    resize: size.width !== video.width || size.height !== video.height || !isSquare(video),
    crop: crop ? centred(size, crop) : null,
    alpha: video.hasAlpha,
    color: conversionOf(video),
    ...(view ? { view } : {}),
  };
  const { x, y, scale, rotation, anchor } = placement;
  if (open || typeof x !== 'number' || typeof y !== 'number' || scale !== 1 || rotation !== 0) {
    const whole = !open && !video.hasAlpha && rotation === 0;
    return { picture, placement, box: null, drawing: null, ...(whole ? { rectangle: shown } : {}) };
  }
  const box: Box = { ...shown, x: even2(x - shown.width * ANCHORS[anchor].x), y: even2(y - shown.height * ANCHORS[anchor].y) };
  if (video.hasAlpha || !contains(box, { x: 0, y: 0, ...canvas })) return { picture, placement, box, drawing: null };
  if (view) {
    const exact = shown.width === canvas.width && shown.height === canvas.height;
    return exact ? { picture, placement: null, box, drawing: null } : { picture, placement, box, drawing: null };
  }
  // It covers the canvas: cut to it, and nothing needs to be laid over anything.
  const cut = { x: (picture.crop?.x ?? 0) - box.x, y: (picture.crop?.y ?? 0) - box.y, width: canvas.width, height: canvas.height };
  const whole = cut.x === 0 && cut.y === 0 && size.width === canvas.width && size.height === canvas.height;
  return { picture: { ...picture, crop: whole ? null : cut }, placement: null, box: { x: 0, y: 0, ...canvas }, drawing: null };
}

/** Whether nothing of the canvas is seen beneath it in any of its first frames. */
export function hidesAll({ box, picture, placement, rectangle }: Geometry, canvas: Size, frames: number): boolean {
  const whole = { x: 0, y: 0, width: canvas.width, height: canvas.height };
  if (picture.alpha || !rectangle || !placement) return box !== null && !picture.alpha && contains(box, whole);
  const { x, y, scale, anchor } = placement;
  return Array.from({ length: frames }, (_, k) => k).every((k) => {
    const [width, height] = [rectangle.width * valueAt(scale, k), rectangle.height * valueAt(scale, k)];
    return contains({ x: valueAt(x, k) - width * ANCHORS[anchor].x, y: valueAt(y, k) - height * ANCHORS[anchor].y, width, height }, whole);
  });
}

export const contains = (a: Box, b: Box): boolean =>
  a.x <= b.x && a.y <= b.y && a.x + a.width >= b.x + b.width && a.y + a.height >= b.y + b.height;

/** Which part of the picture's size lies left of and above the anchor. */
export const ANCHORS: Record<Anchor, { x: number; y: number }> = {
  center: { x: 0.5, y: 0.5 },
  top: { x: 0.5, y: 0 },
  bottom: { x: 0.5, y: 1 },
  left: { x: 0, y: 0.5 },
  right: { x: 1, y: 0.5 },
  topLeft: { x: 0, y: 0 },
  topRight: { x: 1, y: 0 },
  bottomLeft: { x: 0, y: 1 },
  bottomRight: { x: 1, y: 1 },
};

const isSquare = ({ sampleAspect: { num, den } }: Shown): boolean => num === den || num === 0 || den === 0;
/** Sizes and places are even: half the chroma must not lie between pixels. */
const even = (n: number): number => Math.max(2, 2 * Math.round(n / 2));
export const even2 = (n: number): number => 2 * Math.round(n / 2) || 0;
