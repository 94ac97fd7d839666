import bidiFactory, { type Bidi } from 'bidi-js';

// Its types tell of an ES module; Node loads the other one, whose export is the function itself.
const bidi = (bidiFactory as unknown as () => Bidi)();

/** Strong characters of scripts written from right to left. */
const RIGHT_TO_LEFT = /\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}/u;
const LETTER = /\p{L}/u;

/** A line is read in the direction of its first strong letter. */
export const directionOf = (line: string): 'ltr' | 'rtl' => (RIGHT_TO_LEFT.test(LETTER.exec(line)?.[0] ?? '') ? 'rtl' : 'ltr');

export const hasRightToLeft = (line: string): boolean => RIGHT_TO_LEFT.test(line);

/** Of each character of a line, how deep it is embedded: odd is read from right to left. */
export const levelsOf = (line: string): Uint8Array => bidi.getEmbeddingLevels(line, directionOf(line)).levels;

/** Things with levels in the order they stand from left to right (rule L2 of UAX #9). */
export const visualOrder = <T extends { level: number }>(things: readonly T[]): T[] => {
  const order = [...things];
  const most = Math.max(0, ...order.map((t) => t.level));
  for (let level = most; level >= 1; level--) {
    for (let from = 0; from < order.length; from++) {
      if (order[from]!.level < level) continue;
      let to = from;
      while (to < order.length && order[to]!.level >= level) to++;
      order.splice(from, to - from, ...order.slice(from, to).reverse());
      from = to;
    }
  }
  return order;
};
