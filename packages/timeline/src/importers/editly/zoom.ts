import type { Part } from '../part.ts';
import type { Session } from '../session.ts';

/** The slow zoom of pictures and titles as a scale; panning is listed. `direction` and `amount` are what holds when nothing is said. */
export function zoomOf(
  layer: Part,
  length: number,
  direction: 'in' | null,
  amount: number,
  session: Session,
  size = 1,
): Record<string, unknown> {
  const said = layer.whole().zoomDirection === null ? null : (layer.text('zoomDirection') ?? direction);
  const by = layer.number('zoomAmount', 0, 10) ?? amount;
  layer.ignore('zoomDirection');
  if (said === null || by === 0) return size === 1 ? {} : { scale: size };
  if (said !== 'in' && said !== 'out') {
    session.drop(layer.at('zoomDirection'), `The motion "${said}" is not offered; the picture stands still.`);
    return {};
  }
  const [small, large] = [size, size * (1 + by)];
  const [from, to] = said === 'in' ? [small, large] : [large, small];
  return {
    scale: [
      { at: 0, value: round(from) },
      { at: round(Math.max(length, 0.001)), value: round(to) },
    ],
  };
}

const round = (n: number): number => Math.round(n * 1e4) / 1e4;
