/** Characters from ≤ i < to of a text. */
export type Span = [from: number, to: number];

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** Where the words of a text stand, with the punctuation that belongs to each; scripts without blanks are divided too. */
export function wordSpans(text: string): Span[] {
  const spans: Span[] = [];
  let open: number | null = null;
  let fresh = true;
  for (const { segment, index, isWordLike } of segmenter.segment(text)) {
    const end = index + segment.length;
    if (/^\s+$/.test(segment)) {
      if (open !== null) spans.push([open, index]);
      open = null;
      fresh = true;
      continue;
    }
    const last = spans.at(-1);
    const opening = /^[\p{Ps}\p{Pi}¿¡]$/u.test(segment);
    if (isWordLike) {
      const glued =
        last !== undefined && open === null && !fresh && /[^\p{L}\p{N}\p{M}、。，．！？」』）】…]$/u.test(text.slice(last[0], last[1]));
      if (glued) last[1] = end;
      else spans.push([open ?? index, end]);
      open = null;
    } else if (opening) open ??= index;
    else if (open === null && last !== undefined && !fresh) last[1] = end;
    else if (open === null) spans.push([index, end]);
    fresh = false;
  }
  if (open !== null) spans.push([open, text.length]);
  return spans;
}

/** Words between blanks. */
export const blankSpans = (text: string): Span[] => [...text.matchAll(/\S+/g)].map((m) => [m.index, m.index + m[0].length]);

/** The spans of a text that has so many words, by blanks or else by sense; null where neither counts so many. */
export const spansFor = (text: string, count: number): Span[] | null =>
  [blankSpans(text), wordSpans(text)].find((spans) => spans.length === count) ?? null;
