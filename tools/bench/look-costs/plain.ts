import type { Example, ExampleTimeline } from '../../gallery/examples.ts';

type Clip = Record<string, unknown> & { start?: number | 'after'; length?: number | 'fill' };
type Track = { clips: Clip[] } & Record<string, unknown>;

/** Keys that are looks: without them the clip is laid as it is. */
const LOOKS = new Set(
  'effects blend mask crop flip corners border shadow motion kenBurns path parallax animate highlight rotation scale opacity position fit transitionIn transitionOut'.split(
    ' ',
  ),
);

const bare = (clip: Clip): Clip => Object.fromEntries(Object.entries(clip).filter(([key]) => !LOOKS.has(key)));

/**
 * The same films without the look: cuts instead of transitions, nothing laid above the lowest track but what a transition or an effect has.
 * @param seconds the look's own length: what is gone may have said it
 */
export function plain({ group, timeline }: Pick<Example, 'group' | 'timeline'>, seconds: number): ExampleTimeline {
  const tracks = timeline.tracks as Track[];
  const lowest = tracks.filter(({ clips }) => clips.some(({ type }) => type !== 'text' && type !== 'captions')).slice(0, 1);
  const kept = group === 'effects' || group === 'transitions' ? tracks : lowest;
  const films = kept.map((track) => ({ ...track, clips: cut(track.clips, seconds) }));
  return {
    ...timeline,
    tracks: films.length > 0 ? films : [{ clips: [{ type: 'color', color: '#101014', start: 0, length: seconds }] }],
  };
}

/** Neighbours that overlapped by a transition meet where the later one begins. */
function cut(clips: readonly Clip[], seconds: number): Clip[] {
  return clips.map((clip, i) => {
    const next = clips[i + 1];
    const shown = bare(clip);
    if (shown.length === 'fill') shown.length = seconds - (typeof shown.start === 'number' ? shown.start : 0);
    if (typeof next?.start !== 'number' || typeof clip.start !== 'number' || typeof clip.length !== 'number') return shown;
    return { ...shown, length: Math.min(clip.length, next.start - clip.start) };
  });
}

/** Frames in which the look is at work: those of transitions, else all. */
export function framesAtWork({ group, timeline }: Pick<Example, 'group' | 'timeline'>, frames: number): number {
  if (group !== 'transitions') return frames;
  const lengths = (timeline.tracks as Track[]).flatMap(({ clips }) =>
    clips.flatMap(({ transitionIn, transitionOut }) => [transitionIn, transitionOut] as ({ length?: number } | undefined)[]),
  );
  const seconds = lengths.reduce((sum, transition) => sum + (transition?.length ?? 0), 0);
  return Math.max(1, Math.min(frames, Math.round(seconds * timeline.canvas.fps)));
}
