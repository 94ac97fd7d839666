import type { Easing } from '../animated.ts';
import { drawnOf, type Pose, SOFTNESS } from '../transitions/table.ts';
import { between, fold, ramp, shift, step } from './curves.ts';
import type { Curve, TransitionEffect } from './graph.ts';
import type { Fading } from './place.ts';

/** Clip frames in which a transition does more than fade a picture. */
export interface Span {
  from: number;
  to: number;
  effect: TransitionEffect;
}

/** What a transition does to a clip, over the clip's frames. */
export interface Crossing {
  opacity: Curve[];
  spans: Span[];
}

/** One end of a clip: the frame its transition begins at, whether it comes or goes, and whether what comes covers what goes. */
interface End {
  from: number;
  side: 'in' | 'out';
  covered: boolean;
}

/** @param end its transition begins at frame `from` of the clip; `covered`: what comes will hide what goes */
export function crossingOf({ frames, neighbour, transition }: Fading, { from, side, covered }: End): Crossing {
  const { type, easing = 'linear', softness = SOFTNESS } = transition;
  const drawn = drawnOf(type);
  const [coming, fading] = [side === 'in', side === 'in' ? 'up' : 'down'] as const;
  const span = (effect: TransitionEffect): Span[] => [{ from, to: from + frames, effect }];
  const plain: Crossing = { opacity: covered ? [] : [ramp(from, frames, fading, easing)], spans: [] };
  switch (drawn.kind) {
    case 'fade':
      return plain;
    case 'mask': {
      const progress = ramp(from, frames, 'up', easing);
      return covered ? plain : { opacity: [], spans: span({ kind: 'mask', type, progress, softness, ...(coming ? {} : { rest: true }) }) };
    }
    case 'move':
      return covered && !drawn.both ? plain : moved(coming ? drawn.from : drawn.to, coming, from, frames, easing, covered);
    case 'coarse': {
      // Between two pictures each has a half for itself, and they change places in the middle.
      const half = neighbour ? frames / 2 : frames;
      const amount = coming ? between(from + frames - half, half, 1, 0, easing) : between(from, half, 0, 1, easing);
      const [first, lasts] = neighbour ? [from + 0.3 * frames, 0.4 * frames] : [from, frames];
      return { opacity: covered ? [] : [ramp(first, lasts, fading)], spans: span({ kind: 'coarse', look: drawn.look, amount }) };
    }
    case 'through':
      // Without a neighbour the colour alone comes or goes.
      return { opacity: neighbour ? [step(from + frames / 2, coming ? 0 : 1, coming ? 1 : 0)] : [], spans: [] };
  }
}

function moved(pose: Pose, coming: boolean, from: number, frames: number, easing: Easing, covered: boolean): Crossing {
  const { x = 0, y = 0, width = 1, height = 1, hold = { x: 0.5, y: 0.5 }, opacity = 1 } = pose;
  const along = (away: number, home: number): Curve =>
    coming ? between(from, frames, away, home, easing) : between(from, frames, home, away, easing);
  const effect: TransitionEffect = { kind: 'move', x: along(x, 0), y: along(y, 0), width: along(width, 1), height: along(height, 1), hold };
  return { opacity: opacity === 1 || covered ? [] : [along(opacity, 1)], spans: [{ from, to: from + frames, effect }] };
}

/** What transitions do over clip frames k0 ≤ k < k1, which lie inside or outside of each span. */
export const effectsIn = (spans: readonly Span[], k0: number, k1: number): TransitionEffect[] =>
  spans.flatMap(({ from, to, effect }) => (from < k1 && k0 < to ? [folded(effect, k0, k1)] : []));

/** The spans as seen from `frames` frames later. */
export const laterSpans = (spans: readonly Span[], frames: number): Span[] =>
  spans.map(({ from, to, effect }) => ({ from: from - frames, to: to - frames, effect: curved(effect, (c) => shift(c, frames)) }));

const folded = (effect: TransitionEffect, k0: number, k1: number): TransitionEffect => curved(effect, (c) => fold(c, k0, k1));

function curved(effect: TransitionEffect, seen: (curve: Curve) => Curve): TransitionEffect {
  switch (effect.kind) {
    case 'mask':
      return { ...effect, progress: seen(effect.progress) };
    case 'move':
      return { ...effect, x: seen(effect.x), y: seen(effect.y), width: seen(effect.width), height: seen(effect.height) };
    case 'coarse':
      return { ...effect, amount: seen(effect.amount) };
  }
}
