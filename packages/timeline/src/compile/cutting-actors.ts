import { hasSource, type VisualClip } from '../timeline.ts';
import type { Actor } from './actor.ts';
import type { Fading } from './place.ts';

/** An actor whose edges cut. */
export interface Cutting extends Actor {
  /** Frames of its beginning that a nested timeline around it does not show. */
  hidden: number;
}

/** What shows a file or a page cuts; what is drawn once does not. */
const cuts = (clip: VisualClip): boolean => hasSource(clip) || clip.type === 'html';

/** The actors whose edges cut: a nested timeline is one, and so are those within it. */
export const cuttingActors = (scene: readonly Actor[]): Cutting[] =>
  scene
    .filter((actor, i) => actor.placed !== scene[i - 1]?.placed)
    .flatMap((actor) => {
      const own = { ...actor, hidden: 0 };
      return actor.inner ? [own, ...within(actor, actor.inner)] : cuts(actor.placed.clip) ? [own] : [];
    });

/** The nested timeline's own cutting clips as far as they are seen, in frames of the outer one. */
function within({ placed: outer }: Actor, { scene, trim }: NonNullable<Actor['inner']>): Cutting[] {
  return cuttingActors(scene).flatMap((actor) => {
    const { placed } = actor;
    const moved = (frame: number) => frame - trim + outer.start;
    const shown = (frame: number) => Math.max(outer.start, Math.min(outer.end, moved(frame)));
    const [start, end] = [shown(placed.start), shown(placed.end)];
    if (end <= start) return [];
    const fading = (fade: Fading | null, hidden: number) =>
      fade && fade.frames > hidden ? { ...fade, frames: Math.min(end - start, fade.frames - hidden) } : null;
    const fadeIn = fading(placed.fadeIn, start - moved(placed.start));
    const fadeOut = fading(placed.fadeOut, moved(placed.end) - end);
    // A number of its own: never a neighbour of the outer tracks' clips.
    const track = outer.track + (placed.track + 1) / 1024;
    const hidden = actor.hidden + start - moved(placed.start);
    return [{ ...actor, hidden, placed: { ...placed, start, end, fadeIn, fadeOut, track } }];
  });
}
