import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { formatPath, parseTimeline } from '../src/index.ts';
import { mix, plan } from './render.ts';
import { type Made, makeSound, scratch } from './sources.ts';

jest.setTimeout(180_000);

describe('pan and fade curves', () => {
  const dir = scratch();
  let sources: Made[];
  beforeAll(() => {
    sources = [makeSound(dir, 'half', '0.5|0.5', 2)];
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const document = (more: object, others: object[] = []) => ({
    version: 1,
    canvas: { width: 320, height: 180, fps: 30 },
    tracks: [{ kind: 'audio', clips: [{ type: 'audio', src: 'asset:half', start: 0, length: 2, ...more }] }, ...others],
  });
  /** Both channels' levels at a second, as parts of the source's. */
  const levels = (more: object, others: object[] = []) => {
    const bytes = readFileSync(mix(dir, plan(document(more, others), sources), sources, 'pcm'));
    const pcm = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    expect(pcm).toHaveLength(2 * 2 * 48_000);
    return (second: number) => [0, 1].map((c) => Math.round(200 * pcm[2 * Math.round(second * 48_000) + c]!) / 100);
  };

  it('pans by a balance, still or moving', () => {
    expect(levels({ pan: -0.25 })(1)).toEqual([1, 0.75]);
    const at = levels({
      pan: [
        { at: 0, value: -1 },
        { at: 2, value: 1 },
      ],
    });
    expect([at(0), at(0.5), at(1), at(1.5)]).toEqual([
      [1, 0],
      [1, 0.5],
      [1, 1],
      [0.5, 1],
    ]);
  });

  it('multiplies a moving volume, a pan and what a named track ducks; other tracks duck nothing', () => {
    const voice = (id: string) => ({
      id,
      kind: 'audio',
      clips: [{ type: 'audio', src: 'asset:half', start: 1, length: 0.5, volume: 1e-6 }],
    });
    const volume = [
      { at: 0, value: 0 },
      { at: 2, value: 1 },
    ];
    const under = (id: string) => levels({ volume, pan: 0.5, duck: { under: 'voice', by: -6.0206 } }, [voice(id)]);
    const ducked = under('voice');
    expect([ducked(0.4), ducked(1.25), ducked(1.9)]).toEqual([
      [0.1, 0.2],
      [0.16, 0.31],
      [0.47, 0.95],
    ]);
    const other = levels({ volume, pan: 0.5, duck: { under: 'voice', by: -6 } }, [{ ...voice('voice'), clips: [] }, voice('other')]);
    expect(other(1.25)).toEqual([0.31, 0.62]);
  });

  it('fades along a curve', () => {
    const middle = (curve: string) => levels({ fadeIn: { length: 1, curve } })(0.25)[0]!;
    expect(levels({ fadeIn: 1 })(0.25)[0]).toBe(middle('linear'));
    expect([middle('linear'), middle('sCurve'), middle('equalPower')]).toEqual([0.25, 0.15, 0.38]);
    expect(middle('exponential')).toBeLessThan(0.1);
    expect(middle('logarithmic')).toBeGreaterThan(0.5);
    expect(levels({ fadeOut: { length: 1, curve: 'sCurve' } })(1.75)[1]).toBe(0.15);
  });

  it('refuses other values, with the path', () => {
    const problems = (more: object) => {
      const result = parseTimeline(document(more));
      return result.ok ? [] : result.problems.map((p) => `${formatPath(p.path.slice(4))} ${p.code}`);
    };
    expect(problems({ pan: 2 })).toEqual(['pan OUT_OF_RANGE']);
    expect(problems({ pan: [{ at: 0, value: -2 }] })).toEqual(['pan[0].value OUT_OF_RANGE']);
    expect(problems({ fadeIn: { length: 1, curve: 'sCurv' } })).toEqual(['fadeIn.curve INVALID_VALUE']);
    expect(problems({ fadeIn: { length: 1.5, curve: 'sCurve' }, fadeOut: 1 })).toEqual(['fadeOut TOO_LONG']);
  });
});
