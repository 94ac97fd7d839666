import type { FontProbe } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import { type Coverage, coverageOf, rangesOf } from './coverage.ts';
import { type FontContainer, openTables } from './sfnt.ts';

export interface FontFile {
  container: FontContainer;
  probe: FontProbe;
  covers: Coverage;
}

/** Largest font taken, bytes. */
export const MAX_FONT_BYTES = 32 * 2 ** 20;

/**
 * Reads what a font file says of itself.
 * @param name how the file is called in messages
 * @throws FailureError UNREADABLE_MEDIA
 */
export const readFont = (font: Buffer, name: string): FontFile => {
  try {
    const { container, table } = openTables(font);
    const cmap = table('cmap');
    if (cmap === null) throw new Error('it says of no character which glyph is its');
    const ranges = rangesOf(cmap);
    const characters = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
    if (characters === 0) throw new Error('it has no characters');
    return { container, covers: coverageOf(ranges), probe: { ...namesOf(table('name'), name), ...looksOf(table('OS/2')), characters } };
  } catch (error) {
    throw fail('UNREADABLE_MEDIA', `${name} is not a font that can be read: ${error instanceof Error ? error.message : error}.`);
  }
};

const FAMILY = [16, 1];
const STYLE = [17, 2];
const MAX_NAME = 200;

/** Unicode names, English before others. */
const namesOf = (table: Buffer | null, otherwise: string): Pick<FontProbe, 'family' | 'style'> => {
  const records =
    table === null
      ? []
      : Array.from({ length: table.readUInt16BE(2) }, (_, i) => {
          const at = 6 + i * 12;
          const [platform, encoding, language, id] = [0, 2, 4, 6].map((o) => table.readUInt16BE(at + o));
          const from = table.readUInt16BE(4) + table.readUInt16BE(at + 10);
          const text = table.subarray(from, from + table.readUInt16BE(at + 8));
          return { unicode: platform === 0 || (platform === 3 && (encoding === 1 || encoding === 10)), language, id, text };
        }).filter((r) => r.unicode && r.text.length % 2 === 0);
  const named = (ids: readonly number[]): string | undefined =>
    ids
      .flatMap((id) => records.filter((r) => r.id === id).sort((a, b) => Number(b.language === 0x409) - Number(a.language === 0x409)))
      .map(({ text }) =>
        Buffer.from(text)
          .swap16()
          .toString('utf16le')
          .replace(/\p{Cc}/gu, '')
          .slice(0, MAX_NAME),
      )
      .find((text) => text !== '');
  return { family: named(FAMILY) ?? otherwise.replaceAll('"', ''), style: named(STYLE) ?? 'Regular' };
};

const looksOf = (table: Buffer | null): Pick<FontProbe, 'weight' | 'italic'> =>
  table === null ? { weight: 400, italic: false } : { weight: table.readUInt16BE(4) || 400, italic: (table.readUInt16BE(62) & 1) === 1 };
