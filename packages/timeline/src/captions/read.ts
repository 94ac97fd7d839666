import type { Problem } from '../problems.ts';
import type { Cue, Path } from '../timeline.ts';
import { checkCues } from './cues.ts';
import { readSubtitles } from './subtitles.ts';
import { groupWords, type Word, wordCues } from './words.ts';

export type CaptionsInput = { format: 'srt' | 'vtt'; text: string } | { format: 'words'; words: Word[]; maxWords?: number | undefined };

/**
 * The cues of a captions clip, in seconds from its start. What is wrong with them goes to `problems`; `path` is the input's.
 * @param timed with the times of their words, where these are known
 */
export function readCaptions(input: CaptionsInput, path: Path, problems: Problem[], timed = false): Cue[] {
  const found: Problem[] = [];
  if (input.format === 'words') {
    const at = [...path, 'words'];
    problems.push(...checkCues(wordCues(input.words, at)));
    const cues = groupWords(input.words, input.maxWords ?? 7, at);
    return cues.map(({ words = [], ...cue }) => ({ ...cueOf(cue), ...(timed ? { words } : {}) }));
  }
  const cues = readSubtitles(input.format, input.text, [...path, 'text'], found);
  problems.push(...found, ...checkCues(cues));
  return cues.map(cueOf);
}

const cueOf = ({ start, end, text }: Cue): Cue => ({ start, end, text });
