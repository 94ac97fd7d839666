/** Which code points a font has glyphs for. */
export type Coverage = (codePoint: number) => boolean;

type Range = [first: number, last: number];

export const coverageOf =
  (ranges: readonly Range[]): Coverage =>
  (codePoint) => {
    let low = 0;
    let high = ranges.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const [first, last] = ranges[middle]!;
      if (codePoint < first) high = middle - 1;
      else if (codePoint > last) low = middle + 1;
      else return true;
    }
    return false;
  };

/** Fonts have a handful: more is a trap. */
const MAX_TABLES = 64;

/** Sorted, apart from each other. @throws RangeError when the table is damaged */
export const rangesOf = (cmap: Buffer): Range[] => {
  const tables = Array.from({ length: Math.min(cmap.readUInt16BE(2), MAX_TABLES) }, (_, i) => cmap.readUInt32BE(4 + i * 8 + 4));
  const ranges = tables.flatMap((offset) => {
    const format = cmap.readUInt16BE(offset);
    if (format === 12) return wide(cmap, offset);
    return format === 4 ? narrow(cmap, offset) : [];
  });
  ranges.sort((a, b) => a[0] - b[0]);
  const merged: Range[] = [];
  for (const [first, last] of ranges) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
};

/** Format 12: groups of first, last, glyph. */
const wide = (cmap: Buffer, offset: number): Range[] =>
  Array.from({ length: Math.min(cmap.readUInt32BE(offset + 12), Math.ceil(cmap.length / 12)) }, (_, i) => {
    const at = offset + 16 + i * 12;
    return [cmap.readUInt32BE(at), cmap.readUInt32BE(at + 4)];
  });

/** Format 4: segments; a code point may still map to glyph 0 inside one. */
const narrow = (cmap: Buffer, offset: number): Range[] => {
  const segments = cmap.readUInt16BE(offset + 6) / 2;
  const ends = offset + 14;
  const starts = ends + segments * 2 + 2;
  const deltas = starts + segments * 2;
  const offsets = deltas + segments * 2;
  const ranges: Range[] = [];
  let seen = 0;
  for (let s = 0; s < segments; s++) {
    const first = cmap.readUInt16BE(starts + s * 2);
    const last = Math.min(cmap.readUInt16BE(ends + s * 2), 0xfffe);
    const delta = cmap.readUInt16BE(deltas + s * 2);
    const where = offsets + s * 2;
    const glyphs = cmap.readUInt16BE(where);
    seen += Math.max(0, last - first);
    if (seen > 0x10000) throw new RangeError('its segments overlap');
    for (let c = first; c <= last; c++) {
      const glyph = glyphs === 0 ? (c + delta) & 0xffff : cmap.readUInt16BE(where + glyphs + (c - first) * 2);
      if (glyph !== 0) ranges.push([c, c]);
    }
  }
  return ranges;
};
