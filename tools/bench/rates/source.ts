import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Rational, SourceMedia } from '@workprint/timeline';
import { text } from '../timed.ts';

/** A rate to be shown to hold; a variable one is shown on a canvas of `fps`. */
export interface Rate {
  name: string;
  /** As a timeline says it. */
  said: number;
  fps: Rational;
  variable: boolean;
}

const rate = (name: string, num: number, den: number, variable = false): Rate => ({ name, said: num / den, fps: { num, den }, variable });

export const RATES: readonly Rate[] = [
  rate('23.976', 24_000, 1001),
  rate('29.97', 30_000, 1001),
  rate('30', 30, 1),
  rate('59.94', 60_000, 1001),
  rate('variable', 30, 1, true),
];

export interface Source {
  media: SourceMedia;
  file: string;
}

const SIZE = { width: 160, height: 90 };

/** A film of moving pictures and a tone that never repeats, `frames` long on its canvas; of a variable rate every third picture is left out. */
export async function makeSource(ffmpeg: string, folder: string, { name, fps, variable }: Rate, frames: number): Promise<Source> {
  const file = path.join(folder, `${name}.mp4`);
  const seconds = (frames * fps.den) / fps.num;
  const picture = `testsrc2=s=${SIZE.width}x${SIZE.height}:r=${fps.num}/${fps.den}`;
  const dropped = variable ? ['-vf', "select='not(eq(mod(n,3),1))'", '-fps_mode', 'passthrough', '-enc_time_base', '-1'] : [];
  await text({
    file: ffmpeg,
    args: [
      ...['-v', 'error', '-y', '-f', 'lavfi', '-t', String(seconds), '-i', picture],
      ...['-f', 'lavfi', '-t', String(seconds), '-i', "aevalsrc='0.4*sin(2*PI*(200+40*t)*t)|0.4*sin(2*PI*(300+60*t)*t)':s=48000"],
      ...[...dropped, '-c:v', 'libx264', '-preset', 'veryfast', '-g', '50', '-bf', '3', '-pix_fmt', 'yuv420p', '-threads', '1'],
      ...['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-c:a', 'pcm_s16le', '-f', 'mov', file],
    ],
  });
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  return { file, media: { assetId: 'film', sha256, objectKey: file, probe: probeOf({ fps, variable }, frames, seconds) } };
}

const probeOf = ({ fps, variable }: Pick<Rate, 'fps' | 'variable'>, frames: number, seconds: number): SourceMedia['probe'] => ({
  ...{ kind: 'video', container: 'mov,mp4,m4a,3gp,3g2,mj2', bytes: 1, durationSeconds: seconds },
  video: {
    ...{ codec: 'h264', profile: 'High', pixelFormat: 'yuv420p', ...SIZE, codedWidth: SIZE.width, codedHeight: SIZE.height },
    ...{ rotation: 0, sampleAspect: { num: 1, den: 1 }, frameRate: variable ? { num: 20, den: 1 } : fps, interlaced: false },
    frames: variable ? frames - Math.floor((frames + 1) / 3) : frames,
    ...(variable ? { variableFrameRate: true, longestFrameSeconds: 2 / 30 } : { variableFrameRate: false }),
    color: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'tv' },
    ...{ hasAlpha: false, startSeconds: 0, reorderDepth: 2, durationSeconds: seconds },
  },
  audio: { codec: 'pcm_s16le', sampleRate: 48_000, channels: 2, startSeconds: 0, durationSeconds: seconds },
});
