import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { FillRaster, ShapeRaster } from '@workprint/timeline';

/** Draws a filled picture or a shape. The same spec gives the same bytes on the same architecture. */
export const drawDrawing = async (spec: FillRaster | ShapeRaster): Promise<{ png: Buffer; width: number; height: number }> => {
  const { width, height } = spec;
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  if (spec.kind === 'fill') drawFill(context, spec);
  else drawShape(context, spec);
  return { png: await canvas.encode('png'), width, height };
};

const drawFill = (context: SKRSContext2D, { fill, width, height }: FillRaster): void => {
  if (fill.kind === 'color') context.fillStyle = fill.color;
  else {
    const gradient =
      fill.kind === 'linear'
        ? context.createLinearGradient(...fill.from, ...fill.to)
        : context.createRadialGradient(...fill.center, 0, ...fill.center, fill.radius);
    for (const { at, color } of fill.stops) gradient.addColorStop(at, color);
    context.fillStyle = gradient;
  }
  context.fillRect(0, 0, width, height);
};

const drawShape = (context: SKRSContext2D, spec: ShapeRaster): void => {
  const width = spec.stroke ? Math.min(spec.stroke.width, spec.box.width / 2, spec.box.height / 2) : 0;
  if (spec.fill !== null) {
    outline(context, spec, 0);
    context.fillStyle = spec.fill;
    context.fill();
  }
  if (spec.stroke) {
    // The line's middle lies half its width inside, so that its outer rim is the edge.
    outline(context, spec, width / 2);
    context.strokeStyle = spec.stroke.color;
    context.lineWidth = width;
    context.stroke();
  }
};

/** The shape's edge, moved inwards. */
const outline = (context: SKRSContext2D, { shape, box, width, height, center, radius, radii }: ShapeRaster, inset: number): void => {
  const [w, h] = [box.width - 2 * inset, box.height - 2 * inset];
  const middle = center ?? { x: width / 2, y: height / 2 };
  context.beginPath();
  if (shape === 'ellipse') context.ellipse(middle.x, middle.y, w / 2, h / 2, 0, 0, 2 * Math.PI);
  else {
    const r = (radii ?? [radius]).map((one) => Math.max(0, one - inset));
    const [x, y] = [middle.x - w / 2, middle.y - h / 2];
    if (r.every((one) => one === 0)) context.rect(x, y, w, h);
    else context.roundRect(x, y, w, h, r);
  }
};
