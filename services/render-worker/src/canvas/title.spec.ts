import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { MOVES, type MoveName, rasterAt, shotsOf, type TextRaster, type TitleSpec } from '@workprint/timeline';
import { picturesIn } from '../../test/pictures.ts';
import { type Fonts, openFonts } from './fonts.ts';
import { wrapLines } from './lines.ts';
import { planeBytes, planesOf } from './planes.ts';
import { drawRaster } from './raster.ts';
import { drawTitle } from './title.ts';

let fonts: Fonts;
let folder: string;
beforeAll(async () => {
  fonts = await openFonts();
  folder = await mkdtemp(join(tmpdir(), 'title-'));
});
afterAll(() => rm(folder, { recursive: true }));

const TEXT: TextRaster = {
  ...{ kind: 'text', text: 'Two words', font: 'Inter', weight: 600, italic: false, size: 32, color: '#ffffff', align: 'center' },
  ...{ lineHeight: 1.2, maxWidth: 600, background: null, padding: 0, stroke: null, shadow: null },
};
const moving = (type: MoveName, more: Partial<TextRaster> = {}): TitleSpec => ({
  text: { ...TEXT, by: 'letter', margin: { x: 20, y: 20 }, ...more },
  ...{ frames: 20, counter: null, spoken: [] },
  in: { type, frames: 6, by: 'letter', easing: 'linear', distance: 20 },
  out: { type, frames: 4, by: 'all', easing: 'linear', distance: 20 },
});

interface Pixels {
  width: number;
  height: number;
  data: Buffer;
}

const framesOf = async (title: TitleSpec, first: number, frames: number): Promise<Pixels[]> => {
  const output = join(folder, 'frames');
  await drawTitle(fonts, { title, first, frames, output, signal: new AbortController().signal });
  const shots = shotsOf(title, first, frames);
  const { width, height, pictures } = picturesIn(await readFile(output));
  expect(pictures.map((p) => p.length)).toEqual(shots.map(() => planeBytes(width, height)));
  return Array.from({ length: frames }, (_, k) => ({ width, height, data: pictures[shots.findLastIndex((shot) => shot <= first + k)]! }));
};
/** How opaque it is in all. */
const presence = ({ width, height, data }: Pixels): number => data.subarray(width * height * 1.5).reduce((sum, v) => sum + v, 0);
/** The planes of the part that begins at pixel x, y. */
const part = ({ width, height, data }: Pixels, x: number, y: number, w: number, h: number): Buffer => {
  const planes = [1, 2, 2, 1].map((by, i) => {
    const [from, line] = [width * height * [0, 1, 1.25, 1.5][i]!, width / by];
    const row = (n: number) => data.subarray(from + (y / by + n) * line + x / by, from + (y / by + n) * line + (x + w) / by);
    return Buffer.concat(Array.from({ length: h / by }, (_, n) => row(n)));
  });
  return Buffer.concat(planes);
};
const pixels = async (png: Buffer) => {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return { width: image.width, height: image.height, data: context.getImageData(0, 0, image.width, image.height).data };
};
const draw = async (change: Partial<TextRaster>) => pixels((await drawRaster(fonts, { ...TEXT, ...change })).png);
const ink = ({ data }: { data: Uint8ClampedArray }): number => data.reduce((sum, v, i) => (i % 4 === 3 ? sum + v : sum), 0);

describe('a text that moves', () => {
  it('is the same in frame k wherever its drawing begins', async () => {
    for (const type of Object.keys(MOVES) as MoveName[]) {
      const whole = await framesOf(moving(type), 0, 20);
      const parts = [
        ...(await framesOf(moving(type), 0, 3)),
        ...(await framesOf(moving(type), 3, 9)),
        ...(await framesOf(moving(type), 12, 8)),
      ];
      expect(whole).toHaveLength(20);
      expect({ type, equal: whole.every((frame, k) => frame.data.equals(parts[k]!.data)) }).toEqual({ type, equal: true });
    }
  });

  it('comes, rests where the text without movements lies, and goes', async () => {
    const still = await draw({ by: 'letter' });
    const resting = Buffer.alloc(planeBytes(still.width, still.height));
    planesOf(still.data, still.width, still.height, resting);
    for (const type of Object.keys(MOVES) as MoveName[]) {
      const [first, rest, last] = (await framesOf(moving(type), 0, 20)).filter((_, k) => [0, 10, 19].includes(k));
      expect({ type, same: part(rest!, 20, 20, still.width, still.height).equals(resting) }).toEqual({ type, same: true });
      expect(presence(first!)).toBeLessThan(presence(rest!) * 0.5);
      expect(presence(last!)).toBeLessThan(presence(rest!) * (type === 'blur' ? 0.5 : 0.6));
    }
  });

  it('is drawn anew only where it differs', async () => {
    const spoken = [
      { from: 0, to: 5, word: 0 },
      { from: 5, to: 9, word: 1 },
    ];
    const highlight = {
      spans: [[0, 3] as [number, number], [4, 9] as [number, number]],
      active: [],
      color: '#ff0000',
      background: null,
      padding: 0,
      radius: 0,
    };
    const title: TitleSpec = { ...moving('fade', { highlight }), spoken };
    expect(shotsOf(title, 0, 20)).toEqual([0, 1, 2, 3, 4, 5, 6, 9, 16, 17, 18, 19]);
    expect(shotsOf(title, 7, 5)).toEqual([7, 9]);
  });

  it('has one size whatever it counts', async () => {
    const counter = { from: -5, to: 12_345, decimals: 1, prefix: '€', suffix: '', separator: ',', easing: 'linear' as const, frames: 12 };
    const text = { ...TEXT, text: '{counter}\nsold', counting: ['€-00,000.0\nsold'] };
    const title: TitleSpec = { text, frames: 12, in: null, out: null, counter, spoken: [] };
    const sizes = (await framesOf(title, 0, 12)).map(({ width, height }) => [width, height]);
    expect(new Set(sizes.map(String)).size).toBe(1);
    expect(rasterAt(title, 11).text).toBe('€12,345.0\nsold');
  });
});

