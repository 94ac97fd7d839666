import type { z } from 'zod';
import type { Problem } from '../problems.ts';
import type { Path } from '../timeline.ts';
import type { captionsClip } from './captions-clip.ts';

/** Keys that say how captions are drawn. */
const LOOKS = ['style', 'animate', 'highlight', 'position', 'scale', 'rotation', 'opacity'] as const;

/** What contradicts itself in a captions clip. */
export function captionsProblems(raw: z.infer<typeof captionsClip>, path: Path): Problem[] {
  const problems: Problem[] = [];
  const add = (key: string, code: string, message: string, hint?: string) =>
    void problems.push({ path: [...path, key], code, message, ...(hint ? { hint } : {}) });
  if (raw.captions === undefined && raw.src === undefined)
    add('captions', 'REQUIRED', 'captions is missing: the text itself, or "src", the asset of a caption file, is expected.');
  if (raw.captions !== undefined && raw.src !== undefined)
    add('src', 'INVALID_VALUE', 'Both captions and src are given.', 'Leave one of them out.');
  if (raw.mode === 'track') {
    if (raw.language === undefined) add('language', 'REQUIRED', 'language is missing: a track has one.', 'For instance "en" or "pt-BR".');
    for (const key of LOOKS)
      if (raw[key] !== undefined)
        add(key, 'INVALID_VALUE', `A caption track is not drawn: ${key} says nothing to it.`, `Leave ${key} out.`);
  }
  return problems;
}
