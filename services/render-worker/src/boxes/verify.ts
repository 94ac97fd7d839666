import type { Rational } from '@workprint/timeline';
import { readBlocks } from './matroska.ts';
import { readTracks, type TrackSummary } from './tracks.ts';

/**
 * Checks a video file's boxes against what it must hold; returns what is wrong, null when it is right.
 * @param expected frames, and their rate; every sample must last exactly one frame, and be shown when its turn is
 */
export const videoProblem = async (path: string, expected: { frames: number; fps: Rational }): Promise<string | null> => {
  const track = await find(path, 'video');
  if (typeof track === 'string') return track;
  if (track.samples !== expected.frames) return `it has ${track.samples} frames instead of ${expected.frames}`;
  const tick = (track.timescale * expected.fps.den) / expected.fps.num;
  if (!Number.isInteger(tick)) return `its timescale ${track.timescale} can't express ${expected.fps.num}/${expected.fps.den} exactly`;
  const odd = track.durations.find((d) => d !== tick);
  return odd === undefined ? shownProblem(track, tick) : `it has a frame of ${odd} ticks instead of ${tick}`;
};

/** Every frame in its place: the file's own edit list says where the first one is. */
const shownProblem = ({ samples, offsets, editStart }: TrackSummary, tick: number): string | null => {
  const shown = new Float64Array(samples).map((_, i) => i * tick);
  let at = 0;
  for (const [count, offset] of offsets) for (const end = Math.min(samples, at + count); at < end; at++) shown[at]! += offset;
  const late = shown.sort().findIndex((t, i) => t - editStart !== i * tick);
  return late < 0 ? null : `its frame ${late} is shown at ${shown[late]! - editStart} ticks instead of ${late * tick}`;
};

/** The same for a WebM, whose first track is the picture; its times are whole milliseconds. */
export const webmProblem = async (path: string, expected: { frames: number; fps: Rational }): Promise<string | null> => {
  let times: number[];
  try {
    times = (await readBlocks(path)).get(1) ?? [];
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (times.length !== expected.frames) return `it has ${times.length} frames instead of ${expected.frames}`;
  const { num, den } = expected.fps;
  const late = times.findIndex((t, i) => Math.abs(t - (i * den * 1000) / num) > 1);
  return late < 0 ? null : `its frame ${late} is shown at ${times[late]} ms`;
};

/** The same for sound: at least `samples` at `rate`, and less than two AAC frames too many. */
export const audioProblem = async (path: string, expected: { samples: number; rate: number }): Promise<string | null> => {
  const track = await find(path, 'audio');
  if (typeof track === 'string') return track;
  const heard = ((track.ticks - track.editStart) * expected.rate) / track.timescale;
  const over = heard - expected.samples;
  return over < 0 || over > 2048 ? `it has ${heard} samples instead of ${expected.samples}` : null;
};

const find = async (path: string, kind: TrackSummary['kind']): Promise<TrackSummary | string> => {
  try {
    return (await readTracks(path)).find((t) => t.kind === kind) ?? `it has no ${kind} track`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
