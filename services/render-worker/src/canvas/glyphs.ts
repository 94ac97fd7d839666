import type { TextRaster } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import type { FaceList } from './faces.ts';
import type { Fonts } from './fonts.ts';
import { isInvisible } from './invisible.ts';

/**
 * The faces a text is drawn with, which have all of its characters.
 * @throws FailureError MISSING_GLYPH naming character and font, INVALID_TIMELINE for a font we don't have
 */
export const facesFor = async (fonts: Fonts, spec: Pick<TextRaster, 'text' | 'font' | 'weight' | 'italic'>): Promise<FaceList> => {
  const faces = await fonts.faces(spec.font, spec.weight, spec.italic, spec.text);
  if (faces === null) {
    const known = Object.keys(fonts.hashes).join(', ');
    throw fail('INVALID_TIMELINE', `There is no font "${spec.font}". Fonts: ${known}.`);
  }
  const [name, ...others] = faces.families;
  for (const character of spec.text) {
    const codePoint = character.codePointAt(0)!;
    if (isInvisible(character) || faces.covers(codePoint)) continue;
    const code = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
    throw fail('MISSING_GLYPH', `The font ${name} has no glyph for "${character}" (${code}), nor ${have(others)}.`);
  }
  return faces;
};

const have = (families: readonly string[]): string => `${families.length > 1 ? 'have' : 'has'} ${families.join(' and ')}`;
