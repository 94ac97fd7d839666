import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { GlobalFonts } from '@napi-rs/canvas';
import { fontFile } from '@workprint/timeline';
import type { Coverage } from './coverage.ts';
import type { FaceList } from './faces.ts';
import {
  EMOJI,
  FAMILIES,
  type Family,
  fileOf,
  filesOf,
  SCRIPT_FAMILIES,
  SLICED_FAMILIES,
  type SlicedFamily,
  slicedFor,
} from './families.ts';
import { readFont } from './font-file.ts';
import { isInvisible } from './invisible.ts';
import { openUploadedFonts, type UploadedFonts } from './uploaded-fonts.ts';

/** The fonts of this build and those that were uploaded: nothing that is installed on the machine is ever drawn with. */
export interface Fonts extends Pick<UploadedFonts, 'has' | 'add'> {
  /** SHA-256 over each family's files, hex, by family name. */
  readonly hashes: Record<string, string>;
  /** Loads the faces that a text needs once. null when there is no such family, or its file was not added. */
  faces(font: string, weight: number, italic: boolean, text?: string): Promise<FaceList | null>;
}

const ALL_FILES: readonly { name: string; files: readonly string[] }[] = [
  ...[...FAMILIES, ...SCRIPT_FAMILIES].map((family) => ({ name: family.name, files: filesOf(family) })),
  ...SLICED_FAMILIES.map(({ name, slices }) => ({ name, files: slices.map((s) => s.file) })),
];

const nearest = (weights: readonly number[], weight: number): number =>
  weights.reduce((best, w) => (Math.abs(w - weight) < Math.abs(best - weight) ? w : best));

const hashOf = async (files: readonly string[]): Promise<string> => {
  const hash = createHash('sha256');
  for (const file of files)
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
  const hashes = Object.fromEntries(await Promise.all(ALL_FILES.map(async (f) => [f.name, await hashOf(f.files)] as const)));
  const loaded = new Map<string, Promise<Face>>();

  const load = (name: string, file: () => string): Promise<Face> => {
    let face = loaded.get(name);
    if (face === undefined) {
      face = readFile(file()).then((bytes) => {
        if (GlobalFonts.register(bytes, name) === null) throw new Error(`the font ${name} could not be registered`);
        return { name, covers: readFont(bytes, name).covers };
      });
      loaded.set(name, face);
    }
    return face;
  };
  const loadFamily = (family: Family, weight: number, italic: boolean): Promise<Face>[] => {
    const style = italic && family.styles.includes('italic') ? 'italic' : 'normal';
    const near = nearest(family.weights, weight);
    return family.subsets.map((s) => load(`Workprint ${family.name} ${s} ${near} ${style}`, () => fileOf(family, s, near, style)));
  };
  const loadSlices = ({ name, slices }: SlicedFamily, characters: readonly number[]): Promise<Face>[] =>
    slices.filter((s) => characters.some(s.covers)).map((s) => load(`Workprint ${name} ${s.name}`, () => s.file));

  const uploaded = openUploadedFonts();
  // Pictures come from the emoji; letters and digits are the font's own or missing.
  const beside = async (own: FaceList): Promise<FaceList> => {
    const [emoji] = await Promise.all(loadFamily(EMOJI, 400, false));
    return {
      names: `${own.names}, "${emoji!.name}"`,
      families: [...own.families, EMOJI.name],
      covers: (codePoint) => own.covers(codePoint) || (codePoint > 0xff && emoji!.covers(codePoint)),
    };
  };

  return {
    hashes,
    has: uploaded.has,
    add: uploaded.add,
    async faces(font, weight, italic, text = '') {
      const file = fontFile(font);
      if (file !== null) {
        const own = uploaded.faces(file);
        return own && beside(own);
      }
      const called = ({ name }: { name: string }) => name.toLowerCase() === font.toLowerCase();
      const whole = [...FAMILIES, ...SCRIPT_FAMILIES].find(called);
      const asked = whole ?? SLICED_FAMILIES.find(called);
      if (asked === undefined) return null;
      const characters = [...new Set(text)].filter((c) => !isInvisible(c)).map((c) => c.codePointAt(0)!);
      const faces = await Promise.all([
        ...('slices' in asked ? loadSlices(asked, characters) : []),
        ...[...(whole ? [whole] : []), ...FAMILIES.filter((f) => f !== asked)].flatMap((family) => loadFamily(family, weight, italic)),
      ]);
      // The others are opened for what is missing still: most texts never need them.
      let slices = faces.some((f) => f.name.startsWith(`Workprint ${asked.name}`)) && 'slices' in asked;
      for (const family of [...SCRIPT_FAMILIES, ...slicedFor(text)]) {
        const missing = characters.filter((c) => !faces.some((f) => f.covers(c)));
        if (missing.length === 0) break;
        const more = await Promise.all('slices' in family ? loadSlices(family, missing) : loadFamily(family, weight, italic).slice(0, 1));
        const useful = more.filter((f) => missing.some(f.covers));
        slices ||= useful.length > 0 && 'slices' in family;
        faces.push(...useful);
      }
      return {
        names: faces.map((f) => `"${f.name}"`).join(', '),
        families: [asked.name, ...ALL_FILES.map((f) => f.name).filter((name) => name !== asked.name)],
        covers: (codePoint) => faces.some((f) => f.covers(codePoint)),
        ...(slices ? { weight } : {}),
      };
    },
  };
};
