import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Level, levelCommand, levelFor, loudnessIn, measureCommand, type Plan } from '@workprint/timeline';

/** LU from the target that need no other round. */
const CLOSE = 0.1;
/** LU from the target that are said to be a miss. */
const MISS = 0.5;
/** A limiter takes loudness away: the gain before it is raised this often, never by more than MOST dB in all. */
const ROUNDS = 3;
const MOST = 6;

/**
 * Brings a mix to its output's loudness by one gain, its peaks limited where they would be too high.
 * @param run runs ffmpeg and returns its log
 * @returns the new PCM file (or the old, where nothing is to be done) and a line for the render's log
 */
export const levelSound = async (
  plan: Plan,
  { pcm, folder }: { pcm: string; folder: string },
  run: (args: string[]) => Promise<string[]>,
): Promise<{ pcm: string; line: string }> => {
  const measure = async (file: string) => loudnessIn(await run(measureCommand(file)));
  const target = plan.output.loudness!;
  const before = await measure(pcm);
  if (before.integrated === null) return { pcm, line: 'The sound is silent or too short to have a loudness: it stays as it was mixed.' };
  const first = levelFor(plan.output, before);
  const output = join(folder, 'leveled.f32');
  const apply = (level: Level) => run(levelCommand(plan, level, { pcm, output }));
  await apply(first);
  let reached = target;
  let gainDb = first.gainDb;
  if (first.limited) {
    reached = (await measure(output)).integrated ?? target;
    for (let round = 1; round < ROUNDS && target - reached > CLOSE && gainDb < first.gainDb + MOST; round++) {
      gainDb = Math.min(gainDb + target - reached, first.gainDb + MOST);
      await apply({ gainDb, limited: true });
      reached = (await measure(output)).integrated ?? target;
    }
  }
  await rm(pcm);
  const said = `Loudness: ${before.integrated} LUFS as mixed, ${signed(gainDb)} dB, ${round1(reached)} LUFS`;
  const peaks = first.limited ? `, peaks limited to ${plan.output.truePeakDb} dBTP` : '';
  const miss = Math.abs(target - reached) > MISS ? `; the target of ${target} LUFS cannot be reached under that limit` : '';
  return { pcm: output, line: `${said}${peaks}${miss}.` };
};

const round1 = (value: number): number => Math.round(value * 10) / 10;
const signed = (db: number): string => `${db < 0 ? '' : '+'}${round1(db)}`;
