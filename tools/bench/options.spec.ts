import { describe, expect, it } from '@jest/globals';
import { parseOptions } from './options.ts';

const parse = (...argv: string[]) => parseOptions(argv, { rounds: 5 });

describe('options of a benchmark', () => {
  it('have defaults', () =>
    expect(parse()).toEqual({
      ...{
        json: false,
        rounds: 5,
        peers: ['melt', 'moviepy'],
        preset: 'veryfast',
        timeline: null,
        only: null,
        jobs: 50,
        warmUp: 20,
        seed: 1,
        height: 1080,
        seconds: 600,
      },
    }));

  it('are read', () => {
    expect(parse('--json', '--rounds', '1', '--peers', 'melt', '--preset', 'medium', '--timeline', 'a.json')).toMatchObject({
      ...{ json: true, rounds: 1, peers: ['melt'], preset: 'medium', timeline: 'a.json' },
    });
    expect(parse('--peers', 'none', '--only', 'title,volume')).toMatchObject({ peers: [], only: ['title', 'volume'] });
  });

  it('are refused with a reason', () => {
    expect(() => parse('--rounds', '0')).toThrow('--rounds takes a whole number');
    expect(() => parse('--peers', 'ges')).toThrow('--peers takes melt, moviepy or none, not ges');
    expect(() => parse('--preset', 'placebo')).toThrow('--preset takes');
    expect(() => parse('--speed', '1')).toThrow('--speed');
  });
});
