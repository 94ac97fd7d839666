import { percent } from '../draft.ts';
import type { Part } from '../part.ts';
import type { Session } from '../session.ts';
import { namedIn, SHOTSTACK } from '../transitions.ts';
import { type Moving, movingOf } from './tween.ts';

const FITS: Record<string, string> = { crop: 'cover', cover: 'fill', contain: 'contain', none: 'none' };
const PLACES: Record<string, [number, number]> = {
  center: [50, 50],
  top: [50, 0],
  topRight: [100, 0],
  right: [100, 50],
  bottomRight: [100, 100],
  bottom: [50, 100],
  bottomLeft: [0, 100],
  left: [0, 50],
  topLeft: [0, 0],
};
/** Seconds a transition lasts, by how its name ends. */
const SPEEDS: Record<string, number> = { '': 1, Slow: 2, Fast: 0.5 };

/** "crop", the default, fills the canvas and cuts; "cover" stretches. */
export function fitOf(clip: Part, session: Session): string {
  const fit = clip.text('fit') ?? 'crop';
  if (!Object.hasOwn(FITS, fit)) session.drop(clip.at('fit'), `"${fit}" is not a fit of Shotstack; crop was taken.`);
  return FITS[fit] ?? 'cover';
}

/** Where and how a picture stands: the keys all visual clips share. */
export function lookOf(clip: Part, length: number | null, session: Session): Record<string, unknown> {
  const scale = movingOf(clip, 'scale', { min: 0.01, max: 20 }, session);
  const opacity = movingOf(clip, 'opacity', { min: 0, max: 1 }, session);
  const transform = clip.part('transform');
  const rotate = transform?.part('rotate');
  const rotation = rotate && movingOf(rotate, 'angle', { min: -36_000, max: 36_000 }, session);
  rotate?.rest();
  const flip = flipOf(transform?.part('flip'));
  transform?.rest({ skew: 'Skewing is not offered.' });
  const position = positionOf(clip, session);
  clip.drop('effect', 'Motion effects are not offered; the picture stands still.');
  if (clip.raw('filter') !== 'none') clip.drop('filter', 'Filters are not offered; the picture stays as it is.');
  return {
    ...(position && { position }),
    ...(scale !== undefined && { scale }),
    ...(rotation !== undefined && { rotation }),
    ...(opacity !== undefined && { opacity }),
    ...(flip && { flip }),
    ...transitionsOf(clip, length, session),
  };
}

function flipOf(flip: Part | undefined): string | null {
  const [across, down] = [flip?.flag('horizontal'), flip?.flag('vertical')];
  flip?.rest();
  if (across && down) return 'both';
  return across ? 'horizontal' : down ? 'vertical' : null;
}

/** Parts of the source's sides, 0 to 1. */
export function cropOf(asset: Part): { crop?: Record<string, string> } {
  const said = asset.part('crop');
  const sides = ['left', 'top', 'right', 'bottom'].flatMap((side) => {
    const part = said?.number(side, 0, 1) ?? 0;
    return part > 0 ? [[side, percent(part * 100)] as const] : [];
  });
  said?.rest();
  return sides.length > 0 ? { crop: Object.fromEntries(sides) } : {};
}

function positionOf(clip: Part, session: Session): object | undefined {
  const place = clip.text('position') ?? 'center';
  const offset = clip.part('offset');
  const [x, y] = PLACES[place] ?? [50, 50];
  if (!PLACES[place]) session.drop(clip.at('position'), `"${place}" is not a position of Shotstack; center was taken.`);
  // Offsets are parts of the canvas; upwards is positive there, downwards here.
  const along = (key: 'x' | 'y', from: number, sign: number) =>
    offset && movingOf(offset, key, { min: -10, max: 10, convert: (v) => from + sign * v * 100 }, session);
  const shown = (value: Moving | undefined, from: number) =>
    Array.isArray(value) ? value.map((k) => ({ ...k, value: percent(k.value) })) : percent(value ?? from);
  const moved = { x: shown(along('x', x, 1), x), y: shown(along('y', y, -1), y), anchor: PLACES[place] ? place : 'center' };
  offset?.rest();
  return offset || (place !== 'center' && PLACES[place]) ? moved : undefined;
}

function transitionsOf(clip: Part, length: number | null, session: Session): Record<string, unknown> {
  const transition = clip.part('transition');
  if (!transition) return {};
  const fade = (key: 'in' | 'out') => {
    const name = transition.text(key);
    if (name === undefined || name === 'none') return undefined;
    const [, plain = name, speed = ''] = /^(.*?)(Slow|Fast)?$/.exec(name) ?? [];
    const type = namedIn(SHOTSTACK, plain);
    if (type === null) {
      session.drop(transition.at(key), `The transition "${name}" is not offered; it is a cut.`);
      return undefined;
    }
    const seconds = SPEEDS[speed]!;
    return { type, length: Math.min(seconds, length === null ? seconds : length / 2) };
  };
  const transitionIn = fade('in');
  const transitionOut = fade('out');
  transition.rest();
  return { ...(transitionIn && { transitionIn }), ...(transitionOut && { transitionOut }) };
}
