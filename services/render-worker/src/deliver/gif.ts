import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type GifTry, gifCommand, gifFilters, gifTries, type MadeOnce } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import { makePalette } from './palette.ts';
import { runOver } from './run.ts';
import type { Made, Work } from './work.ts';

type Gif = MadeOnce & { kind: 'gif' };

/** The first way of making it that fits. @throws FailureError SIZE_UNREACHABLE with the size that was reached */
export const makeGif = async (work: Work, gif: Gif): Promise<Made> => {
  const { film, needs, renderId } = work;
  let reached = Number.POSITIVE_INFINITY;
  for (const attempt of gifTries(film, gif)) {
    const path = await make(work, gif, attempt);
    const { size } = await stat(path);
    if (gif.maxBytes === null || size <= gif.maxBytes) {
      const { frames, width, height } = attempt;
      return { path, frames, width, height, durationSeconds: film.durationSeconds, files: [] };
    }
    needs.log.info({ renderId, attempt, bytes: size, maxBytes: gif.maxBytes }, 'the GIF is too large: a smaller one is made');
    reached = Math.min(reached, size);
  }
  throw fail('SIZE_UNREACHABLE', `The GIF takes ${reached} bytes at the least; ${gif.maxBytes} were asked for.`, {
    path: 'output.maxBytes',
  });
};

const make = async (work: Work, gif: Gif, attempt: GifTry): Promise<string> => {
  const { film, folder, list } = work;
  const { palette } = await makePalette(work, {
    filters: gifFilters(film, attempt),
    colors: attempt.colors,
    alpha: film.output.alpha,
  });
  const output = join(folder, 'output.gif');
  await runOver(work, 'gif', gifCommand(film, gif, attempt, { list, palette, output }));
  return output;
};
