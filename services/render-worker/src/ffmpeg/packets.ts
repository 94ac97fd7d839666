/** What the packets of a video stream tell. */
export interface PacketSummary {
  frames: number;
  variable: boolean;
  /** Seconds. */
  first: number;
  /** Seconds: first to the end of the last shown frame. */
  duration: number;
  /** Seconds a single frame is shown at most. */
  longest: number;
}

/** Twenty hours at 60 frames a second: a small file can claim far more, and they are held in memory. */
const MAX_PACKETS = 4_320_000;

/** Collects the lines of `-show_entries packet=pts,duration -of csv=p=0`. */
export const packetCollector = (
  most = MAX_PACKETS,
): { line: (line: string) => void; times: number[]; lastDuration: () => number; tooMany: () => boolean } => {
  const times: number[] = [];
  let lastDuration = 0;
  let tooMany = false;
  return {
    times,
    lastDuration: () => lastDuration,
    tooMany: () => tooMany,
    line: (line) => {
      const [pts, duration] = line.split(',');
      const value = Number(pts);
      if (pts === undefined || pts === '' || !Number.isFinite(value)) return;
      if (times.length >= most) {
        tooMany = true;
        return;
      }
      times.push(value);
      const ticks = Number(duration);
      if (Number.isFinite(ticks) && ticks > 0) lastDuration = ticks;
    },
  };
};

/** A container that keeps milliseconds rounds every step: that much is not variable. */
const ROUNDING_SECONDS = 0.0011;

/**
 * @param times presentation times in ticks of the stream's time base, in decode order
 * @param tick seconds
 */
export const summarise = (times: readonly number[], lastDuration: number, tick: number): PacketSummary => {
  const shown = Float64Array.from(times).sort();
  const first = shown[0] ?? 0;
  const last = shown.at(-1) ?? 0;
  if (shown.length < 2) {
    const duration = lastDuration * tick;
    return { frames: shown.length, variable: false, first: first * tick, duration, longest: duration };
  }
  const mean = (last - first) / (shown.length - 1);
  const slack = Math.max(1.01, ROUNDING_SECONDS / tick);
  let variable = false;
  let longest = lastDuration;
  for (let i = 1; i < shown.length; i++) {
    const step = shown[i]! - shown[i - 1]!;
    longest = Math.max(longest, step);
    variable ||= Math.abs(step - mean) > slack;
  }
  const end = last + (variable && lastDuration > 0 ? lastDuration : mean);
  return { frames: shown.length, variable, first: first * tick, duration: (end - first) * tick, longest: longest * tick };
};
