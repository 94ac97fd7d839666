/** Width of a piece of text in pixels. */
export type Measure = (text: string) => number;

const words = new Intl.Segmenter('en', { granularity: 'word' });
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Breaks text into lines no wider than `maxWidth`: at the text's own line breaks, between words, and inside a word only when
 * it alone is too wide. Blanks at a break are dropped.
 */
export const wrapLines = (text: string, maxWidth: number, measure: Measure): string[] =>
  text.split(/\r\n|\r|\n/).flatMap((paragraph) => wrapParagraph(paragraph, maxWidth, measure));

const wrapParagraph = (paragraph: string, maxWidth: number, measure: Measure): string[] => {
  const lines: string[] = [];
  let line = '';
  const take = (piece: string): void => {
    if (line === '' || measure((line + piece).trimEnd()) <= maxWidth) {
      line += piece;
      return;
    }
    lines.push(line.trimEnd());
    line = piece.trimStart();
  };
  for (const word of units(paragraph)) {
    if (measure(word.trimEnd()) <= maxWidth) take(word);
    else for (const { segment } of letters.segment(word)) take(segment);
  }
  lines.push(line.trimEnd());
  return lines;
};

/** Where blanks do not divide words, a line may end after a stop and before a bracket. */
const EAST_OPENING = /^[「『（【〈《〔［｛]/;
const EAST_END = /[、。，．・：；！？」』）】〉》〕］｝ー…]$/;

/** Words with the punctuation and blanks that follow them: a line never starts with either. */
const units = (paragraph: string): string[] => {
  const out: string[] = [];
  for (const { segment, isWordLike } of words.segment(paragraph)) {
    const before = out.at(-1);
    const joins =
      before !== undefined &&
      (/^\s+$/.test(segment) ||
        (!isWordLike && !/\s$/.test(before) && !EAST_OPENING.test(segment)) ||
        (isWordLike && /[^\s\p{L}\p{N}\p{M}]$/u.test(before) && !EAST_END.test(before)));
    if (joins) out[out.length - 1] = before + segment;
    else out.push(segment);
  }
  return out;
};
