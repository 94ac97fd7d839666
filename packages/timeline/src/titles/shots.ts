import { movingAt, rasterAt } from './title-at.ts';
import type { TitleSpec } from './title-spec.ts';

/**
 * The frames of a stretch that are drawn, counted in the clip: the first, those that move, and those that say something else than the one before. The
 * others show what was drawn last.
 */
export function shotsOf(title: TitleSpec, first: number, frames: number): number[] {
  const shots: number[] = [];
  let before: string | null = null;
  for (let k = first; k < first + frames; k++) {
    const moving = movingAt(title, k) !== null;
    const { text, highlight } = rasterAt(title, k);
    const state = moving ? null : JSON.stringify([text, highlight?.active ?? null]);
    if (k === first || moving || state !== before) shots.push(k);
    before = state;
  }
  return shots;
}
