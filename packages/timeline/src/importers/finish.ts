import type { Rational } from '../media.ts';
import { parseTimeline } from '../parse.ts';
import type { Problem, Result } from '../problems.ts';
import { frameAt, micros, rateOf } from '../rate.ts';
import type { Path } from '../timeline.ts';
import { type Draft, endOf, type Layer, largest, seconds, tracksOf } from './draft.ts';
import type { Session } from './session.ts';
import type { Imported } from './types.ts';

export interface Canvas {
  width: number;
  height: number;
  fps: number;
  background?: string;
}

/** Layers as a checked timeline document. `end`: seconds the whole lasts, whatever was left out of it. */
export function finish(session: Session, canvas: Canvas, layers: readonly Layer[], end: number): Result<Imported> {
  const shown = { ...canvas, width: even(canvas.width), height: even(canvas.height) };
  const fps = rateOf(shown.fps) ?? { num: 30, den: 1 };
  const tracks = layers.flatMap((layer) => {
    const clips = layer.clips.flatMap((draft) => long(session, draft, fps));
    return tracksOf({ ...layer, clips }, fps).map((drafts, i) => ({ kind: layer.kind, id: i === 0 ? layer.id : undefined, drafts }));
  });
  const last = largest(tracks.flatMap((t) => t.drafts.map(endOf)));
  if (frameAt(micros(end), fps) > frameAt(micros(last), fps)) tracks.push({ kind: 'visual', id: undefined, drafts: [hold(last, end)] });
  if (tracks.length === 0) return { ok: false, problems: [nothing] };
  const timeline = {
    version: 1,
    canvas: shown,
    tracks: tracks.map(({ kind, id, drafts }) => ({
      ...(id !== undefined && { id }),
      ...(kind === 'audio' && { kind }),
      clips: drafts.map((d) => d.clip),
    })),
    ...variablesOf(tracks.flatMap((t) => t.drafts)),
  };
  const parsed = parseTimeline(timeline);
  if (!parsed.ok) {
    const origin = tracks.map((t) => t.drafts.map((d) => d.from));
    return { ok: false, problems: parsed.problems.map((p) => traced(p, origin)) };
  }
  return { ok: true, value: { timeline, metadata: session.metadata, media: session.media(), unsupported: session.unsupported } };
}

const nothing: Problem = { path: [], code: 'NOTHING_TO_SHOW', message: 'Nothing of this document can be shown, and it lasts no time.' };

const even = (side: number): number => (Number.isInteger(side) ? side + (side % 2) : side);

function long(session: Session, draft: Draft, fps: Rational): Draft[] {
  const { clip } = draft;
  clip.start = seconds(clip.start);
  fitTransitions(session, draft);
  if (clip.length === undefined) return [draft];
  clip.length = seconds(clip.length);
  if (frameAt(micros(clip.start) + micros(clip.length), fps) > frameAt(micros(clip.start), fps)) return [draft];
  session.drop(draft.from, `It lasts ${clip.length} s, less than a frame.`);
  return [];
}

/** Transitions that are longer than their clip together are cuts. */
function fitTransitions(session: Session, { from, clip }: Draft): void {
  const length = (key: string): number => (clip[key] as { length: number } | undefined)?.length ?? 0;
  if (clip.length === undefined || length('transitionIn') + length('transitionOut') <= clip.length + 1e-6) return;
  session.drop(from, 'Its transitions are longer than it is; they are cuts.');
  delete clip.transitionIn;
  delete clip.transitionOut;
}

/** Time in which only the background shows: a colour that cannot be seen. */
const hold = (from: number, to: number): Draft => ({
  from: '',
  clip: { type: 'color', color: '#00000000', start: seconds(from), length: seconds(to - from) },
});

/** Text may hold {{…}} of its own, which in a timeline is a variable: each stands for itself, and may be given another value. */
function variablesOf(drafts: readonly Draft[]): { variables?: Record<string, string> } {
  const variables: Record<string, string> = {};
  for (const { clip } of drafts)
    if (typeof clip.text === 'string')
      for (const [all, name] of clip.text.matchAll(/\{\{\s*([A-Za-z_][A-Za-z0-9_.-]*)\s*\}\}/g)) variables[name!] = all;
  return Object.keys(variables).length > 0 ? { variables } : {};
}

/** A problem of the timeline, told where the document is at fault. */
function traced(problem: Problem, origin: readonly string[][]): Problem {
  const [first, track, second, clip, ...inside] = problem.path;
  const from = first === 'tracks' && second === 'clips' ? origin[Number(track)]?.[Number(clip)] : undefined;
  if (!from) return { ...problem, message: `As a timeline: ${problem.message}` };
  const where = inside.length > 0 ? ` (${inside.join('.')})` : '';
  return { ...problem, path: steps(from), message: `As a timeline${where}: ${problem.message}` };
}

/** "a.b[2].c" as steps. */
const steps = (path: string): Path => (path.match(/[^.[\]]+/g) ?? []).map((s) => (/^\d+$/.test(s) ? Number(s) : s));
