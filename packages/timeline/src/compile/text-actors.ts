import type { Rational } from '../media.ts';
import type { TextClip } from '../timeline.ts';
import { movingAt, rasterAt } from '../titles/title-at.ts';
import type { TitleSpec } from '../titles/title-spec.ts';
import type { Actor } from './actor.ts';
import { shift } from './curves.ts';
import type { Geometry } from './geometry.ts';
import type { Curve } from './graph.ts';
import { laterMotion } from './motion/later.ts';
import type { Placed } from './place.ts';
import { runsOf } from './runs.ts';
import { changes, type Spoken, spokenIn, titleOf } from './title.ts';
import { type Crossing, laterSpans } from './transitions.ts';

/** Stretches that stay the same for so many frames are drawn once; shorter ones with their neighbours, frame by frame. */
const STILL = 6;

interface Stretch {
  from: number;
  to: number;
  moving: boolean;
}

/**
 * A text in actors of its own for each stretch in which it moves or rests: what rests is a still text like any other. Where it does not
 * change by itself there is only one.
 */
export function textActors(
  placed: Placed<TextClip>,
  geometry: Geometry,
  { opacity, spans }: Crossing,
  fps: Rational,
  known: Spoken['words'] | null = null,
): Actor[] {
  const frames = placed.end - placed.start;
  if (!changes(placed.clip)) return [{ placed, geometry, opacity, transitions: spans, runs: runsOf(frames, geometry, opacity, spans) }];
  const spoken = spokenIn(placed.clip, frames, fps, known);
  // Sizes do not count here: only when something changes does.
  const title = titleOf(placed.clip, spoken, frames, fps, 1, { width: 2, height: 2 });
  return stretchesOf(title).map(({ from, to, moving }) => {
    const own = moved(geometry, from);
    const curves = opacity.map((c) => shift(c, from));
    const transitions = laterSpans(spans, from);
    const part = { ...placed, start: placed.start + from, end: placed.start + to };
    return {
      placed: part,
      geometry: own,
      opacity: curves,
      transitions,
      runs: runsOf(to - from, own, curves, transitions),
      title: { spoken, frames, first: from, moving },
    };
  });
}

function stretchesOf(title: TitleSpec): Stretch[] {
  const stretches: (Stretch & { state: string })[] = [];
  for (const k of turnsOf(title)) {
    const { text, highlight } = rasterAt(title, k);
    const moving = movingAt(title, k) !== null;
    const state = moving ? 'moving' : JSON.stringify([text, highlight?.active ?? null]);
    const last = stretches.at(-1);
    if (last) last.to = k;
    if (last?.state !== state) stretches.push({ from: k, to: title.frames, moving, state });
  }
  const end = stretches.at(-1);
  if (end) end.to = title.frames;
  const merged: Stretch[] = [];
  for (const { from, to, moving } of stretches) {
    const frame = moving || to - from < STILL;
    const last = merged.at(-1);
    if (last?.moving && frame) last.to = to;
    else merged.push({ from, to, moving: frame });
  }
  return merged;
}

/** Frames in which something may be other than in the one before. */
function turnsOf({ frames, in: coming, out: going, spoken, counter }: TitleSpec): number[] {
  const counted = counter ? Array.from({ length: Math.min(frames, counter.frames) }, (_, k) => k) : [];
  const turns = [0, coming?.frames ?? 0, frames - (going?.frames ?? 0), ...spoken.flatMap(({ from, to }) => [from, to]), ...counted];
  return [...new Set(turns)].filter((k) => k < frames).sort((a, b) => a - b);
}

/** The movement as a stretch sees it, whose frames are counted from its own beginning. */
export function moved(geometry: Geometry, frames: number): Geometry {
  const { placement } = geometry;
  if (!placement || frames === 0) return geometry;
  const { x, y, scale, rotation, motion } = placement;
  const by = (curve: Curve) => shift(curve, frames);
  const later = motion ? { motion: laterMotion(motion, frames) } : {};
  return { ...geometry, placement: { ...placement, x: by(x), y: by(y), scale: by(scale), rotation: by(rotation), ...later } };
}
