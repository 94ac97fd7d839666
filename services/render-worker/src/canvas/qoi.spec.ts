import { expect, it } from '@jest/globals';
import { decodeQoi } from '../../test/qoi.ts';
import { encodeQoi } from './qoi.ts';

it('says each pixel, whatever follows what', () => {
  const [width, height] = [64, 40];
  let seed = 1;
  const random = (most: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % most;
  };
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < pixels.length; i += 4) {
    const kind = random(6);
    for (let c = 0; c < 4; c++)
      pixels[i + c] =
        kind < 2 || i === 0
          ? (pixels[i + c - 4] ?? 0)
          : kind === 2
            ? (pixels[i + c - 4]! + random(4) - 2) & 255
            : kind === 3
              ? 0
              : random(256);
  }
  const decoded = decodeQoi(encodeQoi(pixels, width, height));
  expect([decoded.width, decoded.height]).toEqual([width, height]);
  expect(Buffer.from(decoded.data).equals(Buffer.from(pixels))).toBe(true);
  const empty = new Uint8ClampedArray(1000 * 100 * 4);
  expect(encodeQoi(empty, 1000, 100).length).toBeLessThan(2000);
});
