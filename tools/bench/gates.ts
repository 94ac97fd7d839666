/** A packet of the video stream, in ticks. */
export interface Packet {
  pts: number;
  dts: number;
}

/** What must hold before a speed counts (see docs/benchmarks.md). */
export interface Gates {
  /** As many frames as the timeline has. */
  frameCount: boolean;
  /** From 0 on, all equally far apart. */
  pts: boolean;
  /** Rising. */
  dts: boolean;
  /** Composed frames, before encoding, are those of the single graph. */
  framesEqual: boolean;
  /** Samples by which the sound comes late. */
  audioOffsetSamples: number | null;
  /** SSIM lost around the worst seam, against the single graph's own encode. */
  seamSsimDrop: number;
  /** Bytes, in parts of the reference's. */
  sizeRatio: number;
  passed: boolean;
}

export interface Evidence {
  packets: readonly Packet[];
  /** Frames of the timeline. */
  frames: number;
  /** Of our composed frames, and of the single graph's. */
  composed: { ours: readonly string[]; single: readonly string[] };
  /** Mono samples at 48 kHz of both; null: it is silent. */
  sound: { ours: Int16Array; reference: Int16Array } | null;
  /** By frame, against the composed frames. */
  ssim: { ours: readonly number[]; single: readonly number[] };
  /** First frames of the chunks after the first. */
  seams: readonly number[];
  bytes: { ours: number; reference: number };
}

const MOST = { offset: 1, drop: 0.005, size: 1.01 };

export function gatesOf({ packets, frames, composed, sound, ssim, seams, bytes }: Evidence): Gates {
  const gates = {
    ...timing(packets, frames),
    framesEqual: composed.ours.length === frames && composed.ours.join() === composed.single.join(),
    audioOffsetSamples: sound ? offsetOf(sound.ours, sound.reference) : null,
    seamSsimDrop: Math.round(worstDrop(ssim, seams) * 1e5) / 1e5,
    sizeRatio: Math.round((bytes.ours / bytes.reference) * 1e4) / 1e4,
  };
  const passed =
    gates.frameCount &&
    gates.pts &&
    gates.dts &&
    gates.framesEqual &&
    Math.abs(gates.audioOffsetSamples ?? 0) <= MOST.offset &&
    gates.seamSsimDrop <= MOST.drop &&
    gates.sizeRatio <= MOST.size;
  return { ...gates, passed };
}

/** What must hold of any video's packets. */
export function timing(packets: readonly Packet[], frames: number): Pick<Gates, 'frameCount' | 'pts' | 'dts'> {
  const times = packets.map((p) => p.pts).sort((a, b) => a - b);
  const deltas = new Set(times.slice(1).map((t, i) => t - (times[i] as number)));
  return {
    frameCount: packets.length === frames,
    pts: times[0] === 0 && deltas.size <= 1 && !deltas.has(0),
    dts: packets.every((p, i) => i === 0 || p.dts > (packets[i - 1] as Packet).dts),
  };
}

/** Frames before and after a seam that it may show in. */
const AROUND = 3;

function worstDrop(ssim: Evidence['ssim'], seams: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((sum, v) => sum + v, 0) / list.length;
  const around = (list: readonly number[], seam: number) => mean(list.slice(Math.max(0, seam - AROUND), seam + AROUND));
  return Math.max(0, ...seams.map((seam) => around(ssim.single, seam) - around(ssim.ours, seam)));
}

const REACH = 2400;
const WINDOW = 96_000;

/** Samples by which `late` comes after `reference`, within 50 ms: where two seconds from the middle on are most alike. */
export function offsetOf(late: Int16Array, reference: Int16Array): number {
  const length = Math.min(late.length, reference.length);
  const window = Math.min(WINDOW, length - 2 * REACH);
  const from = Math.max(REACH, Math.floor((length - window) / 2));
  let best = { offset: Number.NaN, distance: Number.POSITIVE_INFINITY };
  for (let far = 0; far <= REACH; far++)
    for (const offset of far === 0 ? [0] : [-far, far]) {
      let distance = 0;
      for (let i = from; i < from + window && distance < best.distance; i++) {
        const difference = (late[i + offset] as number) - (reference[i] as number);
        distance += difference < 0 ? -difference : difference;
      }
      if (distance < best.distance) best = { offset, distance };
    }
  return best.offset;
}
