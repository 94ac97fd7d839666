import { createRequire } from 'node:module';

/** A family we ship. Each subset is a file of its own and is registered under a name no system font has. */
export interface Family {
  name: string;
  package: string;
  subsets: readonly string[];
  weights: readonly number[];
  styles: readonly ('normal' | 'italic')[];
}

const ALL = [100, 200, 300, 400, 500, 600, 700, 800, 900];
const noto = (script: string): Family => ({
  name: `Noto Sans ${script}`,
  package: `@fontsource/noto-sans-${script.toLowerCase()}`,
  subsets: [script.toLowerCase(), 'latin', 'latin-ext'],
  weights: ALL,
  styles: ['normal'],
});

const INTER: Family = {
  name: 'Inter',
  package: '@fontsource/inter',
  subsets: ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese'],
  weights: ALL,
  styles: ['normal', 'italic'],
};
export const EMOJI: Family = {
  name: 'Noto Color Emoji',
  package: '@fontsource/noto-color-emoji',
  subsets: ['emoji'],
  weights: [400],
  styles: ['normal'],
};

/** Every text may take letters from these, in this order after its own; pages have them too. */
export const FAMILIES: readonly Family[] = [INTER, noto('Arabic'), EMOJI];
/** Those of one script, opened only for texts that need them. */
export const SCRIPT_FAMILIES: readonly Family[] = [noto('Hebrew'), noto('Devanagari'), noto('Thai')];

const require = createRequire(import.meta.url);

/** Path of a face's WOFF file. */
export const fileOf = (family: Family, subset: string, weight: number, style: string): string => {
  const id = family.package.slice('@fontsource/'.length);
  return require.resolve(`${family.package}/files/${id}-${subset}-${weight}-${style}.woff`);
};

export const filesOf = (family: Family): string[] =>
  family.styles.flatMap((style) => family.weights.flatMap((weight) => family.subsets.map((s) => fileOf(family, s, weight, style))));

/** A family of thousands of characters: about a hundred files, each of some characters and of all weights. */
export interface SlicedFamily {
  name: string;
  slices: readonly Slice[];
}

interface Slice {
  name: string;
  file: string;
  covers: (codePoint: number) => boolean;
}

const sliced = (script: string): SlicedFamily => {
  const id = `noto-sans-${script.toLowerCase()}`;
  const ranges = require(`@fontsource-variable/${id}/unicode.json`) as Record<string, string>;
  const slices = Object.entries(ranges).map(([subset, list]): Slice => {
    const name = subset.replaceAll(/[[\]]/g, '');
    const file = require.resolve(`@fontsource-variable/${id}/files/${id}-${name}-wght-normal.woff2`);
    return { name, file, covers: within(list) };
  });
  return { name: `Noto Sans ${script}`, slices };
};

/** "U+4e00-4eff,U+3000" */
const within = (list: string): Slice['covers'] => {
  const ranges = list.split(',').map((range) => {
    const [first = 0, last = first] = range
      .trim()
      .slice(2)
      .split('-')
      .map((digits) => Number.parseInt(digits, 16));
    return { first, last };
  });
  return (codePoint) => ranges.some(({ first, last }) => codePoint >= first && codePoint <= last);
};

/** Han, kana and hangul. */
export const SLICED_FAMILIES: readonly SlicedFamily[] = ['SC', 'JP', 'KR'].map(sliced);

/** Whose forms of shared characters a text is written in: kana are Japanese, hangul is Korean. */
export const slicedFor = (text: string): SlicedFamily[] => {
  const first = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text) ? 'JP' : /\p{Script=Hangul}/u.test(text) ? 'KR' : 'SC';
  return [...SLICED_FAMILIES].sort((a, b) => Number(b.name.endsWith(first)) - Number(a.name.endsWith(first)));
};
