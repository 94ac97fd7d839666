import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { FAMILIES, type Family, fileOf } from '../canvas/index.ts';
import { unpacked } from './unpack-woff.ts';

/** The shipped fonts as a page sees them. Nothing that is installed on the machine is among them. */
export interface PageFonts {
  /** @font-face rules of all faces, files at `<origin>font/<name>`. */
  css: string;
  /** Paths of the files by name. */
  files: ReadonlyMap<string, string>;
  /** The fontconfig file that knows only our folder: what "sans-serif" and unnamed fallbacks are drawn with. */
  config: string;
}

const require = createRequire(import.meta.url);

/** Writes the folder the browser takes for the machine's fonts. @param origin of pages, with a slash at its end */
export const openPageFonts = async (dir: string, origin: string): Promise<PageFonts> => {
  const files = new Map<string, string>();
  const rules = await Promise.all(FAMILIES.flatMap((family) => facesOf(family).map((face) => rulesOf(family, face, origin, files))));
  await mkdir(join(dir, 'fonts'), { recursive: true });
  await Promise.all(
    FAMILIES.flatMap((family) =>
      family.weights
        .filter((weight) => weight === 400 || weight === 700)
        .flatMap((weight) => family.subsets.map((subset) => fileOf(family, subset, weight, 'normal'))),
    ).map(async (file) => writeFile(join(dir, 'fonts', `${basename(file, '.woff')}.ttf`), unpacked(await readFile(file)))),
  );
  const config = join(dir, 'fonts.conf');
  await writeFile(config, configOf(join(dir, 'fonts'), join(dir, 'fontcache')));
  return { css: rules.join('\n'), files, config };
};

const facesOf = (family: Family): string[] =>
  family.weights.flatMap((weight) => family.styles.map((style) => (style === 'italic' ? `${weight}-italic` : `${weight}`)));

/** The package's own rules: their ranges of characters are the ones its files have. */
const rulesOf = async (family: Family, face: string, origin: string, files: Map<string, string>): Promise<string> => {
  const path = require.resolve(`${family.package}/${face}.css`);
  const blocks = (await readFile(path, 'utf8')).match(/@font-face\s*\{[^}]*\}/g) ?? [];
  return blocks
    .map((block) =>
      block.replace(/src:[^;]*;/, (src) => {
        const name = /files\/([\w-]+\.woff)\)/.exec(src)![1]!;
        files.set(name, join(path, '..', 'files', name));
        return `src: url(${origin}font/${name}) format('woff');`;
      }),
    )
    .join('\n');
};

const generic = (name: string): string => `<alias><family>${name}</family><prefer><family>Inter</family></prefer></alias>`;

const configOf = (folder: string, cache: string): string =>
  [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    `<dir>${folder}</dir><cachedir>${cache}</cachedir>`,
    ...['sans-serif', 'serif', 'monospace', 'system-ui'].map(generic),
    '</fontconfig>\n',
  ].join('\n');
