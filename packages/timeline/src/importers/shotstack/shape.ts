import { colorOf } from '../color.ts';
import type { Part } from '../part.ts';
import type { Session } from '../session.ts';

/** A "shape" asset: a rectangle, a circle or a line, in pixels of the output. null where nothing of it would be seen. */
export function shapeOf(asset: Part, session: Session): Record<string, unknown> | null {
  const kind = asset.text('shape') ?? '';
  const fill = colorIn(asset.part('fill'), session);
  const stroke = strokeOf(asset.part('stroke'), session);
  const size = sizeOf(kind, asset, fill);
  asset.rest({
    width: 'A shape has no box around it: it is as large as it is.',
    height: 'A shape has no box around it: it is as large as it is.',
  });
  if (size === null || (fill === undefined && stroke === undefined)) return null;
  const drawn = kind === 'line' ? {} : { ...(fill && { fill }), ...(stroke && { stroke }) };
  return { type: 'shape', ...size, ...drawn };
}

function sizeOf(kind: string, asset: Part, fill: string | undefined): Record<string, unknown> | null {
  const body = asset.part(kind);
  const take = (key: string) => body?.number(key, 1, 8192);
  if (kind === 'rectangle') {
    const [width, height, radius] = [take('width'), take('height'), body?.number('cornerRadius', 0, 4096)];
    body?.rest();
    return width && height ? { shape: 'rectangle', width, height, ...(radius && { radius }) } : null;
  }
  if (kind === 'circle') {
    const radius = body?.number('radius', 1, 4096);
    body?.rest();
    return radius ? { shape: 'ellipse', width: 2 * radius, height: 2 * radius } : null;
  }
  if (kind !== 'line') return null;
  const [width, thickness] = [take('length'), body?.number('thickness', 1, 1000)];
  body?.rest();
  return width && thickness && fill ? { shape: 'line', width, stroke: { color: fill, width: thickness } } : null;
}

function colorIn(part: Part | undefined, session: Session): string | undefined {
  const color = part && colorOf(session, part.at('color'), part.text('color'), true);
  const opacity = part?.number('opacity', 0, 1);
  part?.rest();
  return color && opacity !== undefined
    ? `${color.slice(0, 7)}${Math.round(opacity * 255)
        .toString(16)
        .padStart(2, '0')}`
    : color;
}

function strokeOf(part: Part | undefined, session: Session): { color: string; width: number } | undefined {
  const color = part && colorOf(session, part.at('color'), part.text('color'), true);
  const width = part?.number('width', 0, 1000);
  part?.rest();
  return color && width ? { color, width } : undefined;
}
