import type { OutputSettings } from '../output-settings.ts';
import type { Plan } from '../plan.ts';
import { makespan } from './makespan.ts';
import { type Learned, reckon } from './prices.ts';
import { chunkWork, roughWork, type Work } from './work.ts';

/** What a render has to do: jobs that keep a slot busy each, in the order they are begun, and what is done beside them. */
export interface Undertaking {
  jobs: Work[];
  /** Files to deliver. */
  outputs: number;
  /** Seconds of sound to mix. */
  soundSeconds: number;
}

/** What stands in a render's way, and what works on it. */
export interface Lanes {
  /** Chunks drawn at a time for it. At least 1. */
  slots: number;
  /** Slot-seconds of work that comes before it. */
  aheadSeconds: number;
}

/** What the model says of a render, before it is corrected by how well it did before. Kept with the render, to be checked. */
export interface Forecast {
  /** From accepted to finished. */
  seconds: number;
  /** Of the ffmpegs of its chunks. */
  cpuSeconds: number;
  /** How long its chunks keep slots busy. */
  slotSeconds: number;
  /** What it is made of as a whole: kinds of shippedRender. */
  render: Work;
  /** Chunks that its prices were learned from. */
  basis: number;
}

/**
 * What is left to do of plans.
 * @param known keys the cache has
 * @param beforehand jobs that come before the chunks: stretches of sources to be normalised, first passes
 */
export function undertakingOf(plans: readonly Plan[], known: ReadonlySet<string>, beforehand: readonly Work[] = []): Undertaking {
  const chunks = plans.flatMap((plan) =>
    plan.chunks
      .filter((chunk) => chunk.encoded.some((e) => !known.has(e.key)))
      .map((chunk) => chunkWork(plan, chunk, (i) => !known.has(chunk.encoded[i]!.key))),
  );
  const mixed = plans.filter((plan) => plan.audio?.encoded.some((e) => !known.has(e.key)));
  return {
    jobs: [...beforehand, ...chunks],
    outputs: plans.reduce((sum, plan) => sum + plan.outputs.length, 0),
    soundSeconds: mixed.reduce((sum, plan) => sum + plan.durationSeconds, 0),
  };
}

/** The same where no plan is to be had yet: as if each frame were one picture that fills it. */
export const roughUndertaking = (frames: number, durationSeconds: number, outputs: readonly OutputSettings[]): Undertaking => ({
  jobs: outputs.flatMap((output) => roughWork(frames, output)),
  outputs: outputs.length,
  soundSeconds: outputs.some((o) => o.audioCodec !== null) ? durationSeconds : 0,
});

export function forecast({ jobs, outputs, soundSeconds }: Undertaking, { cpu, wall, render, basis }: Learned, lanes: Lanes): Forecast {
  const busy = jobs.map((work) => reckon(work, wall));
  const whole: Work = {
    render: 1,
    output: outputs,
    sound: soundSeconds,
    chunks: makespan(busy, lanes.slots),
    wait: lanes.aheadSeconds / lanes.slots,
  };
  return {
    seconds: reckon(whole, render),
    cpuSeconds: jobs.reduce((sum, work) => sum + reckon(work, cpu), 0),
    slotSeconds: busy.reduce((sum, seconds) => sum + seconds, 0),
    render: whole,
    basis,
  };
}
