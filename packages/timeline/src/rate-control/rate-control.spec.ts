import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allotRates } from './allot.ts';
import { chunkBuffer, playerBuffer, walkBuffer } from './buffer.ts';

const chunk = fc.record({ frames: fc.integer({ min: 1, max: 180 }), bits: fc.integer({ min: 0, max: 40_000_000 }) });

describe('allotted rates', () => {
  it('never take more than the budget together, and nearly all of it', () => {
    fc.assert(
      fc.property(fc.array(chunk, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1_000_000, max: 400_000_000 }), (chunks, budget) => {
        const rates = allotRates(chunks, 30, budget);
        if (rates === null) return chunks.reduce((s, c) => s + (c.frames / 30) * 24_000, 0) > budget * 0.9;
        const taken = rates.reduce((sum, kbps, i) => sum + (kbps * 1000 * chunks[i]!.frames) / 30, 0);
        expect(taken).toBeLessThanOrEqual(budget);
        expect(rates.every((r) => r >= 24)).toBe(true);
        return taken > budget * 0.94;
      }),
    );
  });

  it('give a chunk twice as hard twice as much, and equal ones the same', () => {
    const rates = allotRates(
      [
        { frames: 60, bits: 1_000_000 },
        { frames: 60, bits: 2_000_000 },
        { frames: 60, bits: 1_000_000 },
      ],
      30,
      16_000_000,
    )!;
    expect(rates[1]! / rates[0]!).toBeCloseTo(2, 0);
    expect(Math.abs(rates[2]! / rates[0]! - 1)).toBeLessThanOrEqual(0.051);
  });

  it('stay what they were when another chunk gets a little harder', () => {
    const chunks = Array.from({ length: 20 }, (_, i) => ({ frames: 90, bits: 1_000_000 + i * 50_000 }));
    const before = allotRates(chunks, 30, 60_000_000)!;
    const after = allotRates([{ frames: 90, bits: 1_100_000 }, ...chunks.slice(1)], 30, 60_000_000)!;
    expect(before.filter((r, i) => r === after[i]).length).toBeGreaterThanOrEqual(10);
  });

  it('do not exist when the budget is too small for anything', () => {
    expect(allotRates([{ frames: 300, bits: 5 }], 30, 100_000)).toBeNull();
  });
});

describe('the buffer of a chunk', () => {
  /** A stream that asks its encoder's buffer for as much as it may at every frame it likes to. */
  const greedy = (frames: number, fps: number, maxRate: number, wish: readonly number[]): number[] => {
    const b = chunkBuffer(maxRate, frames / fps);
    let full = b.sizeKbit * b.initial;
    return Array.from({ length: frames }, (_, i) => {
      const kbit = full * wish[i % wish.length]!;
      full = Math.min(b.sizeKbit, full - kbit + b.rateKbps / fps);
      return (kbit * 1000) / 8;
    });
  };

  it('keeps the joined stream within the largest rate, whatever each chunk does with its own', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 15, max: 180 }), { minLength: 1, maxLength: 12 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 500, max: 40_000 }),
        (lengths, wish, maxRate) => {
          const stream = lengths.flatMap((frames) => greedy(frames, 30, maxRate, wish));
          expect(walkBuffer(stream, 30, playerBuffer(maxRate)).lowestKbit).toBeGreaterThanOrEqual(-0.001);
        },
      ),
    );
  });

  it('is found out when it is not held', () => {
    const { lowestKbit, frame } = walkBuffer([1000, 1000, 200_000, 1000], 30, playerBuffer(1000));
    expect(frame).toBe(2);
    expect(lowestKbit).toBeLessThan(-1000);
  });
});
