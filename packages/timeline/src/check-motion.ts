import { ENTRANCES, hasOwnCourse } from './motion/presets.ts';
import type { Problem } from './problems.ts';
import type { Canvas, Clip, Path } from './timeline.ts';

/** What is wrong with a clip's presets of motion that its schema cannot see. */
export function motionProblems(clip: Clip, canvas: Canvas): Problem[] {
  if (clip.type === 'audio') return [];
  const problems: Problem[] = [];
  const add = (key: Path, code: string, message: string, hint?: string) =>
    problems.push({ path: [...clip.path, ...key], code, message, ...(hint ? { hint } : {}) });
  const { motion, depth } = clip;
  for (const way of ['in', 'out'] as const) {
    const entrance = motion?.[way];
    if (entrance && entrance.easing !== null && hasOwnCourse(ENTRANCES[entrance.type]))
      add(['motion', way, 'easing'], 'INVALID_VALUE', `"${entrance.type}" has a course of its own: it takes no easing.`, 'Leave it out.');
  }
  const lengths = (motion?.in?.length ?? 0) + (motion?.out?.length ?? 0);
  if (clip.length !== null && lengths > clip.length + 1e-6) {
    const key = motion?.out ? 'out' : 'in';
    add(['motion', key, 'length'], 'TOO_LONG', `Its motions last ${round(lengths)} s together, the clip ${clip.length} s.`);
  }
  if (motion?.loop?.type === 'spin' && motion.loop.strength !== 1)
    add(
      ['motion', 'loop', 'strength'],
      'INVALID_VALUE',
      '"spin" turns once a round: it has no strength.',
      '"length" says how long a round lasts.',
    );
  if (depth && !canvas.camera)
    add(['depth'], 'INVALID_VALUE', 'There is no camera that could move the clip.', 'Give the canvas a "camera", or leave "depth" out.');
  return problems;
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;
