import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { fontOfFile, SHIPPED_FONTS, type TextRaster } from '@workprint/timeline';
import { type Fonts, openFonts } from './fonts.ts';
import { drawRaster } from './raster.ts';

const require = createRequire(import.meta.url);
const inter = (file: string) => readFile(require.resolve(`@fontsource/inter/files/inter-${file}`));

/** The same font unpacked, as TTF. */
const unpacked = (woff: Buffer): Buffer => {
  const count = woff.readUInt16BE(12);
  const head = Buffer.alloc(12 + count * 16);
  woff.copy(head, 0, 4, 8);
  head.writeUInt16BE(count, 4);
  const bodies: Buffer[] = [head];
  let offset = head.length;
  for (let i = 0; i < count; i++) {
    const [from, to] = [44 + i * 20, 12 + i * 16];
    const whole = woff.readUInt32BE(from + 12);
    const stored = woff.subarray(woff.readUInt32BE(from + 4), woff.readUInt32BE(from + 4) + woff.readUInt32BE(from + 8));
    const body = Buffer.concat([stored.length < whole ? inflateSync(stored) : stored, Buffer.alloc((4 - (whole % 4)) % 4)]);
    woff.copy(head, to, from, from + 4);
    woff.copy(head, to + 4, from + 16, from + 20);
    head.writeUInt32BE(offset, to + 8);
    head.writeUInt32BE(whole, to + 12);
    bodies.push(body);
    offset += body.length;
  }
  return Buffer.concat(bodies);
};

let fonts: Fonts;
let bold: Buffer;
beforeAll(async () => {
  fonts = await openFonts();
  bold = await inter('latin-700-normal.woff');
});

const SPEC: TextRaster = {
  ...{ kind: 'text', text: 'Hello', font: 'Inter', weight: 700, italic: false, size: 48, color: '#ffffff', align: 'center' },
  ...{ lineHeight: 1.2, maxWidth: 1000, background: null, padding: 0, stroke: null, shadow: null },
};
const failureOf = async (work: () => unknown) => {
  try {
    await work();
  } catch (error) {
    return (error as { failure: unknown }).failure;
  }
  return null;
};

describe('an uploaded font', () => {
  it('is read from TTF, WOFF and WOFF2, and draws as the same font that is shipped', async () => {
    const shipped = await drawRaster(fonts, SPEC);
    const files = { truetype: unpacked(bold), woff: bold, woff2: await inter('latin-700-normal.woff2') };
    for (const [container, bytes] of Object.entries(files)) {
      expect(fonts.add(container, bytes, '"bold"')).toMatchObject({
        container,
        probe: { family: 'Inter', weight: 700, italic: false, characters: expect.any(Number) },
      });
      const drawn = await drawRaster(fonts, { ...SPEC, font: fontOfFile(container), weight: 400 });
      // The WOFF 2 of the package is hinted otherwise.
      if (container === 'woff2') expect([drawn.width, drawn.height]).toEqual([shipped.width, shipped.height]);
      else expect({ container, same: drawn.png.equals(shipped.png) }).toEqual({ container, same: true });
    }
  });

  it('is known by its bytes alone: another of the same name is another', async () => {
    fonts.add('one', bold, '"a"');
    fonts.add('two', await inter('latin-100-normal.woff'), '"a"');
    expect(fonts.has('three')).toBe(false);
    const [one, two] = await Promise.all(['one', 'two'].map((f) => drawRaster(fonts, { ...SPEC, font: fontOfFile(f) })));
    expect(one!.width).toBeGreaterThan(two!.width);
    expect(await failureOf(() => drawRaster(fonts, { ...SPEC, font: fontOfFile('three') }))).toMatchObject({ code: 'INVALID_TIMELINE' });
  });

  it('lends no letters from others, emoji only', async () => {
    fonts.add('greek', await inter('greek-400-normal.woff'), '"g"');
    const greek = (text: string) => drawRaster(fonts, { ...SPEC, font: fontOfFile('greek'), text });
    expect((await greek('Ω🎬')).width).toBeGreaterThan(48);
    for (const [text, code] of [
      ['Ωa', 'U+0061'],
      ['1', 'U+0031'],
    ] as const) {
      const failure = { code: 'MISSING_GLYPH', message: expect.stringContaining(`Inter has no glyph for "${text.at(-1)}" (${code})`) };
      expect(await failureOf(() => greek(text))).toMatchObject(failure);
    }
  });

  it('is refused when it is cut off, damaged, or not a font', async () => {
    const woff2 = await inter('latin-700-normal.woff2');
    const scrambled = Buffer.from(woff2);
    scrambled.fill(0x55, 300, 2000);
    const many = Buffer.from(bold);
    many.writeUInt16BE(60_000, 12);
    const bad = [
      bold.subarray(0, 2000),
      woff2.subarray(0, 400),
      scrambled,
      many,
      Buffer.from('wOFF'),
      Buffer.from('OTTO\0\0'),
      Buffer.alloc(0),
    ];
    for (const [i, bytes] of bad.entries()) {
      const failure = await failureOf(() => fonts.add(`bad ${i}`, bytes, '"bad"'));
      expect({ i, failure }).toMatchObject({ failure: { code: 'UNREADABLE_MEDIA', message: expect.stringContaining('"bad"') } });
    }
  });
});

it('ships the families that timelines may name', () => expect(Object.keys(fonts.hashes)).toEqual(SHIPPED_FONTS));
