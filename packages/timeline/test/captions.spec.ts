import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { formatPath, parseTimeline } from '../src/index.ts';
import { planOf } from './described.ts';
import { composed, plan } from './render.ts';
import { type Made, makeVideo, scratch } from './sources.ts';

jest.setTimeout(180_000);

const canvas = { width: 320, height: 180, fps: 30, background: '#204060' };
const parsed = (captions: object, more = {}) =>
  parseTimeline({ version: 1, canvas, tracks: [{ clips: [{ type: 'captions', start: 0, captions, ...more }] }] });
const clip = (captions: object, more = {}) => {
  const result = parsed(captions, more);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value.tracks[0]!.clips[0]!;
};
const cues = (captions: object) => {
  const c = clip(captions);
  return c.type === 'captions' ? c.cues.map((q) => [q.start, q.end, q.text]) : [];
};
const problems = (captions: object, more = {}) => {
  const result = parsed(captions, more);
  return result.ok ? [] : result.problems.map((p) => `${formatPath(p.path.slice(4))} ${p.code}: ${p.message}`);
};
const srt = (...list: [string, string, string][]) => ({
  format: 'srt',
  text: list.map(([from, to, text], i) => `${i + 1}\n00:00:${from} --> 00:00:${to}\n${text}\n`).join('\n'),
});

