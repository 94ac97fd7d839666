import { resolveLength } from './clip-length.ts';
import type { Media } from './compile/media-of.ts';
import { micros } from './rate.ts';
import type { Clip, Timeline, Track } from './timeline.ts';

export const NOTHING_TO_FILL = 'Nothing is left to fill: the track goes on, or the render ends, where this clip begins.';

/**
 * Fills in `start: "after"` and `length: "fill"`, again whenever more sources are known. As long as a source they follow from is
 * not there, a start is the earliest it can be, a fill's length is null, and `timing.known` is false.
 */
export function settle(given: Timeline, media: Media): Timeline {
  const timeline = innerSettled(given, media);
  if (!timeline.tracks.some((t) => t.clips.some((c) => c.timing))) return timeline;
  const started = { ...timeline, tracks: timeline.tracks.map((t) => ({ ...t, clips: startsOf(t, timeline, media) })) };
  const rest = { ...started, tracks: started.tracks.map((t) => ({ ...t, clips: t.clips.filter((c) => !c.timing?.fill) })) };
  const end = lastEnd(rest, media);
  return { ...started, tracks: started.tracks.map((t) => ({ ...t, clips: t.clips.map((c) => filled(c, t, end)) })) };
}

/** Nested timelines are settled by themselves: their clips know nothing of those outside. */
function innerSettled(timeline: Timeline, media: Media): Timeline {
  if (!timeline.tracks.some((t) => t.clips.some((c) => c.type === 'timeline'))) return timeline;
  const settled = (c: Clip): Clip => (c.type === 'timeline' ? { ...c, timeline: settle(c.timeline, media) } : c);
  return { ...timeline, tracks: timeline.tracks.map((t) => ({ ...t, clips: t.clips.map(settled) })) };
}

/** Each "after" begins where the clip before it in the document ends, minus the transition between them. */
function startsOf(track: Track, timeline: Timeline, media: Media): Clip[] {
  let before: { end: number; known: boolean; transition: number } | null = null;
  return track.clips.map((clip) => {
    let now = clip;
    if (clip.timing?.after) {
      const overlap: number = before ? before.transition || micros(clip.transitionIn?.length ?? 0) : 0;
      const start = Math.max(0, (before?.end ?? 0) - overlap) / 1e6;
      now = { ...clip, start, timing: { ...clip.timing, known: before?.known ?? true } };
    }
    const { us, known } = resolveLength(now, { ...timeline, tracks: [] }, media);
    before = {
      end: micros(now.start) + (us ?? 0),
      known: known && us !== null && (now.timing?.known ?? true),
      transition: micros(now.transitionOut?.length ?? 0),
    };
    return now;
  });
}

interface End {
  us: number;
  known: boolean;
}

function lastEnd(timeline: Timeline, media: Media): End {
  const ends = timeline.tracks.flatMap((t) =>
    t.clips.map((clip): End => {
      const { us, known } = resolveLength(clip, timeline, media);
      return { us: micros(clip.start) + (us ?? 0), known: known && us !== null && clip.timing?.known !== false };
    }),
  );
  return { us: Math.max(0, ...ends.map((e) => e.us)), known: ends.every((e) => e.known) };
}

/** To where the next clip of the track begins, else to the end of the render; null where nothing is left to fill. */
function filled(clip: Clip, track: Track, end: End): Clip {
  if (!clip.timing?.fill) return clip;
  const later = track.clips.filter((c) => c !== clip && c.start > clip.start).sort((a, b) => a.start - b.start);
  const startsKnown = (!clip.timing.after || clip.timing.known) && track.clips.every((c) => !c.timing?.after || c.timing.known);
  const to = later[0] ? { us: micros(later[0].start), known: true } : end;
  const known = startsKnown && to.known;
  const us = to.us - micros(clip.start);
  return { ...clip, length: known && us > 0 ? us / 1e6 : null, timing: { ...clip.timing, known } };
}
