import type { ExampleTimeline } from '../../gallery/examples.ts';

/** From 320×180 to 1920×1080. */
export const FACTOR = 6;

/** Keys whose numbers are pixels. */
const PIXELS = new Set(
  'width height radius size padding maxWidth blur spread x y corners letterSpacing topLeft topRight bottomLeft bottomRight feather distance'.split(
    ' ',
  ),
);
/** What counts no pixels all the same: places in parts of the picture, cells. */
const sizeless = (key: string, value: unknown): boolean =>
  key === 'kenBurns' ||
  (typeof value === 'object' && value !== null && 'type' in value && ['pixelate', 'palette'].includes(String(value.type)));

/** The same picture with six times as many pixels a side: every number that counts pixels is six times what it was. */
export const large = (timeline: ExampleTimeline): ExampleTimeline => grown(timeline, false) as ExampleTimeline;

function grown(value: unknown, pixels: boolean): unknown {
  if (typeof value === 'number') return pixels ? value * FACTOR : value;
  if (typeof value === 'string') {
    const said = pixels ? /^(-?[\d.]+)px$/.exec(value) : null;
    return said ? `${Number(said[1]) * FACTOR}px` : value;
  }
  if (Array.isArray(value)) return value.map((each) => (sizeless('', each) ? each : grown(each, pixels)));
  if (typeof value !== 'object' || value === null) return value;
  const keyframe = pixels && 'at' in value && 'value' in value;
  return Object.fromEntries(
    Object.entries(value).map(([key, v]) => [key, sizeless(key, v) ? v : grown(v, PIXELS.has(key) || (keyframe && key === 'value'))]),
  );
}
