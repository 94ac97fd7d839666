import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';
import { fontFile } from '@workprint/timeline';
import type { Coverage } from './coverage.ts';
import type { FaceList } from './faces.ts';
import { readFont } from './font-file.ts';
import { openUploadedFonts, type UploadedFonts } from './uploaded-fonts.ts';

/** A family we ship. Each subset is a file of its own and is registered under a name no system font has. */
export interface Family {
  name: string;
  package: string;
  subsets: readonly string[];
  weights: readonly number[];
  styles: readonly ('normal' | 'italic')[];
}

const ALL = [100, 200, 300, 400, 500, 600, 700, 800, 900];
const INTER: Family = {
  name: 'Inter',
  package: '@fontsource/inter',
  subsets: ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese'],
  weights: ALL,
  styles: ['normal', 'italic'],
};
const ARABIC: Family = {
  name: 'Noto Sans Arabic',
  package: '@fontsource/noto-sans-arabic',
  subsets: ['arabic', 'latin', 'latin-ext'],
  weights: ALL,
  styles: ['normal'],
};
const EMOJI: Family = {
  name: 'Noto Color Emoji',
  package: '@fontsource/noto-color-emoji',
  subsets: ['emoji'],
  weights: [400],
  styles: ['normal'],
};
export const FAMILIES: readonly Family[] = [INTER, ARABIC, EMOJI];

/** The fonts of this build and those that were uploaded: nothing that is installed on the machine is ever drawn with. */
export interface Fonts extends Pick<UploadedFonts, 'has' | 'add'> {
  /** SHA-256 over each family's files, hex, by family name. */
  readonly hashes: Record<string, string>;
  /** Loads the faces once. null when there is no such family, or its file was not added. */
  faces(font: string, weight: number, italic: boolean): Promise<FaceList | null>;
}

const require = createRequire(import.meta.url);
const nearest = (weights: readonly number[], weight: number): number =>
  weights.reduce((best, w) => (Math.abs(w - weight) < Math.abs(best - weight) ? w : best));

/** Path of a face's WOFF file. */
export const fileOf = (family: Family, subset: string, weight: number, style: string): string => {
  const id = family.package.slice('@fontsource/'.length);
  return require.resolve(`${family.package}/files/${id}-${subset}-${weight}-${style}.woff`);
};

const allFiles = (family: Family): string[] =>
  family.styles.flatMap((style) => family.weights.flatMap((weight) => family.subsets.map((s) => fileOf(family, s, weight, style))));

const hashOf = async (family: Family): Promise<string> => {
  const hash = createHash('sha256');
  for (const file of allFiles(family))
    hash.update(
      createHash('sha256')
        .update(await readFile(file))
        .digest(),
    );
  return hash.digest('hex');
};

interface Face {
  name: string;
  covers: Coverage;
}

/** Reads and hashes every shipped font file. Faces are registered when first asked for. */
export const openFonts = async (): Promise<Fonts> => {
  const hashes = Object.fromEntries(await Promise.all(FAMILIES.map(async (f) => [f.name, await hashOf(f)] as const)));
  const loaded = new Map<string, Promise<Face>>();

  const load = (family: Family, subset: string, weight: number, style: string): Promise<Face> => {
    const name = `Workprint ${family.name} ${subset} ${weight} ${style}`;
    let face = loaded.get(name);
    if (face === undefined) {
      face = readFile(fileOf(family, subset, weight, style)).then((bytes) => {
        if (GlobalFonts.register(bytes, name) === null) throw new Error(`the font ${name} could not be registered`);
        return { name, covers: readFont(bytes, name).covers };
      });
      loaded.set(name, face);
    }
    return face;
  };

  const uploaded = openUploadedFonts();
  // Pictures come from the emoji; letters and digits are the font's own or missing.
  const beside = async (own: FaceList): Promise<FaceList> => {
    const emoji = await load(EMOJI, 'emoji', 400, 'normal');
    return {
      names: `${own.names}, "${emoji.name}"`,
      families: [...own.families, EMOJI.name],
      covers: (codePoint) => own.covers(codePoint) || (codePoint > 0xff && emoji.covers(codePoint)),
    };
  };

  return {
    hashes,
    has: uploaded.has,
    add: uploaded.add,
    async faces(font, weight, italic) {
      const file = fontFile(font);
      if (file !== null) {
        const own = uploaded.faces(file);
        return own && beside(own);
      }
      const asked = FAMILIES.find((f) => f.name.toLowerCase() === font.toLowerCase());
      if (asked === undefined) return null;
      const families = [asked, ...FAMILIES.filter((f) => f !== asked)];
      const faces = await Promise.all(
        families.flatMap((family) => {
          const style = italic && family.styles.includes('italic') ? 'italic' : 'normal';
          return family.subsets.map((subset) => load(family, subset, nearest(family.weights, weight), style));
        }),
      );
      return {
        names: faces.map((f) => `"${f.name}"`).join(', '),
        families: families.map((f) => f.name),
        covers: (codePoint) => faces.some((f) => f.covers(codePoint)),
      };
    },
  };
};
