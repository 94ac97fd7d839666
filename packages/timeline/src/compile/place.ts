import { resolveLength } from '../clip-length.ts';
import type { Rational, SourceMedia } from '../media.ts';
import { formatPath, type Problem } from '../problems.ts';
import { frameAt, micros } from '../rate.ts';
import { NOTHING_TO_FILL } from '../settle.ts';
import { type Clip, hasSource, type Timeline, type Transition } from '../timeline.ts';
import { demuxersOf } from './demuxers.ts';
import type { MaskMedia } from './framing.ts';
import { lottieMedia } from './lottie.ts';
import { cropProblems, maskOf } from './mask.ts';
import { type Media, mediaOf } from './media-of.ts';
import { pageMedia } from './page.ts';
import type { Normalised } from './pieces.ts';

/** A clip on the frame grid, with its source. */
export interface Placed<C extends Clip = Clip> {
  clip: C;
  /** Index of its track; later is above. */
  track: number;
  /** Frames of the timeline, end exclusive. */
  start: number;
  end: number;
  /** null for what is drawn. */
  media: SourceMedia | null;
  /** What a page shows, by asset id. */
  pictures: Record<string, SourceMedia>;
  /** What cuts it out. */
  mask?: MaskMedia;
  demuxers: string;
  /** A source that is normalised before it is shown; `media` says then what it becomes. */
  normalised?: Normalised;
  fadeIn: Fading | null;
  fadeOut: Fading | null;
  /** Of a nested timeline: its clips, in frames of its own. */
  inner: Placed[];
}

export interface Fading {
  frames: number;
  /** The neighbour it fades from or to; null: what lies beneath. */
  neighbour: Placed | null;
  /** How it is done. */
  transition: Transition;
}

/** Snaps every clip to the grid and finds its neighbours. Clips whose source is missing or unfit become problems. */
export function placeClips(timeline: Timeline, fps: Rational, media: Media, problems: Problem[]): Placed[] {
  return timeline.tracks.flatMap((track, index) => {
    const placed = track.clips.flatMap((clip) => placeClip(clip, index, timeline, fps, media, problems));
    placed.sort((a, b) => a.start - b.start);
    placed.forEach((p, i) => {
      const before = placed[i - 1];
      if (before && before.end > p.start) join(before, p, fps, problems);
    });
    return placed;
  });
}

function placeClip(clip: Clip, track: number, timeline: Timeline, fps: Rational, media: Media, problems: Problem[]): Placed[] {
  const source = clip.type === 'lottie' ? lottieMedia(clip, media, problems) : mediaOf(clip, media);
  if (clip.type === 'lottie' && !source) return [];
  const add = (key: string, code: string, message: string, hint?: string): Placed[] => {
    problems.push({ path: [...clip.path, key], code, message, ...(hint ? { hint } : {}) });
    return [];
  };
  let demuxers = '';
  if (hasSource(clip)) {
    if (!source) {
      return clip.src.kind === 'asset'
        ? add(
            'src',
            'ASSET_NOT_FOUND',
            `There is no asset ${clip.src.assetId} in this workspace.`,
            'Use the id of an asset of this workspace.',
          )
        : add('src', 'GENERATION_MISSING', 'The generated clip is not there.');
    }
    const { probe } = source;
    const fits =
      clip.type === 'audio'
        ? probe.audio !== null
        : clip.type === 'image'
          ? probe.kind === 'image'
          : probe.kind === 'video' && probe.video !== null;
    if (!fits)
      return add(
        'src',
        'WRONG_KIND',
        `A clip of type "${clip.type}" cannot show a source of kind "${probe.kind}"${clip.type === 'audio' ? ' without sound' : ''}.`,
      );
    const list = demuxersOf(probe);
    if (!list)
      return add(
        'src',
        'UNSUPPORTED_CONTAINER',
        `Files of format "${probe.container}" are not accepted.`,
        'Convert it to MP4, WebM, WAV, PNG or JPEG.',
      );
    demuxers = list;
  }
  if (clip.timing?.fill && clip.length === null) return add('length', 'NOTHING_TO_FILL', NOTHING_TO_FILL);
  const length = resolveLength(clip, timeline, media);
  const startUs = micros(clip.start);
  const start = frameAt(startUs, fps);
  const end = frameAt(startUs + (length.us ?? 0), fps);
  if (length.us === null || length.us <= 0) return add('trim', 'SOURCE_TOO_SHORT', 'Nothing is left of the source after the trim.');
  if (end <= start) return add('length', 'TOO_SHORT', 'The clip is shorter than one frame.');
  const fading = (t: Transition | null): Fading | null => {
    const frames = t ? Math.min(frameAt(micros(t.length), fps), end - start) : 0;
    return t && frames > 0 ? { frames, neighbour: null, transition: t } : null;
  };
  const inner = clip.type === 'timeline' ? placeClips(clip.timeline, fps, media, problems) : [];
  const pictures = clip.type === 'html' ? pageMedia(clip, media, problems) : {};
  const fades = { fadeIn: fading(clip.transitionIn), fadeOut: fading(clip.transitionOut) };
  const mask = maskOf(clip, media, problems);
  problems.push(...cropProblems(clip, source));
  return [{ clip, track, start, end, media: source, pictures, demuxers, ...fades, inner, ...(mask ? { mask } : {}) }];
}

/** Two overlapping neighbours cross-fade over exactly the frames they share. */
function join(a: Placed, b: Placed, fps: Rational, problems: Problem[]): void {
  const frames = a.end - b.start;
  const asked = a.clip.transitionOut ?? b.clip.transitionIn;
  if (!asked || b.end < a.end || Math.abs(frameAt(micros(asked.length), fps) - frames) > 1) {
    problems.push({
      path: [...b.clip.path, 'start'],
      code: 'OVERLAP',
      message: `${formatPath(a.clip.path)} and ${formatPath(b.clip.path)} overlap by ${frames} frames.`,
      hint: "Neighbours may overlap only by exactly the first one's transitionOut or the second one's transitionIn.",
    });
    return;
  }
  a.fadeOut = { frames, neighbour: b, transition: asked };
  b.fadeIn = { frames, neighbour: a, transition: asked };
}
