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
  const cues: ReadCue[] = [];
  words.forEach((word, i) => {
    const last = cues.at(-1);
    if (last && last.words!.length < most && word.start - last.end <= PAUSE && !SENTENCE_END.test(last.text)) {
      const from = last.text.length + 1;
      last.text += ` ${word.text}`;
      last.words!.push({ span: [from, last.text.length], start: word.start, end: word.end });
      last.end = word.end;
    } else {
      const spoken = { span: [0, word.text.length] as [number, number], start: word.start, end: word.end };
      cues.push({ ...word, path: [...path, i, 'start'], place: `word ${i + 1}`, words: [spoken] });
    }
  });
  return cues;
}

/** Each word as a cue, for checking: grouping would hide what is out of order within a caption. */
export const wordCues = (words: readonly Word[], path: Path): ReadCue[] =>
  words.map((word, i) => ({ ...word, path: [...path, i, 'start'], place: `word ${i + 1}` }));
