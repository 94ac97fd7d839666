import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const BAR = 3;
/** Chords of one bar each, as MIDI notes: root in the bass, then what the arpeggio plays upwards. */
const CHORDS = [
  [41, 57, 60, 64, 67],
  [43, 59, 62, 64, 67],
  [40, 55, 59, 62, 67],
  [45, 57, 60, 64, 71],
  [41, 57, 60, 64, 69],
  [43, 55, 59, 62, 67],
  [48, 55, 60, 64, 67],
  [48, 55, 60, 64, 71],
] as const;

const hertz = (note: number): string => (440 * 2 ** ((note - 69) / 12)).toFixed(3);

/** One bar: a soft pad, a bass note, and eight plucked notes, each a sum of sines under an envelope. */
function bar(notes: readonly number[], gain: number): string {
  const swell = `min(1,t/0.5)*min(1,(${BAR + 0.6}-t)/0.6)`;
  const pad = notes.slice(1).map((n) => `sin(2*PI*${hertz(n)}*t)+0.4*sin(2*PI*${hertz(n)}*1.004*t)+0.15*sin(4*PI*${hertz(n)}*t)`);
  const bass = `sin(2*PI*${hertz(notes[0] as number)}*t)+0.3*sin(4*PI*${hertz(notes[0] as number)}*t)`;
  const step = BAR / 8;
  const up = [1, 2, 3, 4, 3, 2, 4, 3].map((i) => (notes[i] as number) + 12);
  const plucks = up.map((n, i) => {
    const since = `(t-${(i * step).toFixed(4)})`;
    return `gte(t,${(i * step).toFixed(4)})*exp(-5*${since})*sin(2*PI*${hertz(n)}*${since}+1.2*exp(-9*${since})*sin(4*PI*${hertz(n)}*${since}))`;
  });
  return `${gain}*(0.05*${swell}*(${pad.join('+')})+0.16*${swell}*(${bass})+${gain < 0.9 ? 0.1 : 0.14}*(${plucks.join('+')}))`;
}

/** Makes the demo's music with ffmpeg's own sources: eight bars and their echo, 24.5 s, stereo AAC; the same bytes each time. */
export async function makeMusic(file: string, ffmpeg: string): Promise<void> {
  const sources = CHORDS.map(
    (notes, i) => `aevalsrc='${bar(notes, i === 0 ? 0.8 : 1)}':s=48000:d=${BAR + 0.6},adelay=${i * BAR * 1000}[b${i}]`,
  );
  const mix = `${CHORDS.map((_, i) => `[b${i}]`).join('')}amix=inputs=${CHORDS.length}:normalize=0:duration=longest`;
  const room =
    'lowpass=f=6000,pan=stereo|c0=c0|c1=c0,aecho=0.8:0.6:180|347:0.28|0.17,stereowiden=delay=14:feedback=0.2:crossfeed=0.25:drymix=0.9';
  const graph = `${sources.join(';')};${mix},${room},apad,atrim=duration=${CHORDS.length * BAR + 0.5},volume=7dB,alimiter=limit=0.8[out]`;
  const args = [
    '-v',
    'error',
    '-y',
    '-filter_complex',
    graph,
    '-map',
    '[out]',
    '-c:a',
    'aac',
    '-b:a',
    '192k',
    '-fflags',
    '+bitexact',
    '-flags:a',
    '+bitexact',
    file,
  ];
  await promisify(execFile)(ffmpeg, args);
}
