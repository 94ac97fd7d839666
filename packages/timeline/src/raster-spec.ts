/** Text to be drawn once to a transparent PNG, cropped tight to its box. */
export interface RasterSpec {
  kind: 'text';
  text: string;
  font: string;
  weight: number;
  italic: boolean;
  /** Pixels. */
  size: number;
  /** "#rrggbb" or "#rrggbbaa". */
  color: string;
  align: 'left' | 'center' | 'right';
  /** Multiple of size. */
  lineHeight: number;
  /** Pixels; lines are wrapped at it. */
  maxWidth: number;
  background: string | null;
  /** Pixels around the text when there is a background. */
  padding: number;
  stroke: { color: string; width: number } | null;
  shadow: { color: string; blur: number; x: number; y: number } | null;
}
