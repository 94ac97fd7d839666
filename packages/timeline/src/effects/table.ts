import { blur } from './blur.ts';
import { chromaKey } from './chroma-key.ts';
import { brightness, contrast, gamma, grayscale, hue, invert, saturation, sepia, temperature } from './color.ts';
import { palette, pixelate, sharpen } from './detail.ts';
import { grain, vignette } from './light.ts';
import type { Look } from './look.ts';
import { lut } from './lut.ts';
import { denoise, stabilize } from './pieces.ts';

/** Every effect there is, by its `type`: schema, checks, defaults, drawing and documents are read from here. */
export const EFFECTS = {
  brightness,
  contrast,
  saturation,
  hue,
  gamma,
  temperature,
  grayscale,
  sepia,
  invert,
  lut,
  blur,
  sharpen,
  vignette,
  grain,
  pixelate,
  palette,
  chromaKey,
  denoise,
  stabilize,
} satisfies Record<string, Look>;

/** @throws where there is none of that name: a schema let it in, or a plan is of another release */
export function lookOf(type: string): Look {
  const looks: Record<string, Look> = EFFECTS;
  const look = Object.hasOwn(looks, type) ? looks[type] : undefined;
  if (!look) throw new Error(`there is no effect ${type}`);
  return look;
}
