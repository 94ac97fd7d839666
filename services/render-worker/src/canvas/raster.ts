import { createCanvas } from '@napi-rs/canvas';
import type { RasterSpec, TextRaster } from '@workprint/timeline';
import { drawDrawing } from './drawing.ts';
import type { Fonts } from './fonts.ts';
import { facesFor } from './glyphs.ts';
import { drawBackground, drawLine } from './ink.ts';
import { layoutOf, prepare } from './layout.ts';
import { drawParts, unitsOf } from './parts.ts';

/** A picture whose middle is the middle of what it shows. Even sides. */
export interface Raster {
  png: Buffer;
  width: number;
  height: number;
}

/**
 * Draws a spec once. The same spec and fonts give the same bytes on the same architecture.
 * @throws FailureError MISSING_GLYPH naming character and font, INVALID_TIMELINE for a font we don't have
 */
export const drawRaster = async (fonts: Fonts, spec: RasterSpec): Promise<Raster> =>
  spec.kind === 'text' ? drawText(fonts, spec) : drawDrawing(spec);

const drawText = async (fonts: Fonts, asked: TextRaster): Promise<Raster> => {
  const faces = await facesFor(fonts, asked);
  const layout = layoutOf(asked, faces);
  const { spec, width, height, lines } = layout;
  const canvas = createCanvas(width, height);
  const context = prepare(canvas.getContext('2d'), spec, faces);
  if (layout.pieces !== null) drawParts(context, { layout, faces }, unitsOf(layout, 'all'), null);
  else {
    drawBackground(context, layout);
    for (const { text, x, baseline } of lines) drawLine(context, spec, text, x, baseline);
  }
  return { png: await canvas.encode('png'), width, height };
};
