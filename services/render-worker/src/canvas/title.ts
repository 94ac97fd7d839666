import { open } from 'node:fs/promises';
import { createCanvas } from '@napi-rs/canvas';
import {
  AT_REST,
  backdropAt,
  moveOf,
  movingAt,
  posesAt,
  rasterAt,
  saidAt,
  shotsOf,
  type TextRaster,
  type TitleSpec,
} from '@workprint/timeline';
import type { FaceList } from './faces.ts';
import type { Fonts } from './fonts.ts';
import { facesFor } from './glyphs.ts';
import { type Layout, layoutOf, prepare } from './layout.ts';
import { filmHead, pictureHead } from './matroska.ts';
import { drawParts, SILL, type Stand, unitsOf } from './parts.ts';
import { planeBytes, planesOf } from './planes.ts';

interface Shot {
  title: TitleSpec;
  /** Frames wanted: first ≤ k < first + frames, counted in the clip. */
  first: number;
  frames: number;
  /** A Matroska file of pictures as they are laid over others, not encoded, all of one size: those of `shotsOf`. */
  output: string;
  signal: AbortSignal;
}

/** What the frame before was drawn with. */
interface Before {
  said: string;
  layout: Layout;
  faces: FaceList;
}

/**
 * Draws frames of a text that moves, those that differ from the one before. Each depends on its number in the clip alone.
 * @throws FailureError as drawRaster
 */
export const drawTitle = async (fonts: Fonts, { title, first, frames, output, signal }: Shot): Promise<void> => {
  const file = await open(output, 'w');
  try {
    let before: Before | undefined;
    let planes: Buffer | undefined;
    for (const [index, k] of shotsOf(title, first, frames).entries()) {
      signal.throwIfAborted();
      const said = saidAt(title, k);
      if (before?.said !== said) {
        const spec = rasterAt(title, k);
        const faces = await facesFor(fonts, spec);
        before = { said, faces, layout: layoutOf(spec, faces) };
      }
      const { layout, faces } = before;
      if (!planes) await file.write(filmHead(layout.width, layout.height));
      planes ??= Buffer.alloc(planeBytes(layout.width, layout.height));
      planesOf(drawFrame(layout, faces, movingAt(title, k)), layout.width, layout.height, planes);
      await file.writev([pictureHead(index, planes.length), planes]);
    }
  } finally {
    await file.close();
  }
};

const drawFrame = (layout: Layout, faces: FaceList, moving: ReturnType<typeof movingAt>): Uint8ClampedArray => {
  const canvas = createCanvas(layout.width, layout.height);
  const context = prepare(canvas.getContext('2d'), layout.spec, faces);
  const units = unitsOf(layout, moving?.movement.by ?? 'all');
  drawParts(context, { layout, faces }, units, moving && standOf(layout.spec, layout.lineHeight, moving, units.length));
  return context.getImageData(0, 0, layout.width, layout.height).data;
};

const standOf = (
  spec: TextRaster,
  lineHeight: number,
  { movement, frame, way }: NonNullable<ReturnType<typeof movingAt>>,
  count: number,
): Stand => {
  const extent = { distance: movement.distance, lineHeight: lineHeight + 2 * spec.size * SILL };
  const poses = posesAt(movement, frame, way, count, extent);
  const windowed = moveOf(movement.type).windowed === true;
  // The background goes with what moves as a whole; else it is there early and leaves late.
  const background = movement.by === 'all' && !windowed ? poses[0] : undefined;
  return { poses, windowed, background: background ?? { ...AT_REST, opacity: backdropAt(movement, frame, way) } };
};
