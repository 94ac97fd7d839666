import { audioCommand, type Plan } from '@workprint/timeline';

/** Arguments that mix a plan's sound, raw. */
export const mixArgs = (plan: Plan, inputs: Record<string, string>, output: string): string[] =>
  audioCommand(plan, { inputs, outputs: plan.audio!.encoded.map((_, i) => (i === 0 ? output : null)) }, { mode: 'pcm' });

const WAVES = 'showwavespic=s=240x134:split_channels=1:scale=sqrt:colors=0xffb347|0xff5d5d,pad=240:135:0:0:color=0x0b0d14';
/** Of a power of two in height it is quick. */
const SPECTRUM = 'showspectrumpic=s=256x128:legend=0:scale=log:drange=80:fscale=log:color=magma,format=rgb24,scale=240:135:flags=area';

/** Arguments that draw raw sound: its waves, left above right, and beside them its spectrum, low tones below. */
export const soundPicture = (mix: string, sheet: string): string[] => [
  ...['-y', '-f', 'f32le', '-ar', '48000', '-ac', '2', '-i', mix, '-filter_complex'],
  `color=c=0x0b0d14:s=240x135:d=1:r=1,format=rgb24[back];[0:a]asplit[a][b];[a]${WAVES}[waves];[back][waves]overlay=format=rgb,format=rgb24[left];[b]${SPECTRUM}[right];[left][right]hstack[sheet]`,
  ...['-map', '[sheet]', '-frames:v', '1', '-c:v', 'png', '-f', 'image2', '-update', '1', `file:${sheet}`],
];
