import type { TransitionType } from '../../transitions/table.ts';
import { isObject, type Part } from '../part.ts';
import type { Session } from '../session.ts';
import { EDITLY, namedIn } from '../transitions.ts';

/** One clip of an editly spec on the timeline: its layers all last from start to start + length, cross-fading into the next for `fade`. */
export interface Scene {
  part: Part;
  layers: Part[];
  start: number;
  length: number;
  /** Seconds it overlaps the scene before and after it. */
  fadeIn: number;
  fadeOut: number;
  /** How it comes from the scene before it, and goes to the one after it. */
  comes: TransitionType;
  goes: TransitionType;
}

const DURATION = 4;
const FADE = 0.5;

/** Scenes end to end, each overlapping the next by its transition, which never exceeds half of either. */
export function scenesOf(clips: readonly Part[], defaults: Part | undefined, session: Session): Scene[] {
  const duration = defaults?.number('duration', 0.01, 1e6) ?? DURATION;
  const common = defaults?.whole().transition;
  defaults?.ignore('transition');
  const scenes = clips.map((part): Scene => {
    const layers = part.parts('layers');
    return {
      part,
      layers,
      start: 0,
      length: lengthOf(part, layers, duration, session),
      fadeIn: 0,
      fadeOut: 0,
      comes: 'fade',
      goes: 'fade',
    };
  });
  let cursor = 0;
  scenes.forEach((scene, i) => {
    scene.start = cursor;
    const next = scenes[i + 1];
    const { length, type } = crossingOf(scene.part, common, session, next !== undefined);
    scene.fadeOut = next ? Math.min(length, scene.length / 2, next.length / 2) : 0;
    scene.goes = type;
    if (next) Object.assign(next, { fadeIn: scene.fadeOut, comes: type });
    cursor += scene.length - scene.fadeOut;
  });
  return scenes;
}

function lengthOf(part: Part, layers: readonly Part[], fallback: number, session: Session): number {
  const said = part.number('duration', 0.01, 1e6);
  if (said !== undefined) return said;
  const video = layers.find((l) => l.text('type') === 'video');
  if (!video) return fallback;
  const from = video.number('cutFrom', 0) ?? 0;
  const to = video.number('cutTo', 0) ?? session.durationOf(video.text('path') ?? '');
  if (to !== null && to > from) return to - from;
  session.drop(
    part.path,
    `It lasts as long as its video, which isn't known until that is mapped to a probed asset; ${fallback} s were taken.`,
  );
  return fallback;
}

/** The transition at a clip's end, in seconds. One that is not offered is a fade. */
function crossingOf(part: Part, common: unknown, session: Session, followed: boolean): { length: number; type: TransitionType } {
  const off = part.whole().transition === null || (common === null && !part.has('transition'));
  const own = part.part('transition');
  const shared = isObject(common) ? common : {};
  const name = own?.text('name') ?? (typeof shared.name === 'string' ? shared.name : 'random');
  const length = own?.number('duration', 0, 600) ?? (typeof shared.duration === 'number' ? shared.duration : FADE);
  own?.drop('easing', 'Its transitions are even.');
  own?.drop('params', 'Parameters of transitions are not carried over.');
  own?.ignore('audioOutCurve', 'audioInCurve');
  own?.rest();
  if (off || !followed || length <= 0 || name === 'dummy') return { length: 0, type: 'fade' };
  const type = namedIn(EDITLY, name);
  if (type === null) {
    const path = own?.has('name') ? own.at('name') : part.path;
    session.drop(
      path,
      name === 'random'
        ? 'A random transition is not the same twice; it is a fade.'
        : `The transition "${name}" is not offered; it is a fade.`,
    );
  }
  return { length, type: type ?? 'fade' };
}