describe('captions', () => {
  it('reads SubRip, with any line ends, numbers or none, without tags', () => {
    const text =
      '\uFEFF1\r\n00:00:01,000 --> 00:00:02,5\r\n<i>Hello</i>\r\n{\\an8}you & 1 < 2\r\n\r\n\r\n01:00:03,000 --> 01:00:04,000 X1:1\r\nEnd\r\n';
    expect(cues({ format: 'srt', text })).toEqual([
      [1, 2.5, 'Hello\nyou & 1 < 2'],
      [3603, 3604, 'End'],
    ]);
  });

  it('reads WebVTT without its comments, styles, names and settings', () => {
    const text =
      'WEBVTT Kind\nLanguage: en\n\nNOTE\nnothing\n\nSTYLE\n::cue {}\n\nintro\n00:01.000 --> 00:02.000 line:0\n<v Ann>Hi</v> &amp; <00:01.500><c.x>bye</c>\n';
    expect(cues({ format: 'vtt', text })).toEqual([[1, 2, 'Hi & bye']]);
  });

  it('puts words together to sentences, between pauses, of so many at most', () => {
    const words = ['One', 'two.', 'Three', 'four', 'five', 'six'].map((text, i) => ({
      text,
      start: i + (i > 4 ? 2 : 0),
      end: i + 0.9 + (i > 4 ? 2 : 0),
    }));
    expect(cues({ format: 'words', words, maxWords: 2 })).toEqual([
      [0, 1.9, 'One two.'],
      [2, 3.9, 'Three four'],
      [4, 4.9, 'five'],
      [7, 7.9, 'six'],
    ]);
  });

  it('lasts to its last cue unless said', () => {
    expect(clip(srt(['01,000', '02,500', 'a'])).length).toBe(2.5);
    expect(clip(srt(['01,000', '02,500', 'a']), { length: 2 })).toMatchObject({ length: 2, position: { anchor: 'bottom' } });
  });

  it('names what is wrong with its place', () => {
    expect(problems({ format: 'srt', text: '1\n00:00:01,000 -> 00:00:02,000\nHello' })).toEqual([
      'captions.text INVALID_CAPTIONS: Line 1 of the captions should say times, not "1".',
    ]);
    expect(problems({ format: 'vtt', text: '00:01.000 --> 00:02.000\nHi' })).toEqual([
      'captions.text INVALID_CAPTIONS: WebVTT begins with a line "WEBVTT".',
    ]);
    expect(problems({ format: 'srt', text: ' \n' })).toEqual(['captions.text INVALID_CAPTIONS: There is no caption in it.']);
    expect(
      problems(
        srt(
          ['01,000', '02,000', 'a'],
          ['01,500', '03,000', 'b'],
          ['00,500', '00,500', 'c'],
          ['02,000', '03,000', 'd'],
          ['01,000', '09,000', 'e'],
        ),
      ),
    ).toEqual([
      'captions.text OVERLAP: Caption 2 (line 6) begins at 1.5 s, while caption 1 (line 2) lasts to 2 s.',
      'captions.text INVALID_VALUE: Caption 3 (line 10) ends at 0.5 s, but begins at 0.5 s.',
      'captions.text OUT_OF_ORDER: Caption 5 (line 18) begins at 1 s, before caption 4 (line 14), which begins at 2 s.',
    ]);
    const words = [
      { text: 'b', start: 1, end: 2 },
      { text: 'a', start: 0, end: 1 },
    ];
    expect(problems({ format: 'words', words })[0]).toMatch(/^captions\.words\[1\]\.start OUT_OF_ORDER/);
    expect(problems({ format: 'srt', words })).toHaveLength(2);
    expect(problems(srt(['01,000', '02,000', 'a']), { transitionIn: { type: 'fade', length: 1 } })[0]).toMatch(/^transitionIn UNKNOWN_KEY/);
  });

  it('draw only the chunks anew that a changed cue stands in', () => {
    const list = Array.from({ length: 28 }, (_, i): [string, string, string] => [
      `${String(i * 2).padStart(2, '0')},000`,
      `${String(i * 2 + 1).padStart(2, '0')},500`,
      `cue ${i}`,
    ]);
    const keys = (...l: typeof list) =>
      planOf([
        { clips: [{ type: 'video', src: 'asset:v1', start: 0, length: 57 }] },
        { clips: [{ type: 'captions', start: 0, captions: srt(...l) }] },
      ]).chunks;
    const before = keys(...list);
    const after = keys(...list.map((c, i): typeof c => (i === 9 ? [c[0], c[1], 'changed'] : c)));
    expect(after.map((c) => c.start)).toEqual(before.map((c) => c.start));
    expect(before.length).toBeGreaterThan(8);
    expect(after.filter((c, i) => c.key !== before[i]!.key)).toHaveLength(1);
  });

  describe('composed', () => {
    const dir = scratch();
    let sources: Made[];
    beforeAll(() => {
      sources = [makeVideo(dir, 'a', { frames: 90 })];
    });
    afterAll(() => rmSync(dir, { recursive: true, force: true }));

    it('are the same frames however they are cut, moving or still', () => {
      const captions = srt(['00,200', '01,000', 'One'], ['01,000', '01,630', 'Two'], ['02,000', '02,900', 'Three']);
      const style = { size: 24 };
      const document = {
        version: 1,
        canvas,
        tracks: [
          { clips: [{ type: 'video', src: 'asset:a', start: 0, length: 3 }] },
          { clips: [{ type: 'captions', start: 0, captions, style }] },
          {
            clips: [
              {
                ...{ type: 'captions', start: 0.1, captions, style, position: { y: '30%' } },
                opacity: [
                  { at: 0.5, value: 0.2 },
                  { at: 2.5, value: 1, easing: 'easeIn' },
                ],
                scale: [
                  { at: 0, value: 1 },
                  { at: 2, value: 1.7 },
                ],
              },
            ],
          },
        ],
      };
      const cut = (cuts: number[]) => composed(dir, plan(document, sources, cuts), sources);
      const whole = cut([]);
      expect(whole).toHaveLength(90);
      expect(cut([31, 65])).toEqual(whole);
      expect(cut([8, 15, 30, 37, 60, 83])).toEqual(whole);
      const bare = composed(dir, plan({ ...document, tracks: document.tracks.slice(0, 1) }, sources, []), sources);
      const shown = whole.flatMap((f, i) => (f === bare[i] ? [] : [i]));
      expect([shown[0], shown.at(-1), shown.includes(55)]).toEqual([6, 89, false]);
    });
  });
});
