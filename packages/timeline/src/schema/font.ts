import { fontAsset, SHIPPED_FONTS } from '../fonts.ts';
import { nearest } from '../nearest.ts';
import type { Problem } from '../problems.ts';
import type { Path } from '../timeline.ts';
import { show } from './issues.ts';

interface FontStyle {
  font?: string | undefined;
  weight?: number | undefined;
  italic?: boolean | undefined;
}

/** A style's font must be shipped or an asset; of an asset there is one face. `path` is the style's. */
export function fontProblems(style: FontStyle, path: Path): Problem[] {
  const { font } = style;
  if (font === undefined) return [];
  if (fontAsset(font) !== null) {
    return (['weight', 'italic'] as const)
      .filter((key) => style[key] !== undefined)
      .map((key) => ({
        path: [...path, key],
        code: 'INVALID_VALUE',
        message: `An uploaded font is one face: ${key} says nothing to it.`,
        hint: `Leave ${key} out, or upload that face and name its asset.`,
      }));
  }
  if (SHIPPED_FONTS.some((name) => name.toLowerCase() === font.toLowerCase())) return [];
  const near = nearest(font, SHIPPED_FONTS);
  const all = `Fonts: ${SHIPPED_FONTS.map((name) => `"${name}"`).join(', ')}, or "asset:<id>" of an uploaded one.`;
  return [
    {
      path: [...path, 'font'],
      code: 'UNKNOWN_FONT',
      message: `There is no font ${show(font)}.`,
      hint: near ? `Did you mean "${near}"? ${all}` : all,
    },
  ];
}
