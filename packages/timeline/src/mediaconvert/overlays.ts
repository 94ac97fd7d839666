import { compileFrame, type FramePlan, frameKey } from '../compile/frame.ts';
import type { Placed } from '../compile/place.ts';
import type { CompileInput } from '../compile/plan.ts';
import { resolveOutput } from '../output.ts';
import { formatPath, type Problem } from '../problems.ts';
import { frameAt, micros } from '../rate.ts';
import type { Clip, Timeline, VisualClip } from '../timeline.ts';
import { refusal } from './refusals.ts';

/** A picture laid over the reel, as large as the canvas. */
export interface Overlay {
  /** Of the picture's file: equal pictures have one. */
  name: string;
  draw: FramePlan;
  /** Frames of the output, end exclusive. */
  start: number;
  end: number;
  fadeIn: number;
  fadeOut: number;
  /** 0 (lowest) to 99. */
  layer: number;
}

type Sources = Pick<CompileInput, 'assets' | 'generated' | 'toolchain'>;

/** Layers a job has. */
const LAYERS = 100;

/** What is drawn over the videos, from below to above. */
export function overlaysOf(placed: readonly Placed[], timeline: Timeline, sources: Sources, problems: Problem[]): Overlay[] {
  const { fps } = timeline.canvas;
  const stills = placed.filter((p): p is Placed<VisualClip> => p.clip.type !== 'audio' && p.clip.type !== 'video');
  const shown = stills.flatMap((p) => cuesOf(p, fps)).sort((a, b) => a.track - b.track || a.start - b.start);
  const overlays: Overlay[] = [];
  for (const p of shown) {
    const between = p.fadeIn?.neighbour ? 'transitionIn' : p.fadeOut?.neighbour ? 'transitionOut' : null;
    if (between) problems.push(refusal([...p.clip.path, between], 'MediaConvert fades pictures in and out, never from one to another.'));
    const draw = drawn(p.clip, timeline, sources);
    if (!draw.ok) {
      problems.push(...draw.problems);
      continue;
    }
    const beneath = overlays.filter((o) => o.start < p.end && p.start < o.end);
    const layer = Math.max(-1, ...beneath.map((o) => o.layer)) + 1;
    if (layer === LAYERS) problems.push(refusal(p.clip.path, `A job has ${LAYERS} pictures over each other at most.`));
    const { start, end, fadeIn, fadeOut } = p;
    overlays.push({
      ...{ name: `${frameKey(draw.value, 'png')}.png`, draw: draw.value, start, end, layer },
      ...{ fadeIn: fadeIn?.frames ?? 0, fadeOut: fadeOut?.frames ?? 0 },
    });
  }
  return overlays;
}

/** Captions as one text for each cue. */
function cuesOf(p: Placed<VisualClip>, fps: Timeline['canvas']['fps']): Placed<VisualClip>[] {
  const { clip } = p;
  if (clip.type !== 'captions') return [p];
  const at = (seconds: number) => Math.min(p.end, frameAt(micros(clip.start) + micros(seconds), fps));
  const { cues, file: _, track: __, ...common } = clip;
  return cues.flatMap(({ start, end, text }) =>
    at(end) <= at(start)
      ? []
      : [{ ...p, clip: { ...common, type: 'text', text }, start: at(start), end: at(end), fadeIn: null, fadeOut: null }],
  );
}

/** The clip alone on nothing, for one frame: drawn by the same compiler as everything else. */
function drawn(clip: VisualClip, { canvas }: Timeline, sources: Sources): ReturnType<typeof compileFrame> {
  const output = resolveOutput(canvas, null, { format: 'png', alpha: true });
  if (!output.ok) return output;
  const { timing: _, ...rest } = clip;
  const still = { ...rest, start: 0, length: canvas.fps.den / canvas.fps.num, transitionIn: null, transitionOut: null } as Clip;
  const generated = sources.generated[formatPath(clip.path)];
  return compileFrame(
    {
      ...sources,
      timeline: { version: 1, canvas, tracks: [{ id: null, kind: 'visual', clips: [still] }] },
      output: output.value,
      generated: generated ? { [formatPath(clip.path)]: generated } : {},
    },
    0,
  );
}
