import { chain } from '../command/overlay.ts';
import { SCALER, TO_709 } from '../command/scaler.ts';
import type { Stage } from './look.ts';

const TO_RGB = `scale=in_color_matrix=bt709:in_range=tv:out_range=pc:flags=${SCALER}`;

/** Filters in RGB: of a transparent picture, whose clear pixels have no colour worth mixing into their neighbours, with the alpha multiplied in. */
export const inRgb = ({ alpha }: Pick<Stage, 'alpha'>, filters: readonly string[], mixes: boolean): string[] => [
  TO_RGB,
  `format=${alpha ? 'gbrap' : 'gbrp'}`,
  ...(alpha && mixes ? ['premultiply=inplace=1', ...filters, 'format=gbrap', 'unpremultiply=inplace=1'] : filters),
  `scale=${TO_709}:flags=${SCALER}`,
  `format=${alpha ? 'yuva420p' : 'yuv420p'}`,
];

/** Filters that mix neighbouring pixels: as they are where all is opaque. */
export const mixing = (stage: Stage, stream: string, opaque: readonly string[], clear: readonly string[]): string =>
  chain(stage.shop, stream, (stage.alpha ? inRgb(stage, clear, true) : opaque).join(','));
