import { brotliDecompressSync, inflateSync } from 'node:zlib';

export type FontContainer = 'truetype' | 'opentype' | 'woff' | 'woff2';

/** The tables of one font face, unpacked when asked for. */
export interface FontTables {
  container: FontContainer;
  /** null when the font has no such table. @throws when the file is damaged */
  table(tag: string): Buffer | null;
}

/** Unpacked, a font is no larger: what asks for more is no font. */
const MAX_UNPACKED = 128 * 2 ** 20;
const MAX_TABLES = 256;

/** What a file's first bytes say it is; null when it is no font we read. Collections are not: a font is one face. */
export const fontContainer = (head: Buffer): FontContainer | null => {
  const signature = head.toString('latin1', 0, 4);
  if (signature === '\0\x01\0\0' || signature === 'true') return 'truetype';
  if (signature === 'OTTO') return 'opentype';
  if (signature === 'wOFF') return 'woff';
  return signature === 'wOF2' ? 'woff2' : null;
};

/** @throws when the bytes are no font, or damaged */
export const openTables = (font: Buffer): FontTables => {
  const container = fontContainer(font);
  if (container === null) throw new Error('its first bytes are not those of a font');
  const tables = container === 'woff2' ? woff2Tables(font) : container === 'woff' ? woffTables(font) : plainTables(font);
  return { container, table: (tag) => tables.get(tag)?.() ?? null };
};

type Tables = Map<string, () => Buffer>;

const countOf = (font: Buffer, at: number): number => {
  const count = font.readUInt16BE(at);
  if (count === 0 || count > MAX_TABLES) throw new Error(`it says that it has ${count} tables`);
  return count;
};

const part = (bytes: Buffer, offset: number, length: number): Buffer => {
  if (offset + length > bytes.length) throw new Error('it is cut off');
  return bytes.subarray(offset, offset + length);
};

const plainTables = (font: Buffer): Tables =>
  new Map(
    Array.from({ length: countOf(font, 4) }, (_, i) => {
      const at = 12 + i * 16;
      return [font.toString('latin1', at, at + 4), () => part(font, font.readUInt32BE(at + 8), font.readUInt32BE(at + 12))];
    }),
  );

/** WOFF 1: tables are compressed one by one. */
const woffTables = (font: Buffer): Tables =>
  new Map(
    Array.from({ length: countOf(font, 12) }, (_, i) => {
      const at = 44 + i * 20;
      return [
        font.toString('latin1', at, at + 4),
        () => {
          const body = part(font, font.readUInt32BE(at + 4), font.readUInt32BE(at + 8));
          const whole = font.readUInt32BE(at + 12);
          return body.length < whole ? inflateSync(body, { maxOutputLength: MAX_UNPACKED }) : body;
        },
      ];
    }),
  );

const KNOWN_TAGS = (
  'cmap head hhea hmtx maxp name OS/2 post cvt  fpgm glyf loca prep CFF  VORG EBDT EBLC gasp hdmx kern LTSH PCLT VDMX vhea vmtx BASE GDEF ' +
  'GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG  sbix acnt avar bdat bloc bsln cvar fdsc feat fmtx fvar gvar hsty just lcar mort morx opbd ' +
  'prop trak Zapf Silf Glat Gloc Feat Sill'
).match(/.{4} ?/g)!;

/** WOFF 2: one Brotli stream of all tables; those we read are never transformed. */
const woff2Tables = (font: Buffer): Tables => {
  let at = 48;
  const base128 = (): number => {
    for (let value = 0, i = 0; i < 5; i++) {
      const byte = font.readUInt8(at++);
      value = value * 128 + (byte & 0x7f);
      if (byte < 128) return value;
    }
    throw new Error('a length in it is none');
  };
  let offset = 0;
  const entries = Array.from({ length: countOf(font, 12) }, () => {
    const flags = font.readUInt8(at++);
    const known = flags & 0x3f;
    const tag = known === 0x3f ? font.toString('latin1', at, at + 4) : KNOWN_TAGS[known]!.slice(0, 4);
    if (known === 0x3f) at += 4;
    const version = flags >> 6;
    const whole = base128();
    // glyf and loca are transformed unless they say 3, the others unless they say 0.
    const transformed = tag === 'glyf' || tag === 'loca' ? version !== 3 : version !== 0;
    const length = transformed ? base128() : whole;
    const entry = { tag, from: offset, length };
    offset += length;
    return entry;
  });
  let body: Buffer | undefined;
  const unpacked = (): Buffer => {
    body ??= brotliDecompressSync(part(font, at, font.readUInt32BE(20)), { maxOutputLength: MAX_UNPACKED });
    return body;
  };
  return new Map(entries.map(({ tag, from, length }) => [tag, () => part(unpacked(), from, length)]));
};
