import type { Easing } from '../animated.ts';
import type { Rational } from '../media.ts';
import { frameAt, micros } from '../rate.ts';
import type { Counter, TextMovement } from '../text-look.ts';
import type { TextClip } from '../timeline.ts';
import { COUNTER, widest } from '../titles/counter.ts';
import { moveOf } from '../titles/moves.ts';
import type { Counting, Movement, TitleSpec } from '../titles/title-spec.ts';
import { transformed } from '../titles/transform.ts';
import { type Span, spansFor, wordSpans } from '../titles/words.ts';
import { rasterOf, scaledBy } from './raster.ts';

type Size = { width: number; height: number };

/** A text as the compiler has it once its place in time is known: of a caption, the times of its words. */
export interface Spoken {
  /** Frames of the clip. */
  words: { span: Span; from: number; to: number }[];
}

/** Whether a text changes by itself while it is shown. */
export const changes = ({ animate, highlight, counter }: TextClip): boolean => Boolean(animate || highlight || counter);

/** When which word is highlighted: as the clip says, as its caption does, or evenly over all of it. */
export function spokenIn(clip: TextClip, frames: number, fps: Rational, known: Spoken['words'] | null): Spoken['words'] {
  const { highlight, text } = clip;
  if (!highlight) return [];
  if (known) return known;
  const at = (seconds: number) => Math.min(frames, frameAt(micros(seconds), fps));
  const said = highlight.words;
  if (said) return (spansFor(text, said.length) ?? []).map((span, i) => ({ span, from: at(said[i]!.start), to: at(said[i]!.end) }));
  const spans = wordSpans(text);
  const share = (i: number) => Math.round((i * frames) / spans.length);
  return spans.map((span, i) => ({ span, from: share(i), to: share(i + 1) }));
}

/** @param frames of the clip. @param factor how much larger than its size it is drawn */
export function titleOf(clip: TextClip, spoken: Spoken['words'], frames: number, fps: Rational, factor: number, canvas: Size): TitleSpec {
  const px = (n: number) => scaledBy(factor, n);
  const { animate, highlight, counter, style } = clip;
  const coming = movementOf(animate?.in ?? null, frames, style.size, fps, px);
  const going = movementOf(animate?.out ?? null, frames - (coming?.frames ?? 0), style.size, fps, px);
  const counting = counter ? countingOf(counter, frames, fps) : null;
  const text = rasterOf(clip, factor, canvas);
  const { spans } = transformed(
    clip.text,
    style.transform,
    spoken.map((w) => w.span),
    COUNTER,
  );
  const by = finest(
    [coming, going].flatMap((m) => (m ? [m.by] : [])),
    highlight !== undefined,
  );
  return {
    text: {
      ...text,
      ...(by === null ? {} : { by }),
      ...(highlight
        ? {
            highlight: {
              ...{ spans, active: [], color: highlight.color, background: highlight.background },
              ...{ padding: px(highlight.padding), radius: px(highlight.radius) },
            },
          }
        : {}),
      ...(counting ? { counting: [text.text.replaceAll(COUNTER, () => widest(counting))] } : {}),
    },
    frames,
    in: coming,
    out: going,
    counter: counting,
    spoken: spoken.map(({ from, to }, word) => ({ from, to: highlight?.keep ? frames : to, word })),
  };
}

const countingOf = ({ length, ...count }: Counter<Easing>, frames: number, fps: Rational): Counting => ({
  ...count,
  frames: length === null ? frames : Math.min(frames, Math.max(1, frameAt(micros(length), fps))),
});

function movementOf(
  said: TextMovement<Easing> | null,
  most: number,
  size: number,
  fps: Rational,
  px: (n: number) => number,
): Movement | null {
  if (!said) return null;
  const frames = Math.min(most, Math.max(1, frameAt(micros(said.length), fps)));
  if (frames <= 0) return null;
  return { type: said.type, frames, by: said.by, easing: said.easing, distance: px(said.distance ?? size) };
}

const ORDER = ['all', 'line', 'word', 'letter'] as const;

/** Frames that rest and frames that move are drawn in the same parts, so that nothing jumps between them. */
function finest(parts: readonly Movement['by'][], words: boolean): Movement['by'] | null {
  const all = [...parts, ...(words ? (['word'] as const) : [])];
  return all.length === 0 ? null : all.reduce((a, b) => (ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b));
}

/** Pixels of nothing that a text's movements need around it, even. */
export function marginOf({ text, in: coming, out: going }: Pick<TitleSpec, 'text' | 'in' | 'out'>): { x: number; y: number } {
  const need = (axis: 'x' | 'y') =>
    Math.max(
      0,
      ...[coming, going].map((m) => (m ? (moveOf(m.type).reach?.({ ...m, size: text.size, maxWidth: text.maxWidth })[axis] ?? 0) : 0)),
    );
  const even = (n: number) => 2 * Math.ceil(n / 2);
  return { x: even(need('x')), y: even(need('y')) };
}
