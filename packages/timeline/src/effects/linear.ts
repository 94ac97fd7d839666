import { ratio, timebase } from '../command/common.ts';
import { chain } from '../command/overlay.ts';
import { decimal, expression } from '../compile/curves.ts';
import type { Moving } from '../compile/graph.ts';
import { clock } from './level.ts';
import type { Linear, Stage } from './look.ts';

type Even = NonNullable<Linear['light']>;

/** What `eq` takes for a factor of colour, and how far `grainmerge` goes either way. */
const LIMITS = { colour: [0, 3], spread: [0, 7], light: [-127, 127] } as const;

const at = ([base, by]: Even, amount: number): number => base + by * amount;

/** Whether these filters can do it: of opaque pictures, as far as they go. */
export const movesEvenly = ({ alpha, size }: Stage, linear: Linear, { low, high }: Moving): boolean =>
  !alpha &&
  size !== null &&
  Object.entries(linear).every(([key, even]) => {
    const [least, most] = LIMITS[key as keyof Linear];
    return [low, high].every((amount) => at(even, amount) >= least && at(even, amount) <= most);
  });

/**
 * Factors by `eq`, whose fast arithmetic leaves every sample a step too low and turns about 128; a plane of one value puts that right and adds the
 * light; then the legal levels. Of a factor of exactly 1 `eq` would leave out the step.
 */
export function moveEvenly(stage: Stage, stream: string, { light, spread, colour }: Linear, { curve }: Moving): string {
  const { shop, fps, frames, clipFrame } = stage;
  const { width, height } = stage.size!;
  const value = ([base, by]: Even, k: string) => `(${decimal(base)}+${decimal(by)}*(${expression(curve, k)}))`;
  const factors = [
    ...(spread ? [`contrast='0.0001+${value(spread, clock(stage))}'`] : []),
    ...(colour ? [`saturation='0.0001+${value(colour, clock(stage))}'`] : []),
  ];
  const scaled = factors.length > 0 ? chain(shop, stream, `eq=${factors.join(':')}:eval=frame`) : stream;
  const k = `(N+${decimal(clipFrame)})`;
  const added = [...(spread ? [`2.5*${value(spread, k)}-1.25`] : []), ...(light ? [value(light, k)] : [])];
  const luma = added.length > 0 ? `floor(128.5+${added.join('+')})` : '128';
  const [level, out] = [shop.label(), shop.label()];
  shop.add(
    `color=c=black:s=16x16:r=${ratio(fps)},format=yuv420p,geq=lum='${luma}':cb=${colour ? 129 : 128}:cr=${colour ? 129 : 128},settb=${timebase(fps)},setpts=N,trim=end_frame=${frames},` +
      `scale=${width}:${height}:flags=neighbor,setsar=1[${level}]`,
  );
  const mode = (used: unknown) => (used ? 'grainmerge' : 'normal');
  const [y, c] = [mode(added.length > 0), mode(colour)];
  shop.add(`[${scaled}][${level}]blend=c0_mode=${y}:c1_mode=${c}:c2_mode=${c},limiter=16:235:1,limiter=16:240:6,setsar=1[${out}]`);
  return out;
}
