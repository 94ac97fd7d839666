import { describe, expect, it } from '@jest/globals';
import { ffmpeg } from '../../test/sources.ts';
import type { TitleSpec } from '../titles/title-spec.ts';
import { shotFilters } from './shots.ts';

const FPS = { num: 30, den: 1 };
/** Words are said one after the other, each for so many frames. */
const saying = (...lengths: number[]): TitleSpec => {
  const from = (i: number) => lengths.slice(0, i).reduce((a, b) => a + b, 0);
  const highlight = { spans: [], active: [], color: '#ffd166', background: null, padding: 0, radius: 0 };
  return {
    text: { text: 'a b c', highlight } as unknown as TitleSpec['text'],
    ...{ frames: from(lengths.length), in: null, out: null, counter: null },
    spoken: lengths.map((n, word) => ({ from: from(word), to: from(word) + n, word })),
  };
};
const shown = (title: TitleSpec, first: number, frames: number) => shotFilters({ kind: 'title', title, first, frames }, FPS);

describe('when pictures of a text are shown', () => {
  it('says the frame of each, and fills what lies between', () => {
    const { times, repeated } = shown(saying(1, 1, 4, 3), 0, 9);
    expect(times).toBe("'N+3*gte(N,3)'");
    expect(repeated.at(-1)).toBe('trim=end_frame=9');
  });

  it('counts from where the stretch begins', () => {
    expect(shown(saying(5, 5, 5), 3, 9).times).toBe("'N+1*gte(N,1)+4*gte(N,2)'");
  });

  it('does nothing where all differ', () => {
    expect(shown(saying(1, 1, 1), 0, 3)).toEqual({ times: 'N', repeated: [] });
  });

  it('says it of any number of pictures in words that ffmpeg takes', () => {
    const lengths = Array.from({ length: 400 }, (_, i) => 2 + (i % 3));
    const frames = lengths.reduce((a, b) => a + b, 0);
    const { times } = shown(saying(...lengths), 0, frames);
    const hashes = ffmpeg([
      ...['-v', 'error', '-f', 'lavfi', '-i', `nullsrc=s=16x16:r=30,trim=end_frame=${lengths.length}`],
      ...['-vf', `settb=1/30,setpts=${times}`, '-fps_mode', 'passthrough', '-enc_time_base', '1/30', '-f', 'framemd5', '-'],
    ]).toString();
    const at = hashes
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => Number(line.split(',')[2]));
    expect(at).toEqual(lengths.map((_, i) => lengths.slice(0, i).reduce((a, b) => a + b, 0)));
  });
});
