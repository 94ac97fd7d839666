import { hashOf } from '../canonical.ts';
import { STILLS, type StillFormat } from '../command/still.ts';
import type { VideoEncoding } from '../encodings.ts';
import type { Plan, PlanChunk } from '../plan.ts';
import type { Result } from '../problems.ts';
import { secondsOf } from '../rate.ts';
import { type CompileInput, compilePlan } from './plan.ts';

export interface FramePlan {
  /** Its only chunk is `chunk`. */
  plan: Plan;
  /** One frame long. */
  chunk: PlanChunk;
  /** Seconds on the timeline at which the frame begins. */
  at: number;
}

/**
 * Timeline and probed sources → the plan of one frame: a chunk of its own, since composed frames do not depend on where the
 * timeline is cut. Problems as compilePlan's, and OUT_OF_RANGE without a path for a frame the render will not have.
 */
export function compileFrame(input: Omit<CompileInput, 'cuts' | 'only'>, frame: number): Result<FramePlan> {
  const compiled = compilePlan({ ...input, only: frame });
  if (!compiled.ok) return compiled;
  const plan = compiled.value;
  const [chunk] = plan.chunks;
  if (chunk === undefined || !Number.isInteger(frame) || frame < 0 || frame >= plan.frames) {
    const last = Math.round(secondsOf(plan.frames - 1, plan.canvas.fps) * 1000) / 1000;
    const message = `The render has ${plan.frames} frames: 0 to ${plan.frames - 1}, the last one at ${last} s; not ${frame}.`;
    return { ok: false, problems: [{ path: [], code: 'OUT_OF_RANGE', message }] };
  }
  return { ok: true, value: { plan, chunk, at: secondsOf(frame, plan.canvas.fps) } };
}

/** Settings of an encoding that change the file and not its frames. */
const ENCODING: ReadonlySet<string> = new Set<keyof VideoEncoding>([
  ...(['codec', 'pixelFormat', 'speed', 'crf', 'bitrateKbps', 'maxRateKbps', 'twoPass', 'maxBytes', 'gopSeconds', 'copy'] as const),
]);

/** SHA-256 of everything that draws the frame, hex. How a video would be encoded does not count, nor does where the frame stands. */
export function frameKey({ plan, chunk }: FramePlan, format: StillFormat): string {
  const { output: _, ...drawing } = chunk.encoded[0]?.keyParts ?? {};
  const picture = Object.fromEntries(Object.entries(plan.encodings[0] ?? {}).filter(([name]) => !ENCODING.has(name)));
  return hashOf({ drawing, picture, still: STILLS[format] });
}
