import { describe, expect, it } from '@jest/globals';
import { referenceArgs } from './reference.ts';

describe('the hand-made command', () => {
  const args = referenceArgs({ src: '/s', out: '/o.mp4', preset: 'medium', threads: 1 });

  it('is one graph between inputs and outputs, with all blanks filled', () => {
    const graph = args[args.indexOf('-filter_complex') + 1] ?? '';
    expect(graph.split(';').filter((chain) => /^\[.*\]$/.test(chain))).toHaveLength(graph.split(';').length);
    expect(args.filter((arg) => arg === '-i')).toHaveLength(10);
    expect(args.join(' ')).not.toMatch(/[{}]/);
    expect(args.at(-1)).toBe('/o.mp4');
  });

  it('sets every thread count', () => {
    const counts = args.flatMap((arg, i) => (/threads/.test(arg) ? [args[i + 1]] : []));
    expect(counts).toHaveLength(12);
    expect(new Set(counts)).toEqual(new Set(['1']));
  });
});
