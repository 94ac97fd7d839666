import { shift } from '../curves.ts';
import { isWave, type Motion, type Term } from './motion.ts';

/** A movement as seen from `frames` frames later. */
export function laterMotion({ terms, camera, ...motion }: Motion, frames: number): Motion {
  const later = (t: Term): Term => (isWave(t) ? { ...t, turn: t.turn + frames / t.frames } : shift(t, frames));
  const { x, y, zoom } = camera ?? { x: 0, y: 0, zoom: 1 };
  return {
    ...motion,
    terms: Object.fromEntries(Object.entries(terms).map(([channel, list]) => [channel, list.map(later)])),
    ...(camera ? { camera: { ...camera, x: shift(x, frames), y: shift(y, frames), zoom: shift(zoom, frames) } } : {}),
  };
}
