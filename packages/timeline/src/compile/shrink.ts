import type { Animated } from '../animated.ts';
import { quarter } from '../draft.ts';
import { lookOf } from '../effects/table.ts';
import type { Canvas, Clip, Effect, Gradient, Length, TextStyle, Timeline, TimelineClip, Visual } from '../timeline.ts';
import { shrunkFrame } from './shrink-framing.ts';

/** Factors by which pixels become fewer. */
interface Factors {
  x: number;
  y: number;
}

/** The same timeline on a canvas of a quarter of the width and height. Pages are laid out as they were and shown smaller. */
export function shrunk(timeline: Timeline): Timeline {
  const { canvas } = timeline;
  const small: Canvas = { ...canvas, width: quarter(canvas.width), height: quarter(canvas.height) };
  const by: Factors = { x: small.width / canvas.width, y: small.height / canvas.height };
  if (canvas.camera) small.camera = { ...canvas.camera, ...offset(canvas.camera, by) };
  return { ...timeline, canvas: small, tracks: timeline.tracks.map((t) => ({ ...t, clips: t.clips.map((c) => smaller(c, canvas, by)) })) };
}

/** Said in pixels of the inner canvas, which becomes smaller too. */
function cropOf({ crop, timeline: { canvas } }: TimelineClip): Pick<TimelineClip, 'crop'> {
  if (!crop) return {};
  const by = { x: quarter(canvas.width) / canvas.width, y: quarter(canvas.height) / canvas.height };
  const { left, top, right, bottom } = crop;
  return { crop: { left: pixels(left, by.x), top: pixels(top, by.y), right: pixels(right, by.x), bottom: pixels(bottom, by.y) } };
}

function smaller(clip: Clip, canvas: Canvas, by: Factors): Clip {
  if (clip.type === 'audio') return clip;
  const placed = {
    ...clip,
    position: positionOf(clip.position, by),
    ...(clip.along ? { along: lineOf(clip.along, by) } : {}),
    ...(clip.effects ? { effects: clip.effects.map((e) => smallerEffect(e, by)) } : {}),
  };
  const scaled = { scale: animated(clip.scale, (v) => v * by.x) };
  switch (placed.type) {
    case 'text':
    case 'captions':
      return { ...placed, ...scaled, style: wrapped(placed.style, canvas) };
    case 'html': {
      const page = { ...placed, width: placed.width ?? canvas.width, height: placed.height ?? canvas.height };
      return placed.fit === 'none' ? { ...page, ...scaled } : shrunkFrame(page, by.x);
    }
    case 'video':
    case 'image':
    case 'lottie':
      return placed.fit === 'none' ? { ...placed, ...scaled } : shrunkFrame(placed, by.x);
    case 'timeline':
      return { ...shrunkFrame(placed, by.x), ...cropOf(placed), timeline: shrunk(placed.timeline) };
    case 'shape': {
      const { width, height, radius, stroke } = placed;
      const line = stroke && { ...stroke, width: stroke.width * by.x };
      return {
        ...shrunkFrame(placed, by.x),
        width: pixels(width, by.x),
        height: pixels(height, by.y),
        radius: radius * by.x,
        stroke: line,
      };
    }
    case 'gradient':
      return { ...shrunkFrame(placed, by.x), gradient: gradientOf(placed.gradient, by) };
    case 'color':
      return shrunkFrame(placed, by.x);
  }
}

/** Keys that count pixels, as few as they may be. */
function smallerEffect({ type, values }: Effect, by: Factors): Effect {
  const { params } = lookOf(type);
  const fewer = (name: string, value: Effect['values'][string]): Effect['values'][string] => {
    const param = params[name];
    if (param?.kind !== 'number' || !param.pixels || typeof value === 'string') return value;
    return animated(value, (v) => Math.max(param.min, v * by.x));
  };
  return { type, values: Object.fromEntries(Object.entries(values).map(([name, v]) => [name, fewer(name, v)])) };
}

/** Letters are drawn smaller by the clip's scale; lines break where they did. */
const wrapped = (style: TextStyle, canvas: Canvas): TextStyle => ({
  ...style,
  maxWidth: style.maxWidth ?? canvas.width * 0.9,
  ...(style.fit ? { maxHeight: style.maxHeight ?? canvas.height * 0.9 } : {}),
});

const gradientOf = (gradient: Gradient, by: Factors): Gradient => {
  if (gradient.kind === 'linear') return gradient;
  const { center, radius } = gradient;
  const small = { x: pixels(center.x, by.x), y: pixels(center.y, by.y) };
  return { ...gradient, center: small, radius: radius === null ? null : radius * by.x };
};

type Offset = Pick<NonNullable<Canvas['camera']>, 'x' | 'y'>;
type Line = NonNullable<Visual['along']>;

const offset = ({ x, y }: Offset, by: Factors): Offset => ({
  x: animated(x, (l) => pixels(l, by.x)),
  y: animated(y, (l) => pixels(l, by.y)),
});

const lineOf = (path: Line, by: Factors): Line => ({
  ...path,
  points: path.points.map(({ x, y }) => ({ x: pixels(x, by.x), y: pixels(y, by.y) })),
});

const positionOf = ({ x, y, anchor }: Visual['position'], by: Factors): Visual['position'] => ({
  x: animated(x, (l) => pixels(l, by.x)),
  y: animated(y, (l) => pixels(l, by.y)),
  anchor,
});

const pixels = (length: Length, factor: number): Length => (length.unit === 'px' ? { ...length, value: length.value * factor } : length);

const animated = <T>(value: Animated<T>, change: (v: T) => T): Animated<T> =>
  Array.isArray(value) ? value.map((key) => ({ ...key, value: change(key.value) })) : change(value);
