import { lookOf } from '../audio-effects/effects.ts';
import { gainFilters } from '../audio-effects/gain.ts';
import type { AudioPart, Carve, SoundEffect } from '../compile/audio-graph.ts';
import { decimal, offset, scaled } from '../compile/curves.ts';
import { COUNT, STEREO } from './pcm.ts';
import type { Wire } from './wire.ts';

/** Exactly so many samples, of a stream that may have more, fewer or none; the padding of none has no times of its own and would stall what follows. */
export const exactly = (samples: number): string[] => [`apad=whole_len=${samples}`, COUNT, `atrim=end_sample=${samples}`];

/** A part's effects, one after the other, and the place it makes for a voice. */
export function addEffects(wire: Wire, { effects = [], samples, tail = 0, carve }: AudioPart): void {
  if (tail > 0) wire.add(...exactly(samples + tail));
  for (const effect of effects) addEffect(wire, effect, samples + tail);
  if (carve) addCarve(wire, carve, samples + tail);
}

function addEffect(wire: Wire, { type, mix, settings }: SoundEffect, samples: number): void {
  const { latency, filters, impulse } = lookOf(type);
  const wet = (to: Wire) => {
    if (latency > 0) to.add(`apad=pad_len=${latency}`);
    if (filters) to.add(...filters(settings));
    if (impulse) to.answer((name) => impulse(settings, name), 'afir=gtype=none:irfmt=input');
    to.add(...late(latency, samples));
  };
  const share = (to: Wire) => {
    wet(to);
    to.add(...gainFilters(mix));
  };
  if (mix === 1) wet(wire);
  else wire.beside(gainFilters(offset(scaled(mix, -1), 1)), share);
}

/** In time again, and as long as before. */
const late = (latency: number, samples: number): string[] => [
  ...[STEREO, COUNT],
  ...(latency > 0 ? [`atrim=start_sample=${latency}`, COUNT] : []),
  ...exactly(samples),
];

/** Samples that the filter of a band looks to either side: 30 ms. */
const REACH = 1440;
/** Octaves beyond its bounds in which it ends. */
const EDGE = 0.5;

/**
 * A band of frequencies is taken away by as much as the voice asks for: added to the sound as it is, so that where nothing is asked
 * not one sample changes. Its filter turns no phases.
 */
function addCarve(wire: Wire, { gain, from, to }: Carve, samples: number): void {
  const rise = (f: number, sign: string) => `clip(1${sign}log(max(f,1)/${decimal(f)})/${decimal(EDGE * Math.LN2)},0,1)`;
  const smooth = (u: string) => `${u}*${u}*(3-2*${u})`;
  const band = `20*log(max(${smooth(rise(from, '+'))}*${smooth(rise(to, '-'))},0.00001))/log(10)`;
  wire.beside([], (wet) => {
    wet.add(`firequalizer=gain='${band}':delay=${decimal(REACH / 48_000)}`, ...late(REACH, samples), ...gainFilters(offset(gain, -1)));
  });
}
