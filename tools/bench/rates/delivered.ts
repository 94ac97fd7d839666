import { framesOf } from '../composition.ts';
import { text } from '../timed.ts';
import type { Tools } from './cutting.ts';

/** What a player finds in a file. */
export interface Delivered {
  /** MD5 of each decoded frame. */
  frames: string[];
  /** Ticks from frame to frame: one number when none is missing, doubled or shifted; from 0 on. */
  steps: number[];
  /** Of the decoded sound. */
  sound: string;
}

export async function deliveredOf(tools: Tools, file: string): Promise<Delivered> {
  const show = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts', '-of', 'csv=p=0', file];
  const times = (await text({ file: tools.ffprobe, args: show }))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Number.parseInt(line, 10))
    .sort((a, b) => a - b);
  const steps = [...new Set(times.map((time, i) => (i === 0 ? time : time - (times[i - 1] as number))).slice(times[0] === 0 ? 1 : 0))];
  const sound = await text({ file: tools.ffmpeg, args: ['-v', 'error', '-i', file, '-map', '0:a', '-f', 'md5', '-'] });
  return { frames: await framesOf(file, tools), steps, sound: sound.trim() };
}

const AROUND = 3;

/** SSIM of two files around each of these frames, the least of them; 1 where there is none. */
export async function seamSsim({ ffmpeg }: Tools, file: string, reference: string, seams: readonly number[]): Promise<number> {
  const filter = '[0:v][1:v]ssim=stats_file=-';
  const said = await text({
    file: ffmpeg,
    args: ['-v', 'error', '-i', file, '-i', reference, '-filter_complex', filter, '-f', 'null', '-'],
  });
  const all = [...said.matchAll(/All:([\d.]+)/g)].map((found) => Number(found[1]));
  const near = (seam: number): number[] => all.slice(Math.max(0, seam - AROUND), seam + AROUND);
  return Math.min(1, ...seams.map((seam) => near(seam).reduce((sum, v) => sum + v, 0) / near(seam).length));
}
