import type { SKRSContext2D } from '@napi-rs/canvas';
import type { TextRaster } from '@workprint/timeline';
import { directionOf } from './direction.ts';
import type { Layout } from './layout.ts';

/** Letters where they stand: their left end on the baseline. */
export interface Written {
  text: string;
  x: number;
  y: number;
  direction: 'ltr' | 'rtl';
}

/** The background behind all of it, or behind each line. */
export const drawBackground = (context: SKRSContext2D, { spec, box, lines, lineHeight }: Layout): void => {
  if (spec.background === null) return;
  context.fillStyle = spec.background;
  const { plate } = spec;
  if (plate === undefined) {
    context.fillRect(box.x, box.y, box.width, box.height);
    return;
  }
  context.beginPath();
  if (plate.around === 'box') context.roundRect(box.x, box.y, box.width, box.height, plate.radius);
  // One path: where two lines' plates meet they are not laid over each other.
  for (const line of plate.around === 'line' ? lines.filter((l) => l.text !== '') : [])
    context.roundRect(line.x - plate.x, line.top - plate.y, line.width + 2 * plate.x, lineHeight + 2 * plate.y, plate.radius);
  context.fill();
};

/** A line as a whole. */
export const drawLine = (context: SKRSContext2D, spec: TextRaster, text: string, x: number, y: number): void => {
  const written = { text, x, y, direction: directionOf(text) };
  castShadow(context, spec, 0);
  if (drawStroke(context, spec, written)) context.shadowColor = 'transparent';
  drawLetters(context, written, spec.color);
  context.shadowColor = 'transparent';
};

/** Farther than any picture is wide. */
const AWAY = 20_000;

/** What lies under the letters, without them, so that no part's shadow falls on another part: a shadow and a stroke. */
export const drawShade = (context: SKRSContext2D, spec: TextRaster, written: Written): void => {
  if (spec.shadow !== null) {
    // The letters themselves are out of sight.
    castShadow(context, spec, AWAY);
    const away = { ...written, x: written.x - AWAY };
    if (!drawStroke(context, spec, away)) drawLetters(context, away, spec.color);
    context.shadowColor = 'transparent';
  }
  drawStroke(context, spec, written);
};

export const drawLetters = (context: SKRSContext2D, { text, x, y, direction }: Written, color: string): void => {
  context.direction = direction;
  context.fillStyle = color;
  context.fillText(text, x, y);
};

/** Whether there is one. */
const drawStroke = (context: SKRSContext2D, { stroke }: TextRaster, { text, x, y, direction }: Written): boolean => {
  if (stroke === null || stroke.width === 0) return false;
  context.direction = direction;
  context.strokeStyle = stroke.color;
  context.lineWidth = stroke.width * 2;
  context.strokeText(text, x, y);
  return true;
};

const castShadow = (context: SKRSContext2D, { shadow }: TextRaster, away: number): void => {
  if (shadow === null) return;
  context.shadowColor = shadow.color;
  context.shadowBlur = shadow.blur;
  context.shadowOffsetX = shadow.x + away;
  context.shadowOffsetY = shadow.y;
};
