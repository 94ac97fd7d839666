import { audioCommand, type Plan } from '@workprint/timeline';

/** Arguments that mix a plan's sound, raw. */
export const mixArgs = (plan: Plan, inputs: Record<string, string>, output: string): string[] =>
  audioCommand(plan, { inputs, outputs: plan.audio!.encoded.map((_, i) => (i === 0 ? output : null)) }, { mode: 'pcm' });

const WAVES = 'showwavespic=s=240x134:split_channels=1:colors=0xffb347|0xff5d5d,pad=240:135:0:0:color=0x0b0d14,format=rgb24';
const SPECTRUM = 'showspectrumpic=s=240x135:legend=0:scale=log:fscale=log:start=60:stop=12000:drange=70:color=magma,format=rgb24';

/** Arguments that draw raw sound: its waves, left above right, and beside them its spectrum from 60 Hz to 12 kHz. */
export const soundPicture = (mix: string, sheet: string): string[] => [
  ...['-y', '-f', 'f32le', '-ar', '48000', '-ac', '2', '-i', mix],
  '-filter_complex',
  `[0:a]asplit[a][b];color=c=0x0b0d14:s=240x135:d=1:r=1,format=rgb24[back];[a]${WAVES}[waves];[back][waves]overlay=format=rgb[left];[b]${SPECTRUM},scale=240:135:flags=area[right];[left][right]hstack[sheet]`,
  ...['-map', '[sheet]', '-frames:v', '1', '-c:v', 'png', '-f', 'image2', '-update', '1', `file:${sheet}`],
];
