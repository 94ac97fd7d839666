import { CAPTION_CODECS } from '../command/caption-codecs.ts';
import type { Rational } from '../media.ts';
import { formatSpec, type OutputFormat } from '../output-formats.ts';
import type { CaptionTrack } from '../plan.ts';
import { formatPath, type Problem } from '../problems.ts';
import { secondsOf } from '../rate.ts';
import type { CaptionsClip, Cue, Timeline } from '../timeline.ts';
import type { Placed } from './place.ts';

/** Clips whose captions become tracks that this format cannot hold. */
export const captionTrackProblems = (timeline: Timeline, format: OutputFormat): Problem[] =>
  CAPTION_CODECS[format] !== undefined
    ? []
    : timeline.tracks
        .flatMap((t) => t.clips)
        .filter((c) => c.type === 'captions' && c.track !== null)
        .map(({ path }) => ({
          path: [...path, 'mode'],
          code: 'NOT_FOR_FORMAT',
          message: `${formatSpec(format).title} holds no caption tracks.`,
          hint: `Use one of ${Object.keys(CAPTION_CODECS).join(', ')}, or leave the clip out.`,
        }));

/** Captions that are delivered beside the picture: a track for each language and label, in the order they first stand in the document. */
export function captionTracksOf(placed: readonly Placed[], fps: Rational, problems: Problem[]): CaptionTrack[] {
  const tracks = new Map<string, CaptionTrack & { clips: Placed<CaptionsClip>[] }>();
  for (const p of placed) {
    if (p.clip.type !== 'captions' || p.clip.track === null) continue;
    const { language, label } = p.clip.track;
    const key = JSON.stringify([language.toLowerCase(), label]);
    if (!tracks.has(key)) tracks.set(key, { language, label, cues: [], clips: [] });
    tracks.get(key)!.clips.push(p as Placed<CaptionsClip>);
  }
  return [...tracks.values()].map(({ language, label, clips }) => {
    const cues: Cue[] = [];
    let before: CaptionsClip | undefined;
    for (const p of clips.sort((a, b) => a.start - b.start)) {
      const own = cuesOf(p, fps);
      const last = cues.at(-1);
      if (before && last && own[0] && own[0].start < last.end) problems.push(overlap(before, p.clip, language, own[0].start));
      cues.push(...own);
      before = p.clip;
    }
    return { language, label, cues };
  });
}

/** In seconds of the output, whole milliseconds; what comes after the clip's end is not shown. */
function cuesOf({ clip, end }: Placed<CaptionsClip>, fps: Rational): Cue[] {
  const last = Math.floor(secondsOf(end, fps) * 1000);
  const ms = (seconds: number) => Math.min(last, Math.round((clip.start + seconds) * 1000));
  return clip.cues.flatMap((cue) => {
    const [from, to] = [ms(cue.start), ms(cue.end)];
    return to > from ? [{ start: from / 1000, end: to / 1000, text: cue.text }] : [];
  });
}

const overlap = (a: CaptionsClip, b: CaptionsClip, language: string, seconds: number): Problem => ({
  path: [...b.path, 'start'],
  code: 'OVERLAP',
  message: `${formatPath(a.path)} and ${formatPath(b.path)} both have captions in "${language}" at ${seconds} s.`,
  hint: 'One caption of a language is shown at a time; give one of the clips another "label" to make them two tracks.',
});
