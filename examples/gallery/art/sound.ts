import { ffmpeg, media } from './paint.ts';

const AAC = ['-c:a', 'aac', '-b:a', '96k', '-fflags', '+bitexact', '-flags:a', '+bitexact'];
const CHORDS = [
  [41, 57, 60, 64],
  [43, 59, 62, 67],
  [45, 57, 60, 64],
  [40, 55, 59, 64],
];
const hertz = (note: number): string => (440 * 2 ** ((note - 69) / 12)).toFixed(3);

/** One second: a soft pad, a bass, four plucks. */
function beat(notes: readonly number[]): string {
  const swell = 'min(1,t/0.08)*min(1,(1.15-t)/0.15)';
  const tone = (note: number, gain: number) => `${gain}*${swell}*sin(2*PI*${hertz(note)}*t)`;
  const plucks = [1, 2, 3, 2].map((i, k) => {
    const since = `(t-${k * 0.25})`;
    return `0.16*gte(t,${k * 0.25})*exp(-7*${since})*sin(2*PI*${hertz(notes[i]! + 12)}*${since})`;
  });
  return [tone(notes[0]!, 0.2), ...notes.slice(1).map((n) => tone(n, 0.06)), ...plucks].join('+');
}

/** Four beats, left and right a little apart. */
export function music(): void {
  const beats = CHORDS.map((notes, i) => `aevalsrc='${beat(notes)}':s=48000:d=1.15,adelay=${i * 1000}[b${i}]`);
  const mix = `${CHORDS.map((_, i) => `[b${i}]`).join('')}amix=inputs=${CHORDS.length}:normalize=0:duration=longest`;
  const graph = `${beats.join(';')};${mix},lowpass=f=7000,pan=stereo|c0=c0|c1=c0,aecho=0.9:0.5:120|190:0.2|0.12,atrim=end_sample=192000[out]`;
  ffmpeg(['-filter_complex', graph, '-map', '[out]', ...AAC, media('music.m4a')]);
}

/** A sentence, spoken by ffmpeg's flite. */
export function voice(): void {
  const spoken = "flite=text='Every frame is exact, and every word is heard.':voice=slt";
  const shaped = 'highpass=f=70,aresample=48000,volume=2dB,apad=whole_dur=3.2,atrim=duration=3.2,pan=stereo|c0=c0|c1=c0';
  ffmpeg(['-f', 'lavfi', '-i', spoken, '-af', shaped, ...AAC, media('voice.m4a')]);
}