describe('letters', () => {
  it.each([
    ['kerned', 'AVAST To. waffle'],
    ['Arabic', 'مرحبًا بالعالم ٢٠٢٦'],
    ['Hebrew in English', 'The word שלום means (سلام) in 2 scripts'],
    ['English in Hebrew', 'מחיר: 25 USD בלבד'],
    ['Devanagari', 'नमस्ते दुनिया क्षत्रिय'],
    ['Thai', 'สวัสดีชาวโลก'],
    ['Japanese', 'こんにちは、世界。'],
    ['Korean', '안녕하세요 세계'],
    ['emoji', '👍🏽 ok 🇯🇵 👩🏾‍🚀'],
  ])('%s stand one by one where the line has them', async (_, text) => {
    const whole = await draw({ text });
    for (const by of ['word', 'letter'] as const) {
      const apart = await draw({ text, by });
      expect([apart.width, apart.height]).toEqual([whole.width, whole.height]);
      const far = whole.data.filter((v, i) => Math.abs(v - apart.data[i]!) > 48).length;
      expect(far).toBeLessThan(whole.data.length * 0.001);
    }
  });

  it('of Han are those of the language', async () => {
    const form = async (text: string, font = 'Inter') => ink(await draw({ text, font }));
    expect(await form('直', 'Noto Sans JP')).not.toBe(await form('直', 'Noto Sans SC'));
    expect(await form('直')).toBe(await form('直', 'Noto Sans SC'));
    expect((await form('直の')) - (await form('の'))).toBe(await form('直', 'Noto Sans JP'));
    expect(ink(await draw({ text: '直', font: 'Noto Sans JP', weight: 900 }))).toBeGreaterThan(
      ink(await draw({ text: '直', font: 'Noto Sans JP', weight: 300 })),
    );
  });

  it('cast the same shadow in parts', async () => {
    const shadow = { color: '#000000c0', blur: 8, x: 4, y: 6 };
    const [whole, apart] = [await draw({ shadow }), await draw({ shadow, by: 'all' })];
    expect(Buffer.from(apart.data).equals(Buffer.from(whole.data))).toBe(true);
  });
});

describe('a box', () => {
  it('is what a text shrinks into, no word broken', async () => {
    const shrink = { minSize: 8, maxHeight: 100 };
    const { width, height } = await draw({ text: 'A long headline that has to fit', size: 300, maxWidth: 240, shrink });
    expect(width).toBeLessThan(260);
    expect(height).toBeLessThan(130);
    expect((await draw({ text: 'Hi', shrink })).width).toBe((await draw({ text: 'Hi' })).width);
    expect((await draw({ text: 'word '.repeat(200), shrink })).height).toBeGreaterThan(100);
  });

  it('has the text at its top, middle or bottom', async () => {
    const middleOf = async (align: 'top' | 'middle' | 'bottom') => {
      const { data, width, height } = await draw({ room: { height: 200, align } });
      const rows = Array.from({ length: height }, (_, y) => ink({ data: data.slice(y * width * 4, (y + 1) * width * 4) }));
      return rows.reduce((sum, v, y) => sum + v * y, 0) / rows.reduce((sum, v) => sum + v, 0) / height;
    };
    expect(await middleOf('top')).toBeLessThan(0.3);
    expect(Math.abs((await middleOf('middle')) - 0.5)).toBeLessThan(0.05);
    expect(await middleOf('bottom')).toBeGreaterThan(0.7);
  });

  it('may have round corners, and lines plates of their own', async () => {
    const plate = { x: 10, y: 6, radius: 10, around: 'box' as const };
    const boxed = await draw({ text: 'long line\nx', background: '#000000', plate });
    const lined = await draw({ text: 'long line\nx', background: '#000000', plate: { ...plate, around: 'line' } });
    expect([lined.width, lined.height]).toEqual([boxed.width, boxed.height]);
    expect(ink(lined)).toBeLessThan(ink(boxed) * 0.9);
  });
});

describe('lines', () => {
  const wrapped = (text: string, letters: number) => wrapLines(text, letters, (t) => [...t].length);

  it('break between words where no blank divides them, never before a stop or after a bracket', () => {
    expect(wrapped('สวัสดีชาวโลก', 9)).toEqual(['สวัสดีชาว', 'โลก']);
    expect(wrapped('今日は。「明日」です', 4)).toEqual(['今日は。', '「明日」', 'です']);
    expect(wrapped('今日は。「明日」です', 5)).toEqual(['今日は。', '「明日」', 'です']);
    expect(wrapped('你好，世界', 3)).toEqual(['你好，', '世界']);
  });
});
