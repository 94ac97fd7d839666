/** Families every worker ships; a character that one lacks is taken from the others. Uploaded ones are named "asset:<id>". */
export const SHIPPED_FONTS: readonly string[] = [
  'Inter',
  'Noto Sans Arabic',
  'Noto Color Emoji',
  'Noto Sans Hebrew',
  'Noto Sans Devanagari',
  'Noto Sans Thai',
  'Noto Sans SC',
  'Noto Sans JP',
  'Noto Sans KR',
];

const FILE = 'sha256:';

/** What a text raster calls the font of a file: its bytes, never a name that two files may share. */
export const fontOfFile = (sha256: string): string => `${FILE}${sha256}`;

/** SHA-256 of the file a text raster is drawn with; null for a shipped family. */
export const fontFile = (font: string): string | null => (font.startsWith(FILE) ? font.slice(FILE.length) : null);

const ASSET = /^asset:([A-Za-z0-9_-]{1,64})$/;

/** Id of the asset that a style's font names; null for a shipped family. */
export const fontAsset = (font: string): string | null => ASSET.exec(font)?.[1] ?? null;
