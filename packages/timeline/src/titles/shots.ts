import { movingAt, rasterAt } from './title-at.ts';
import type { TitleSpec } from './title-spec.ts';

/** What a text says in a frame of its clip, where nothing moves: frames that say the same look the same, and their letters lie the same. */
export const saidAt = (title: TitleSpec, k: number): string => {
  const { text, highlight } = rasterAt(title, k);
  return JSON.stringify([text, highlight?.active ?? null]);
};

/**
 * The frames of a stretch that are drawn, counted in the clip: the first, those that move, and those that say something else than the one before. The
 * others show what was drawn last.
 */
export function shotsOf(title: TitleSpec, first: number, frames: number): number[] {
  const shots: number[] = [];
  let before: string | null = null;
  for (let k = first; k < first + frames; k++) {
    const moving = movingAt(title, k) !== null;
    const said = moving ? null : saidAt(title, k);
    if (k === first || moving || said !== before) shots.push(k);
    before = said;
  }
  return shots;
}
