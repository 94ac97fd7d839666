import { decimal } from '../compile/curves.ts';
import { SAMPLE_RATE } from '../rate.ts';
import { between, look } from './effect.ts';

interface Room {
  /** Seconds until it is 60 dB quieter. */
  decay: number;
  /** ms. */
  preDelay: number;
  /** Hz above which walls swallow it. */
  damping: number;
}

/** Nepers in 60 dB. */
const FALL = Math.log(1000);
/** Of the frequencies that noise has, as much as two poles let through above their own. */
const WIDER = 1.11;
/** What ffmpeg's convolution makes of an answer that is one sample of 1. */
const CONVOLUTION = 2;

const samplesOf = (ms: number): number => Math.round((ms * SAMPLE_RATE) / 1000);

/** Noise of fixed seeds that dies away, other noise on either side; as loud as what it answers to. */
function answer({ decay, preDelay, damping }: Room, name: string): string[] {
  const samples = Math.round(decay * SAMPLE_RATE);
  const heard = Math.min(1, (WIDER * damping) / (SAMPLE_RATE / 2));
  const energy = ((SAMPLE_RATE * decay) / (2 * FALL) / 3) * heard;
  const level = decimal(1 / (CONVOLUTION * Math.sqrt(energy)));
  const envelope = (c: number) => `val(${c})*${level}*exp(-${decimal(FALL / (decay * SAMPLE_RATE))}*n)`;
  const noise = (seed: number) =>
    `anoisesrc=r=48000:c=white:a=1:seed=${seed}:d=${decimal(samples / SAMPLE_RATE)},atrim=end_sample=${samples}`;
  return [
    `${noise(1)}[${name}a]`,
    `${noise(2)}[${name}b]`,
    [
      `[${name}a][${name}b]join=inputs=2:channel_layout=stereo,aeval='${envelope(0)}|${envelope(1)}':c=same`,
      `lowpass=frequency=${decimal(damping)}:width_type=q:width=0.707:precision=f64`,
      'highpass=frequency=80:width_type=q:width=0.707:precision=f64',
      `adelay=delays=${samplesOf(preDelay)}S:all=1`,
      `aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo[${name}]`,
    ].join(','),
  ];
}

export const reverb = look<Room>(
  { decay: between(0.1, 10), preDelay: between(0, 500), damping: between(500, 20_000) },
  { decay: 1.5, preDelay: 20, damping: 6000 },
  { mix: 0.25, tail: ({ decay, preDelay }) => Math.round(decay * SAMPLE_RATE) + samplesOf(preDelay), impulse: answer },
);
