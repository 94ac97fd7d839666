import { join } from 'node:path';
import { type Level, levelCommand, levelFor, loudnessIn, measureCommand, type SoundEncoding } from '@workprint/timeline';

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
  { samples, ...target }: Pick<SoundEncoding, 'loudness' | 'truePeakDb'> & { samples: number },
  { pcm, folder }: { pcm: string; folder: string },
  run: (args: string[]) => Promise<string[]>,
): Promise<{ pcm: string; line: string }> => {
  const measure = async (file: string) => loudnessIn(await run(measureCommand(file)));
  const loudness = target.loudness!;
  const before = await measure(pcm);
  if (before.integrated === null) return { pcm, line: 'The sound is silent or too short to have a loudness: it stays as it was mixed.' };
  const first = levelFor(target, before);
  const output = join(folder, `leveled-${loudness}-${target.truePeakDb}.f32`);
  const apply = (level: Level) => run(levelCommand({ ...target, samples }, level, { pcm, output }));
  await apply(first);
  let reached = loudness;
  let gainDb = first.gainDb;
  if (first.limited) {
    reached = (await measure(output)).integrated ?? loudness;
    for (let round = 1; round < ROUNDS && loudness - reached > CLOSE && gainDb < first.gainDb + MOST; round++) {
      gainDb = Math.min(gainDb + loudness - reached, first.gainDb + MOST);
      await apply({ gainDb, limited: true });
      reached = (await measure(output)).integrated ?? loudness;
    }
  }
  const said = `Loudness: ${before.integrated} LUFS as mixed, ${signed(gainDb)} dB, ${round1(reached)} LUFS`;
  const peaks = first.limited ? `, peaks limited to ${target.truePeakDb} dBTP` : '';
  const miss = Math.abs(loudness - reached) > MISS ? `; the target of ${loudness} LUFS cannot be reached under that limit` : '';
  return { pcm: output, line: `${said}${peaks}${miss}.` };
};

const round1 = (value: number): number => Math.round(value * 10) / 10;
const signed = (db: number): string => `${db < 0 ? '' : '+'}${round1(db)}`;
