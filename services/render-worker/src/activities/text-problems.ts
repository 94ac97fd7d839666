import { join } from 'node:path';
import { type DrawnText, drawnTexts, type Problem, type SourceMedia, type Timeline } from '@workprint/timeline';
import { facesFor } from '../canvas/index.ts';
import { FailureError } from '../failure-error.ts';
import type { Dependencies } from './dependencies.ts';
import { placeFont } from './place-font.ts';

type Needs = Pick<Dependencies, 'fonts' | 'sources' | 'scratch'>;

interface Sourced {
  assets: Record<string, SourceMedia>;
  generated: Record<string, SourceMedia>;
}

/**
 * What cannot be written: each text with a character its font lacks, before anything is drawn. Chunks do not know which clip a
 * text came from, since their keys must not depend on it.
 */
export const textProblems = async (needs: Needs, timeline: Timeline, media: Sourced, signal: AbortSignal): Promise<Problem[]> => {
  const texts = drawnTexts(timeline, media);
  if (texts.length === 0) return [];
  const known = Object.fromEntries(
    Object.values(media.assets).map(({ sha256, objectKey, probe }) => [sha256, { sha256, objectKey, bytes: probe.bytes }]),
  );
  return needs.scratch.withFolder('fonts', async (folder) => {
    const problems: Problem[] = [];
    for (const [i, text] of texts.entries()) {
      await placeFont(needs, known, text.font, join(folder, `${i}.font`), signal);
      problems.push(...(await missingGlyph(needs, text)));
    }
    return problems;
  });
};

const missingGlyph = async ({ fonts }: Needs, text: DrawnText): Promise<Problem[]> => {
  try {
    await facesFor(fonts, text);
    return [];
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.code !== 'MISSING_GLYPH') throw error;
    const { code, message, hint } = error.failure;
    return [{ path: text.path, code, message, hint }];
  }
};
