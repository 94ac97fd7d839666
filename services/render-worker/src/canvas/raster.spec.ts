import { beforeAll, describe, expect, it } from '@jest/globals';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { SHIPPED_FONTS, type TextRaster } from '@workprint/timeline';
import { FailureError } from '../failure-error.ts';
import { type Fonts, openFonts } from './fonts.ts';
import { drawRaster } from './raster.ts';

let fonts: Fonts;
beforeAll(async () => {
  fonts = await openFonts();
});

const SPEC: TextRaster = {
  ...{ kind: 'text', text: 'Hello', font: 'Inter', weight: 400, italic: false, size: 48, color: '#ffffff', align: 'center' },
  ...{ lineHeight: 1.2, maxWidth: 1000, background: null, padding: 0, stroke: null, shadow: null },
};
const draw = (change: Partial<TextRaster>) => drawRaster(fonts, { ...SPEC, ...change });
const pixels = async (png: Buffer) => {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height).data;
};
const colours = (data: Uint8ClampedArray): number => {
  const seen = new Set<number>();
  for (let i = 0; i < data.length; i += 4) if (data[i + 3]! > 200) seen.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!);
  return seen.size;
};
const failureOf = async (change: Partial<TextRaster>) => {
  const error = await draw(change).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(FailureError);
  return (error as FailureError).failure;
};

describe('drawRaster', () => {
  it('draws ink, tight and even, the same bytes each time', async () => {
    const [a, b] = [await draw({}), await draw({})];
    expect(a.png.equals(b.png)).toBe(true);
    expect([a.width % 2, a.height % 2]).toEqual([0, 0]);
    expect(a.width).toBeLessThan(160);
    expect(a.height).toBeLessThan(80);
    expect((await pixels(a.png)).some((v, i) => i % 4 === 3 && v === 255)).toBe(true);
  });

  it('takes weight, slant and colour from the spec', async () => {
    const plain = await draw({});
    expect((await draw({ weight: 800 })).width).toBeGreaterThan(plain.width);
    expect((await draw({ italic: true })).png.equals(plain.png)).toBe(false);
    const red = await pixels((await draw({ color: '#ff0000' })).png);
    expect(red.some((v, i) => i % 4 === 0 && v === 255 && red[i + 1] === 0 && red[i + 3] === 255)).toBe(true);
  });

  it('joins Arabic letters: a word is narrower than its letters alone', async () => {
    const joined = await draw({ text: 'مرحبا' });
    const apart = await draw({ text: [...'مرحبا'].join('\u200c') });
    expect(joined.width).toBeLessThan(apart.width);
  });

  it('reads a line from right to left when it begins so', async () => {
    const ink = async (text: string, from: number, to: number) => {
      const { png, width } = await draw({ text });
      const data = await pixels(png);
      let blue = 0;
      for (let i = 0; i < data.length; i += 4) {
        const x = ((i / 4) % width) / width;
        if (x >= from && x < to && data[i]! > data[i + 2]! + 40) blue++;
      }
      return blue;
    };
    // The yellow face stands last in reading order.
    expect(await ink('مرحبا 😀', 0, 0.4)).toBeGreaterThan(50);
    expect(await ink('Hello 😀', 0.6, 1)).toBeGreaterThan(50);
  });

  it('draws emoji in colour, sequences as one picture', async () => {
    expect(colours(await pixels((await draw({ text: '🎬' })).png))).toBeGreaterThan(20);
    expect((await draw({ text: '🇩🇪' })).width).toBeLessThan((await draw({ text: '🎬🎬' })).width);
  });

  it('wraps at the width, breaks words that are too long, keeps line breaks', async () => {
    const one = await draw({ text: 'a' });
    const lines = async (change: Partial<TextRaster>) => Math.round((await draw(change)).height / one.height);
    expect(await lines({ text: 'Hello wide world', maxWidth: 130 })).toBe(3);
    expect(await lines({ text: 'Hello wide world', maxWidth: 400 })).toBe(1);
    expect(await lines({ text: 'a\nb' })).toBe(2);
    expect((await draw({ text: 'Incomprehensibilities', maxWidth: 150 })).width).toBeLessThan(160);
  });

  it('pads a background and leaves room for stroke and shadow', async () => {
    const plain = await draw({});
    const boxed = await draw({ background: '#202020', padding: 20 });
    expect(boxed.width - plain.width).toBe(40);
    const shadowed = await draw({ shadow: { color: '#000000', blur: 4, x: 10, y: 10 }, stroke: { color: '#00ff00', width: 3 } });
    expect(shadowed.width).toBeGreaterThan(plain.width + 20);
  });

  it('refuses a picture that would take all memory', async () => {
    const huge = { text: 'Hello', size: 4000, maxWidth: 16_000 };
    expect(await failureOf(huge)).toMatchObject({ code: 'INVALID_TIMELINE', message: expect.stringContaining('at most') });
  });

  it('names a character that no shipped font has, though the machine may have it', async () => {
    expect(await failureOf({ text: 'Hello ა' })).toMatchObject({
      code: 'MISSING_GLYPH',
      message: expect.stringMatching(/Inter.*ა.*U\+10D0/),
    });
    expect(await failureOf({ text: '\u{F8FF}' })).toMatchObject({ code: 'MISSING_GLYPH' });
    expect(await failureOf({ font: 'Comic Sans MS' })).toMatchObject({
      code: 'INVALID_TIMELINE',
      message: expect.stringContaining('Inter'),
    });
  });
});

describe('openFonts', () => {
  it('hashes every family it ships', () => {
    expect(Object.keys(fonts.hashes)).toEqual([...SHIPPED_FONTS]);
    for (const hash of Object.values(fonts.hashes)) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
});
