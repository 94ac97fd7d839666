import { z } from 'zod';
import { decimal } from '../compile/curves.ts';
import type { Curve } from '../compile/graph.ts';
import { between, level, look } from './effect.ts';
import { decibelFilters } from './gain.ts';

/** ffmpeg's filter of each kind of band, and its width at a q of 1 (shelves count theirs otherwise); those that only let through have no gain. */
const BANDS = {
  lowShelf: { filter: 'bass', gain: true, width: Math.SQRT1_2 },
  highShelf: { filter: 'treble', gain: true, width: Math.SQRT1_2 },
  peak: { filter: 'equalizer', gain: true, width: 1 },
  highPass: { filter: 'highpass', gain: false, width: 1 },
  lowPass: { filter: 'lowpass', gain: false, width: 1 },
} as const;

export interface Band {
  type: keyof typeof BANDS;
  /** Hz. */
  frequency: number;
  /** dB. */
  gain?: number | undefined;
  q?: number | undefined;
}

/** Flat where it passes: as wide as a band can be without a bump. */
const BUTTERWORTH = Math.SQRT1_2;

const filled = ({ gain, q, ...band }: Band): Band => ({
  ...band,
  ...(hasGain(band.type) || gain !== undefined ? { gain: gain ?? 0 } : {}),
  q: q ?? (band.type === 'peak' ? 1 : BUTTERWORTH),
});

/** Two poles, counted in 64 bits: deep cuts of low frequencies are lost in 32. */
function bandFilter({ type, frequency, gain = 0, q = BUTTERWORTH }: Band): string {
  const { filter, gain: has, width } = BANDS[type];
  return `${filter}=frequency=${decimal(frequency)}:width_type=q:width=${decimal(q * width)}${has ? `:gain=${decimal(gain)}` : ''}:precision=f64`;
}

/** Whether a kind of band has a gain. */
export const hasGain = (type: Band['type']): boolean => BANDS[type].gain;

const FREQUENCY = between(10, 20_000);
const band = z.strictObject({
  type: z.enum(Object.keys(BANDS) as [keyof typeof BANDS]),
  frequency: FREQUENCY,
  gain: between(-40, 24).optional(),
  q: between(0.1, 20).optional(),
});

const shelf = (type: 'lowShelf' | 'highShelf', frequency: number) =>
  look<Omit<Band, 'type'>>(
    { gain: between(-24, 24), frequency: FREQUENCY },
    { frequency },
    { filters: (settings) => [bandFilter({ ...settings, type })] },
  );

export const equalizer = look<{ bands: Band[] }>(
  { bands: z.array(band).min(1).max(16) },
  {},
  { filled: ({ bands }) => ({ bands: bands.map(filled) }), filters: ({ bands }) => bands.map(bandFilter) },
);
export const bass = shelf('lowShelf', 100);
export const treble = shelf('highShelf', 3000);
export const gain = look<{ gain: Curve }>({ gain: level(-60, 24) }, {}, { animated: ['gain'], filters: (s) => decibelFilters(s.gain) });
