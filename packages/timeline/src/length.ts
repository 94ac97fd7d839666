import { resolveLength } from './clip-length.ts';
import type { Media } from './compile/media-of.ts';
import { frameAt, micros, secondsOf } from './rate.ts';
import { settle } from './settle.ts';
import type { Timeline } from './timeline.ts';

export interface TimelineLength {
  frames: number;
  durationSeconds: number;
  /** False while a clip without a length waits for its source to be known. */
  exact: boolean;
}

/** The last end of all clips, at the canvas' rate. Without media, clips whose length is their source's count as far as it is known. */
export function timelineLength(given: Timeline, media: Media = { assets: {}, generated: {} }): TimelineLength {
  const timeline = settle(given, media);
  const { fps } = timeline.canvas;
  let frames = 0;
  let exact = true;
  for (const clip of timeline.tracks.flatMap((t) => t.clips)) {
    const { us, known } = resolveLength(clip, timeline, media);
    frames = Math.max(frames, frameAt(micros(clip.start) + (us ?? 0), fps));
    exact &&= known && clip.timing?.known !== false;
  }
  return { frames, durationSeconds: secondsOf(frames, fps), exact };
}
