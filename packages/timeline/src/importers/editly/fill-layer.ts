import { colorOf } from '../color.ts';
import { isObject, type Part } from '../part.ts';
import type { Session } from '../session.ts';
import type { Settings } from './media-layer.ts';

const FILLS = ['fill-color', 'pause', 'radial-gradient', 'linear-gradient', 'rainbow-colors'];

export const isFill = (type: string): boolean => FILLS.includes(type);

/** A layer that fills the canvas, or null where editly would draw lots for its colours. */
export function fillLayer(type: string, layer: Part, { width, height }: Settings, session: Session): Record<string, unknown> | null {
  if (type === 'rainbow-colors') return null;
  if (type === 'fill-color' || type === 'pause') {
    const color = colorOf(session, layer.at('color'), layer.text('color'));
    return color ? { type: 'color', color } : null;
  }
  const raw = layer.raw('colors');
  const colors =
    Array.isArray(raw) && !isObject(raw[0]) ? raw.map((c, i) => colorOf(session, `${layer.at('colors')}[${i}]`, String(c))) : [];
  if (colors.length < 2 || colors.some((c) => c === undefined)) return null;
  const stops = colors.map((color, i) => ({ at: Math.round((i / (colors.length - 1)) * 1e4) / 1e4, color }));
  if (type === 'radial-gradient') return { type: 'gradient', gradient: { kind: 'radial', stops } };
  // From the upper left corner to the lower right one.
  const angle = Math.round((Math.atan2(width, -height) * 180 * 100) / Math.PI) / 100;
  return { type: 'gradient', gradient: { kind: 'linear', angle, stops } };
}
