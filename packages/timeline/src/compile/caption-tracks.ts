import { CAPTION_CODECS } from '../command/caption-codecs.ts';
import type { Rational } from '../media.ts';
import { formatSpec, type OutputFormat } from '../output-formats.ts';
import type { CaptionTrack } from '../plan.ts';
import { formatPath, type Problem } from '../problems.ts';
import { secondsOf } from '../rate.ts';
import { allClips, type CaptionsClip, type Cue, type Timeline } from '../timeline.ts';
import type { Placed } from './place.ts';

/** Clips whose captions become tracks that this format cannot hold. */
export const captionTrackProblems = (timeline: Timeline, format: OutputFormat): Problem[] =>
  CAPTION_CODECS[format] !== undefined
    ? []
    : allClips(timeline)
        .filter((c) => c.type === 'captions' && c.track !== null)
        .map(({ path }) => ({
          path: [...path, 'mode'],
          code: 'NOT_FOR_FORMAT',
          message: `${formatSpec(format).title} holds no caption tracks.`,
          hint: `Use one of ${Object.keys(CAPTION_CODECS).join(', ')}, or leave the clip out.`,
        }));

/** A clip whose captions are delivered, and they in seconds of the output, whole milliseconds. */
interface Spoken {
  clip: CaptionsClip;
  /** Milliseconds of the output at which it begins. */
  start: number;
  cues: Cue[];
}

/** Captions that are delivered beside the picture: a track for each language and label, in the order they first stand in the document. */
export function captionTracksOf(placed: readonly Placed[], fps: Rational, problems: Problem[]): CaptionTrack[] {
  const tracks = new Map<string, Omit<CaptionTrack, 'cues'> & { clips: Spoken[] }>();
  for (const spoken of spokenIn(placed, fps, { shift: 0, from: 0, to: Number.POSITIVE_INFINITY })) {
    const { language, label } = spoken.clip.track!;
    const key = JSON.stringify([language.toLowerCase(), label]);
    if (!tracks.has(key)) tracks.set(key, { language, label, clips: [] });
    tracks.get(key)!.clips.push(spoken);
  }
  return [...tracks.values()].map(({ language, label, clips }) => {
    const cues: Cue[] = [];
    let before: CaptionsClip | undefined;
    for (const { clip, cues: own } of clips.sort((a, b) => a.start - b.start)) {
      const last = cues.at(-1);
      if (before && last && own[0] && own[0].start < last.end) problems.push(overlap(before, clip, language, own[0].start));
      cues.push(...own);
      before = clip;
    }
    return { language, label, cues };
  });
}

/** What of a timeline is seen, in milliseconds of the output; its own time 0 is at `shift`. */
interface Window {
  shift: number;
  from: number;
  to: number;
}

/** In document order. What is not within the window is not shown. */
function spokenIn(placed: readonly Placed[], fps: Rational, window: Window): Spoken[] {
  return placed.flatMap(({ clip, end, inner }): Spoken[] => {
    const start = window.shift + clip.start * 1000;
    const seen = {
      shift: start,
      from: Math.max(window.from, Math.round(start)),
      to: Math.min(window.to, Math.floor(window.shift + secondsOf(end, fps) * 1000)),
    };
    if (clip.type === 'timeline') return spokenIn(inner, fps, { ...seen, shift: start - clip.trim * 1000 });
    if (clip.type !== 'captions' || clip.track === null) return [];
    return [{ clip, start, cues: cuesIn(clip.cues, seen) }];
  });
}

function cuesIn(cues: readonly Cue[], { shift, from, to }: Window): Cue[] {
  const ms = (seconds: number) => Math.max(from, Math.min(to, Math.round(shift + seconds * 1000)));
  return cues.flatMap((cue) => {
    const [start, end] = [ms(cue.start), ms(cue.end)];
    return end > start ? [{ start: start / 1000, end: end / 1000, text: cue.text }] : [];
  });
}

const overlap = (a: CaptionsClip, b: CaptionsClip, language: string, seconds: number): Problem => ({
  path: [...b.path, 'start'],
  code: 'OVERLAP',
  message: `${formatPath(a.path)} and ${formatPath(b.path)} both have captions in "${language}" at ${seconds} s.`,
  hint: 'One caption of a language is shown at a time; give one of the clips another "label" to make them two tracks.',
});
