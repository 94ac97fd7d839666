import type { TextRaster } from '../raster-spec.ts';
import { wordingAt } from './counter.ts';
import { eased } from './eased.ts';
import { AT_REST, type Extent, moveOf, type Pose } from './moves.ts';
import type { Movement, TitleSpec } from './title-spec.ts';

/** What is drawn in frame k of the clip, but for movements. */
export function rasterAt(title: TitleSpec, k: number): TextRaster {
  const { highlight, ...text } = title.text;
  const wording = { ...text, text: wordingAt(title, k) };
  return highlight ? { ...wording, highlight: { ...highlight, active: activeAt(title, k) } } : wording;
}

const activeAt = ({ spoken }: TitleSpec, k: number): number[] =>
  spoken.flatMap(({ from, to, word }) => (k >= from && k < to ? [word] : []));

/** The movement under way in frame k, and its own frame; null: the text rests. */
export function movingAt(title: TitleSpec, k: number): { movement: Movement; frame: number; way: 1 | -1 } | null {
  const { in: coming, out: going, frames } = title;
  if (coming && k < coming.frames) return { movement: coming, frame: k, way: 1 };
  if (going && k >= frames - going.frames) return { movement: going, frame: k - (frames - going.frames), way: -1 };
  return null;
}

/** Each part begins when the one before it has done so much of its way. */
const LEAD = 0.25;

/** How the parts of a text, `count` in number, stand in a frame of a movement: each is taken at the frame's middle. */
export function posesAt(movement: Movement, frame: number, way: 1 | -1, count: number, extent: Extent): Pose[] {
  const { frames, easing } = movement;
  const { pose, stepped } = moveOf(movement.type);
  const at = frame + 0.5;
  const own = stepped ? 0 : frames / (1 + (count - 1) * LEAD);
  return Array.from({ length: count }, (_, i) => {
    // The first of parts that come at once is there with the first frame, the last one before the end.
    const u = stepped ? Number(at >= (i * frames) / count) : (at - i * own * LEAD) / own;
    const p = way === 1 ? eased(easing, u) : 1 - eased(easing, u);
    const posed = { ...AT_REST, ...pose(p, extent, way) };
    // Easings may overshoot; a part can't be more than there.
    return { ...posed, opacity: Math.max(0, Math.min(1, posed.opacity)), blur: Math.max(0, posed.blur) };
  });
}

/** How much of a movement is done, 0 to 1, for what belongs to all parts: it is there early and leaves late. */
export function backdropAt({ type, frames }: Movement, frame: number, way: 1 | -1): number {
  if (moveOf(type).stepped) return 1;
  const u = Math.min(1, (frame + 0.5) / frames);
  return Math.min(1, 3 * (way === 1 ? u : 1 - u));
}
