import type { TextRaster } from '@workprint/timeline';
import { wordSpans } from '@workprint/timeline';
import { hasRightToLeft, levelsOf, visualOrder } from './direction.ts';
import type { Measure } from './lines.ts';

/** A part of a line that is drawn on its own. */
export interface Piece {
  text: string;
  /** Pixels from the line's left end. */
  x: number;
  width: number;
  direction: 'ltr' | 'rtl';
  /** Of the whole text, in reading order. */
  line: number;
  word: number;
  letter: number;
  /** The highlighted word it belongs to, by its number; null: none. */
  spoken: number | null;
}

/** Letters that are joined to, or stand around, their neighbours: their words are never torn apart. */
const JOINED =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

interface Cut {
  from: number;
  to: number;
  word: number;
  spoken: number | null;
}

/** A line of a text: where it begins in it. */
export interface Line {
  text: string;
  from: number;
  width: number;
}

/** The parts of all lines, each where the line drawn whole would have it. */
export const piecesOf = (spec: TextRaster, lines: readonly Line[], measure: Measure): Piece[] => {
  const spans = spec.highlight?.spans ?? [];
  const pieces: Piece[] = [];
  let words = 0;
  lines.forEach((line, number) => {
    const cuts = cutsOf(spec, line, spans, words);
    words = Math.max(words, ...cuts.map((c) => c.word + 1));
    const placed = hasRightToLeft(line.text) ? mixed(line.text, cuts, measure) : forward(spec, line.text, cuts, measure);
    pieces.push(...placed.map((p) => ({ ...p, line: number, letter: 0 })));
  });
  return pieces.filter((p) => p.text.trim() !== '').map((p, letter) => ({ ...p, letter }));
};

/** Where a line is cut, in reading order; blanks belong to nobody. */
const cutsOf = (
  { by, counting }: TextRaster,
  { text, from: start }: Line,
  spans: readonly (readonly [number, number])[],
  first: number,
): Cut[] => {
  const own = spans.length > 0 ? spans.map(([from, to]) => [from - start, to - start] as const) : wordSpans(text);
  const words = own.flatMap(([from, to], i) =>
    to <= 0 || from >= text.length ? [] : [{ from: Math.max(0, from), to: Math.min(text.length, to), spoken: spans.length > 0 ? i : null }],
  );
  const cuts: Cut[] = [];
  let done = 0;
  words.forEach(({ from, to, spoken }, i) => {
    if (from > done) cuts.push({ from: done, to: from, word: first + i, spoken: null });
    cuts.push({ from, to, word: first + i, spoken });
    done = to;
  });
  if (done < text.length) cuts.push({ from: done, to: text.length, word: first + Math.max(0, words.length - 1), spoken: null });
  if (by !== 'letter' && counting === undefined) return by === 'word' || spans.length > 0 ? cuts : whole(text, first);
  return cuts.flatMap((cut) => {
    const part = text.slice(cut.from, cut.to);
    if (JOINED.test(part) || hasRightToLeft(text)) return [cut];
    return [...letters.segment(part)].map((s) => ({ ...cut, from: cut.from + s.index, to: cut.from + s.index + s.segment.length }));
  });
};

const whole = (text: string, word: number): Cut[] => (text === '' ? [] : [{ from: 0, to: text.length, word, spoken: null }]);

type Placed = Omit<Piece, 'line' | 'letter'>;

/** From left to right: a part ends where the line up to its end does, kerning and all. */
const forward = ({ counting }: TextRaster, line: string, cuts: readonly Cut[], measure: Measure): Placed[] => {
  const digit = counting ? digitWidth(measure) : 0;
  let end = 0;
  return cuts.map(({ from, to, word, spoken }) => {
    const text = line.slice(from, to);
    const own = measure(text);
    const cell = counting && /^\d$/.test(text) ? digit : own;
    const x = counting ? end + (cell - own) / 2 : measure(line.slice(0, to)) - own;
    end = counting ? end + cell : x + own;
    return { text, x, width: own, direction: 'ltr', word, spoken };
  });
};

/** With right to left in it: parts are cut where the direction changes, and laid out as they are seen. */
const mixed = (line: string, cuts: readonly Cut[], measure: Measure): Placed[] => {
  const levels = levelsOf(line);
  const runs = cuts.flatMap((cut) => {
    const parts: (Cut & { level: number })[] = [];
    for (let i = cut.from; i < cut.to; i++) {
      const level = levels[i] ?? 0;
      const last = parts.at(-1);
      if (last?.level === level) last.to = i + 1;
      else parts.push({ ...cut, from: i, to: i + 1, level });
    }
    return parts;
  });
  let x = 0;
  const at = new Map<object, { x: number; width: number }>();
  for (const run of visualOrder(runs)) {
    const width = measure(line.slice(run.from, run.to));
    at.set(run, { x, width });
    x += width;
  }
  return runs.map((run) => ({
    ...{ text: line.slice(run.from, run.to), ...at.get(run)!, word: run.word, spoken: run.spoken },
    direction: run.level % 2 === 1 ? 'rtl' : 'ltr',
  }));
};

export const digitWidth = (measure: Measure): number => Math.max(...[...'0123456789'].map(measure));

/** Width of a line whose digits are all as wide as the widest. */
export const countingWidth = (line: string, measure: Measure): number => {
  const digit = digitWidth(measure);
  return [...letters.segment(line)].reduce((sum, { segment }) => sum + (/^\d$/.test(segment) ? digit : measure(segment)), 0);
};
