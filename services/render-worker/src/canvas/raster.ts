import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { RasterSpec, TextRaster } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import { drawDrawing } from './drawing.ts';
import type { FaceList } from './faces.ts';
import type { Fonts } from './fonts.ts';
import { facesFor } from './glyphs.ts';
import { wrapLines } from './lines.ts';

/** A picture whose middle is the middle of what it shows. Even sides. */
export interface Raster {
  png: Buffer;
  width: number;
  height: number;
}

const MAX_SIDE = 16_384;
/** Four bytes each: several texts are drawn at a time. */
const MAX_PIXELS = 40_000_000;
/** Strong characters of scripts written from right to left. */
const RIGHT_TO_LEFT = /\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}/u;
const LETTER = /\p{L}/u;

/**
 * Draws a spec once. The same spec and fonts give the same bytes on the same architecture.
 * @throws FailureError MISSING_GLYPH naming character and font, INVALID_TIMELINE for a font we don't have
 */
export const drawRaster = async (fonts: Fonts, spec: RasterSpec): Promise<Raster> =>
  spec.kind === 'text' ? drawText(fonts, spec) : drawDrawing(spec);

const drawText = async (fonts: Fonts, spec: TextRaster): Promise<Raster> => {
  const faces = await facesFor(fonts, spec);
  const measuring = prepare(createCanvas(1, 1).getContext('2d'), spec, faces);
  const lines = wrapLines(spec.text, spec.maxWidth, (text) => measuring.measureText(text).width).map((text) => ({
    text,
    width: measuring.measureText(text).width,
  }));

  const lineHeight = spec.size * spec.lineHeight;
  const textWidth = Math.max(...lines.map((l) => l.width), 1);
  const padding = spec.background === null ? 0 : spec.padding;
  const boxWidth = textWidth + 2 * padding;
  const boxHeight = lines.length * lineHeight + 2 * padding;
  const { x: overX, y: overY } = overhang(
    measuring,
    spec,
    lines.map((l) => l.text),
    lineHeight,
  );
  const width = even(boxWidth + 2 * overX);
  const height = even(boxHeight + 2 * overY);
  if (Math.max(width, height) > MAX_SIDE || width * height > MAX_PIXELS) {
    const most = `at most ${MAX_SIDE} a side and ${MAX_PIXELS} in all`;
    throw fail('INVALID_TIMELINE', `The text "${short(spec.text)}" would be ${width}×${height} pixels; ${most}.`);
  }

  const canvas = createCanvas(width, height);
  const context = prepare(canvas.getContext('2d'), spec, faces);
  const left = (width - boxWidth) / 2;
  const top = (height - boxHeight) / 2;
  if (spec.background !== null) {
    context.fillStyle = spec.background;
    context.fillRect(left, top, boxWidth, boxHeight);
  }
  const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText('Hg');
  const baseline = (lineHeight + ascent - descent) / 2;
  const share = { left: 0, center: 0.5, right: 1 }[spec.align];
  lines.forEach(({ text, width: lineWidth }, i) => {
    const x = left + padding + (textWidth - lineWidth) * share;
    drawLine(context, spec, text, x, top + padding + i * lineHeight + baseline);
  });
  return { png: await canvas.encode('png'), width, height };
};

const even = (pixels: number): number => Math.ceil(pixels / 2) * 2;
const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

const prepare = (context: SKRSContext2D, spec: TextRaster, faces: FaceList): SKRSContext2D => {
  // The faces are exactly what was asked for: weight and slant are in the file, not in the request.
  context.font = `${spec.size}px ${faces.names}`;
  context.lang = 'en';
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.lineJoin = 'round';
  return context;
};

const drawLine = (context: SKRSContext2D, spec: TextRaster, text: string, x: number, y: number): void => {
  // A line is read in the direction of its first strong letter.
  context.direction = RIGHT_TO_LEFT.test(LETTER.exec(text)?.[0] ?? '') ? 'rtl' : 'ltr';
  if (spec.shadow !== null) {
    context.shadowColor = spec.shadow.color;
    context.shadowBlur = spec.shadow.blur;
    context.shadowOffsetX = spec.shadow.x;
    context.shadowOffsetY = spec.shadow.y;
  }
  if (spec.stroke !== null && spec.stroke.width > 0) {
    context.strokeStyle = spec.stroke.color;
    context.lineWidth = spec.stroke.width * 2;
    context.strokeText(text, x, y);
    context.shadowColor = 'transparent';
  }
  context.fillStyle = spec.color;
  context.fillText(text, x, y);
  context.shadowColor = 'transparent';
};

/** How far ink, stroke and shadow may stand out of the box, equal on opposite sides so that the middle stays the middle. */
const overhang = (context: SKRSContext2D, spec: TextRaster, lines: string[], lineHeight: number): { x: number; y: number } => {
  let x = 0;
  let y = 0;
  for (const line of lines) {
    const m = context.measureText(line);
    x = Math.max(x, m.actualBoundingBoxLeft, m.actualBoundingBoxRight - m.width);
    y = Math.max(y, (m.actualBoundingBoxAscent + m.actualBoundingBoxDescent - lineHeight) / 2 + spec.size * 0.15);
  }
  const stroke = spec.stroke?.width ?? 0;
  const shadow = spec.shadow;
  return {
    x: Math.ceil(x + stroke + (shadow === null ? 0 : shadow.blur * 1.5 + Math.abs(shadow.x))) + 1,
    y: Math.ceil(y + stroke + (shadow === null ? 0 : shadow.blur * 1.5 + Math.abs(shadow.y))) + 1,
  };
};
