import { z } from 'zod';
import { formatPath, type Problem } from '../problems.ts';
import { problemsOf } from '../schema/issues.ts';
import { maxWords, word } from '../schema/words.ts';
import type { Cue, Path } from '../timeline.ts';
import { readCaptions } from './read.ts';

export type CaptionFormat = 'srt' | 'vtt' | 'words';

/** Characters a caption file may have, inline or uploaded. */
export const MAX_CAPTION_CHARACTERS = 500_000;

// Transcribers say more of a word than we ask.
const wordsFile = z.object({ words: z.array(z.object(word.shape)).min(1).max(20_000), maxWords: maxWords.optional() });

/** What kind of captions a text holds, by how it begins; null when it is none. */
export function captionFormat(text: string): CaptionFormat | null {
  const head = text.slice(0, 4096).replace(/^\uFEFF/, '');
  if (/^WEBVTT(\s|$)/.test(head)) return 'vtt';
  if (/^\s*[[{]/.test(head)) return 'words';
  return head.includes('-->') || /^\s*\d+\s*\r?\n/.test(head) ? 'srt' : null;
}

/** The cues of a file. `path` is where the document names it: all that is wrong in the file is said there. @param timed as readCaptions' */
export function readCaptionFile(text: string, path: Path, problems: Problem[], timed = false): Cue[] {
  const found: Problem[] = [];
  const cues = readText(text, found, timed);
  problems.push(...found.map((p) => ({ ...p, path })));
  return cues;
}

function readText(text: string, found: Problem[], timed: boolean): Cue[] {
  const bad = (message: string): Cue[] => {
    found.push({ path: [], code: 'INVALID_CAPTIONS', message, hint: 'SubRip, WebVTT, or JSON { "words": [{ "text", "start", "end" }] }.' });
    return [];
  };
  if (text.length > MAX_CAPTION_CHARACTERS) return bad(`Captions may have ${MAX_CAPTION_CHARACTERS} characters at most.`);
  const format = captionFormat(text);
  if (format === null) return bad('These are no captions.');
  if (format !== 'words') return readCaptions({ format, text }, [], found);
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return bad(`The words are not JSON: ${error instanceof Error ? error.message : error}.`);
  }
  const whole = Array.isArray(value) ? { words: value } : value;
  const parsed = wordsFile.safeParse(whole);
  if (parsed.success) return readCaptions({ format, ...parsed.data }, [], found, timed);
  const issues = problemsOf(parsed.error.issues, wordsFile, whole, []);
  found.push(...issues.map((p) => ({ ...p, message: `${formatPath(p.path)}: ${p.message}` })));
  return [];
}
