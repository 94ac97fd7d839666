import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { TextRaster } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import type { FaceList } from './faces.ts';
import { wrapLines } from './lines.ts';
import { countingWidth, type Line, type Piece, piecesOf } from './pieces.ts';

/** Where everything of a text lies in its picture, pixels. */
export interface Layout {
  /** As it is drawn: smaller than asked where it must fit. */
  spec: TextRaster;
  width: number;
  height: number;
  /** The background's box. */
  box: { x: number; y: number; width: number; height: number };
  lines: (Line & { x: number; top: number; baseline: number })[];
  lineHeight: number;
  /** Of a text that is drawn in parts; x counts from its line's. */
  pieces: Piece[] | null;
}

const MAX_SIDE = 16_384;
/** Four bytes each: several texts are drawn at a time. */
const MAX_PIXELS = 40_000_000;

/** @throws FailureError INVALID_TIMELINE for a picture that would take all memory */
export const layoutOf = (asked: TextRaster, faces: FaceList): Layout => {
  const spec = asked.shrink ? shrunk(asked, asked.shrink, faces) : asked;
  const measuring = prepare(createCanvas(1, 1).getContext('2d'), spec, faces);
  const measure = measureOf(measuring);
  const widthOf = (text: string): number =>
    (spec.counting ? countingWidth(text, measure) : measure(text)) - (text === '' ? 0 : (spec.letterSpacing ?? 0));
  const lines = linesOf(spec, measure).map((line) => ({ ...line, width: widthOf(line.text) }));

  const lineHeight = spec.size * spec.lineHeight;
  const textWidth = Math.max(...lines.map((l) => l.width), ...(spec.counting ?? []).flatMap((t) => t.split('\n')).map(widthOf), 1);
  const padding = spec.background === null ? { x: 0, y: 0 } : (spec.plate ?? { x: spec.padding, y: spec.padding });
  const textHeight = lines.length * lineHeight;
  const inner = Math.max(textHeight, (spec.room?.height ?? 0) - 2 * padding.y);
  const boxWidth = textWidth + 2 * padding.x;
  const boxHeight = inner + 2 * padding.y;
  const over = overhang(measuring, spec, lines, lineHeight);
  const { x: marginX, y: marginY } = spec.margin ?? { x: 0, y: 0 };
  const width = even(boxWidth + 2 * over.x) + 2 * marginX;
  const height = even(boxHeight + 2 * over.y) + 2 * marginY;
  if (Math.max(width, height) > MAX_SIDE || width * height > MAX_PIXELS) {
    const most = `at most ${MAX_SIDE} a side and ${MAX_PIXELS} in all`;
    throw fail('INVALID_TIMELINE', `The text "${short(spec.text)}" would be ${width}×${height} pixels; ${most}.`);
  }

  const left = (width - boxWidth) / 2;
  const top = (height - boxHeight) / 2;
  const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = measuring.measureText('Hg');
  const baseline = (lineHeight + ascent - descent) / 2;
  const share = { left: 0, center: 0.5, right: 1 }[spec.align];
  const drop = (inner - textHeight) * { top: 0, middle: 0.5, bottom: 1 }[spec.room?.align ?? 'top'];
  return {
    ...{ spec, width, height, box: { x: left, y: top, width: boxWidth, height: boxHeight }, lineHeight },
    lines: lines.map((line, i) => {
      const at = top + padding.y + drop + i * lineHeight;
      return { ...line, x: left + padding.x + (textWidth - line.width) * share, top: at, baseline: at + baseline };
    }),
    pieces: spec.by || spec.highlight || spec.counting ? piecesOf(spec, lines, measure) : null,
  };
};

/** The lines, each with where it begins in the text. */
const linesOf = (spec: TextRaster, measure: (text: string) => number): Line[] => {
  let from = 0;
  // A counting text keeps its lines: its picture has one size.
  return wrapLines(spec.text, spec.counting ? Number.POSITIVE_INFINITY : spec.maxWidth, measure).map((text) => {
    from = Math.max(from, spec.text.indexOf(text, from));
    const line = { text, from, width: 0 };
    from += text.length;
    return line;
  });
};

/** Halving steps of a search among sizes: the last one is a thousandth of the size. */
const STEPS = 10;

/** The largest size with which the text fits, no word broken. */
const shrunk = (spec: TextRaster, { minSize, maxHeight }: NonNullable<TextRaster['shrink']>, faces: FaceList): TextRaster => {
  const sized = (size: number): TextRaster => {
    const factor = size / spec.size;
    return { ...spec, size, ...(spec.letterSpacing === undefined ? {} : { letterSpacing: spec.letterSpacing * factor }) };
  };
  const fits = (size: number): boolean => {
    const tried = sized(size);
    const measure = measureOf(prepare(createCanvas(1, 1).getContext('2d'), tried, faces));
    const words = spec.text
      .split(/\s+/)
      .every((word) => measure(word) <= spec.maxWidth || !/\p{Script=Latin}|\p{Script=Arabic}|\p{N}/u.test(word));
    return words && linesOf(tried, measure).length * size * spec.lineHeight <= maxHeight;
  };
  if (fits(spec.size)) return spec;
  let [low, high] = [minSize, spec.size];
  for (let i = 0; i < STEPS; i++) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return sized(Math.floor(low * 100) / 100);
};

/** A context that measures and draws letters as the spec says. */
export const prepare = (context: SKRSContext2D, spec: TextRaster, faces: FaceList): SKRSContext2D => {
  // The faces are exactly what was asked for: weight and slant are in the file, not in the request.
  context.font = `${spec.size}px ${faces.names}`;
  if (faces.weight !== undefined) context.fontVariationSettings = `"wght" ${faces.weight}`;
  if (spec.letterSpacing !== undefined) context.letterSpacing = `${spec.letterSpacing}px`;
  context.lang = 'en';
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.lineJoin = 'round';
  return context;
};

export const measureOf =
  (context: SKRSContext2D) =>
  (text: string): number =>
    context.measureText(text).width;

const even = (pixels: number): number => Math.ceil(pixels / 2) * 2;
const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** How far ink, stroke and shadow may stand out of the box, equal on opposite sides so that the middle stays the middle. */
const overhang = (context: SKRSContext2D, spec: TextRaster, lines: readonly Line[], lineHeight: number): { x: number; y: number } => {
  // Of a counting text the same for every number.
  let x = spec.counting ? spec.size * 0.25 : 0;
  let y = spec.counting ? spec.size * 0.3 : 0;
  for (const { text } of spec.counting ? [] : lines) {
    const m = context.measureText(text);
    x = Math.max(x, m.actualBoundingBoxLeft, m.actualBoundingBoxRight - m.width);
    y = Math.max(y, (m.actualBoundingBoxAscent + m.actualBoundingBoxDescent - lineHeight) / 2 + spec.size * 0.15);
  }
  const stroke = spec.stroke?.width ?? 0;
  const shadow = spec.shadow;
  const plates = spec.highlight?.background == null ? 0 : spec.highlight.padding;
  return {
    x: Math.ceil(Math.max(x + stroke + (shadow === null ? 0 : shadow.blur * 1.5 + Math.abs(shadow.x)), plates)) + 1,
    y: Math.ceil(Math.max(y + stroke + (shadow === null ? 0 : shadow.blur * 1.5 + Math.abs(shadow.y)), plates)) + 1,
  };
};
