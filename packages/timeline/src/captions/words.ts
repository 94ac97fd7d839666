import type { Path } from '../timeline.ts';
import type { ReadCue } from './cues.ts';

export interface Word {
  text: string;
  start: number;
  end: number;
}

/** A silence longer than this many seconds ends a caption. */
const PAUSE = 0.7;
const SENTENCE_END = /[.!?…]["'”’)]*$/u;

/** Puts words together into captions of `most` words at most, which end at pauses and sentences. */
export function groupWords(words: readonly Word[], most: number, path: Path): ReadCue[] {
  const cues: (ReadCue & { words: number })[] = [];
  words.forEach((word, i) => {
    const last = cues.at(-1);
    if (last && last.words < most && word.start - last.end <= PAUSE && !SENTENCE_END.test(last.text)) {
      last.text += ` ${word.text}`;
      last.end = word.end;
      last.words++;
    } else cues.push({ ...word, path: [...path, i, 'start'], place: `word ${i + 1}`, words: 1 });
  });
  return cues.map(({ words: _, ...cue }) => cue);
}

/** Each word as a cue, for checking: grouping would hide what is out of order within a caption. */
export const wordCues = (words: readonly Word[], path: Path): ReadCue[] =>
  words.map((word, i) => ({ ...word, path: [...path, i, 'start'], place: `word ${i + 1}` }));
