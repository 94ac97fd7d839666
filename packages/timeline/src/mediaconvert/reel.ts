import type { Placed } from '../compile/place.ts';
import type { Rational } from '../media.ts';
import type { Problem } from '../problems.ts';
import type { Canvas, Fit, VideoClip } from '../timeline.ts';
import { refusal } from './refusals.ts';
import type { Scaling } from './settings.ts';
import { isCounted } from './timecode.ts';

/** A stretch of the job: part of a source, or of the canvas' colour where no video is. */
export interface Stretch {
  /** SHA-256 of the source; null: the filler. */
  sha256: string | null;
  objectKey: string | null;
  /** First frame taken and how many, counted at `rate`. */
  from: number;
  frames: number;
  rate: Rational;
  fit: Fit;
  /** Samples of the mix that are heard with it, at 48 kHz, end exclusive. */
  sound: { from: number; to: number };
}

export interface Reel {
  stretches: Stretch[];
  scaling: Scaling;
  interlaced: boolean;
}

const SAMPLES = 48_000;

/**
 * The videos one after the other, each cut at whole frames of its own. Where those don't fall on the timeline's, what is missing or too
 * much is made up for by the next one, so that no cut is more than half a source frame from its place.
 */
export function reelOf(videos: readonly Placed<VideoClip>[], frames: number, canvas: Canvas, fps: Rational, problems: Problem[]): Reel {
  const stretches: Stretch[] = [];
  let made = 0; // seconds
  const add = (one: Omit<Stretch, 'sound' | 'frames'>, wanted: number, most: number): number => {
    const count = Math.min(most, Math.max(0, Math.round((wanted - made) * (one.rate.num / one.rate.den))));
    if (count === 0) return 0;
    const from = made;
    made += (count * one.rate.den) / one.rate.num;
    stretches.push({ ...one, frames: count, sound: { from: Math.round(from * SAMPLES), to: Math.round(made * SAMPLES) } });
    return count;
  };
  const at = (frame: number) => (frame * fps.den) / fps.num;
  const fill = (to: number) => add({ sha256: null, objectKey: null, from: 0, rate: fps, fit: 'fill' }, at(to), Number.POSITIVE_INFINITY);

  for (const { clip, start, end, media } of videos) {
    const video = media!.probe.video!;
    const wrong = sourceProblem(clip, video);
    if (wrong) {
      problems.push(wrong);
      continue;
    }
    if (made < at(start) - 0.5 * at(1)) fill(start);
    const rate = video.frameRate;
    const from = Math.round((clip.trim * rate.num) / rate.den);
    add({ sha256: media!.sha256, objectKey: media!.objectKey, from, rate, fit: clip.fit }, at(end), video.frames! - from);
    if (at(end) - made > 1.5 * Math.max(at(1), rate.den / rate.num))
      problems.push(refusal([...clip.path, 'onEnd'], 'The source ends before the clip: MediaConvert can neither hold nor repeat it.'));
  }
  if (problems.length === 0) {
    if (made < at(frames) - 0.5 * at(1)) fill(frames);
    const reached = Math.round((made * fps.num) / fps.den);
    if (reached !== frames) problems.push(uneven(videos.at(-1)!, reached, frames));
  }
  const fits = new Set(videos.map(({ clip }) => clip.fit));
  const mixed =
    fits.size > 1 && videos.some(({ clip, media }) => clip.fit !== videos[0]!.clip.fit && !sameShape(media!.probe.video!, canvas));
  if (mixed) {
    const other = videos.find(({ clip }) => clip.fit !== videos[0]!.clip.fit)!;
    problems.push(refusal([...other.clip.path, 'fit'], 'MediaConvert scales all videos of a job in one way, the first one’s.'));
  }
  const fit = videos[0]?.clip.fit ?? 'fill';
  const bars = fit === 'contain' && canvas.background !== '#000000' && videos.some(({ media }) => !sameShape(media!.probe.video!, canvas));
  if (bars) problems.push(refusal(['canvas', 'background'], 'Beside a video that is contained MediaConvert shows black.'));
  return { stretches, scaling: SCALINGS[fit], interlaced: videos.some(({ media }) => media!.probe.video!.interlaced) };
}

const SCALINGS: Record<Fit, Scaling> = { cover: 'FILL', contain: 'FIT', fill: 'STRETCH_TO_OUTPUT', none: 'STRETCH_TO_OUTPUT' };

type Video = NonNullable<NonNullable<Placed['media']>['probe']['video']>;

const sameShape = ({ width, height }: Video, canvas: Canvas): boolean => width * canvas.height === height * canvas.width;

function sourceProblem(clip: VideoClip, video: Video): Problem | null {
  const at = [...clip.path, 'src'];
  if (video.variableFrameRate || video.frames === null || !isCounted(video.frameRate))
    return refusal(at, "The source's frames have no constant rate that timecodes count: MediaConvert can't cut it exactly.");
  if (video.color.transfer === 'smpte2084' || video.color.transfer === 'arib-std-b67')
    return refusal(at, 'The source has a high dynamic range, which a job does not bring down.');
  if (video.hasAlpha) return refusal(at, 'The source is transparent, which a job does not show.');
  return null;
}

function uneven({ clip }: Placed<VideoClip>, reached: number, frames: number): Problem {
  const message = `The cut sources give ${reached} frames, not ${frames}: their frames do not fall on the timeline's.`;
  return refusal([...clip.path, 'length'], message, 'Give the canvas the rate of the sources, or render with the backend FFMPEG.');
}
