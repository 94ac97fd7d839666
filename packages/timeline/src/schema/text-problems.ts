import type { Easing } from '../animated.ts';
import type { Problem } from '../problems.ts';
import type { Counter, Highlight, TextAnimation, TextLook } from '../text-look.ts';
import type { Path } from '../timeline.ts';
import { COUNTER } from '../titles/counter.ts';
import { spansFor } from '../titles/words.ts';

interface Moving {
  /** Of a text; captions have many. */
  text?: string;
  /** Seconds; null: not known, or each caption's own. */
  length: number | null;
  style: TextLook;
  animate?: TextAnimation<Easing>;
  highlight?: Highlight;
  counter?: Counter<Easing>;
}

/** What in a text's look contradicts itself. `path` is the clip's. */
export function textMotionProblems({ text, length, style, animate, highlight, counter }: Moving, path: Path): Problem[] {
  const problems: Problem[] = [];
  const add = (at: Path, code: string, message: string, hint?: string) =>
    void problems.push({ path: [...path, ...at], code, message, ...(hint ? { hint } : {}) });
  if (style.verticalAlign !== undefined && style.maxHeight === undefined)
    add(['style', 'maxHeight'], 'REQUIRED', 'maxHeight is missing: verticalAlign says where in a box of that height the text lies.');
  const [coming, going] = [animate?.in?.length ?? 0, animate?.out?.length ?? 0];
  if (length !== null && coming + going > length + 1e-9)
    add(
      ['animate', animate?.out ? 'out' : 'in', 'length'],
      'TOO_LONG',
      `The text is shown for ${length} s, but comes and goes for ${Math.round((coming + going) * 1000) / 1000} s.`,
      'Make the animations shorter, or the clip longer.',
    );
  if (highlight) problems.push(...highlightProblems(highlight, text, [...path, 'highlight']));
  if (counter && text !== undefined && !text.includes(COUNTER))
    add(['text'], 'INVALID_VALUE', `The text has no ${COUNTER}: nothing says where its number stands.`, `For instance "${COUNTER} km".`);
  if (counter && highlight) add(['highlight'], 'INVALID_VALUE', 'A text that counts has no words to highlight.', 'Make two clips of it.');
  if (counter?.length != null && length !== null && counter.length > length + 1e-9)
    add(['counter', 'length'], 'TOO_LONG', `The counter counts for ${counter.length} s, the text is shown for ${length} s.`);
  return problems;
}

function highlightProblems({ color, background, words }: Highlight, text: string | undefined, path: Path): Problem[] {
  const problems: Problem[] = [];
  const add = (at: Path, code: string, message: string, hint?: string) =>
    void problems.push({ path: [...path, ...at], code, message, ...(hint ? { hint } : {}) });
  if (color === null && background === null)
    add(['color'], 'REQUIRED', 'color is missing: a highlight has a color, a background, or both.');
  words?.forEach(({ start, end }, i) => {
    const before = words[i - 1];
    const at = ['words', i, 'start'];
    if (end <= start) add(at, 'INVALID_VALUE', `Word ${i + 1} ends at ${end} s, but begins at ${start} s.`, 'It must end after it begins.');
    else if (before && start < before.start)
      add(
        at,
        'OUT_OF_ORDER',
        `Word ${i + 1} begins at ${start} s, before word ${i}, which begins at ${before.start} s.`,
        'Sort them by their start.',
      );
    else if (before && start < before.end)
      add(
        at,
        'OVERLAP',
        `Word ${i + 1} begins at ${start} s, while word ${i} lasts to ${before.end} s.`,
        'One word is highlighted at a time.',
      );
  });
  if (words && text !== undefined && spansFor(text, words.length) === null)
    add(
      ['words'],
      'INVALID_VALUE',
      `${words.length} words have times; the text does not have so many.`,
      'One for each word of the text, in order.',
    );
  return problems;
}
