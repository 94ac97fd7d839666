import { describe, expect, it } from '@jest/globals';
import { parseTimeline } from '@workprint/timeline';
import { edited, movie, repeated } from './long.ts';
import { type Draft, filesOf, withSources } from './timeline.ts';

const ID = '0199aaaa-0000-7000-8000-000000000000';
const problems = (draft: Draft) => {
  const parsed = parseTimeline(withSources(draft, () => `asset:${ID}`));
  return parsed.ok ? [] : parsed.problems;
};
const clips = (draft: Draft) => (draft.tracks as { clips: Record<string, unknown>[] }[]).map((track) => track.clips);

describe('long timelines', () => {
  it('are timelines', () => {
    expect(problems(repeated(5, 1080))).toEqual([]);
    expect(problems(repeated(2, 360))).toEqual([]);
    expect(problems(movie(600, null))).toEqual([]);
    expect(problems(movie(600, 50))).toEqual([]);
    expect(filesOf(movie(60, 5))).toEqual(['D.mp4', 'E.mp4', 'F.mp4', 'logo-small.png', 'music-long.m4a']);
  });

  it('never repeat a part of a source', () => {
    const seen = clips(repeated(5, 1080))[0]?.map(({ src, trim }) => `${src} ${trim}`);
    expect(new Set(seen).size).toBe(15);
  });

  it('repeat shots and titles, not the logo nor the music', () => {
    const [shots, logo, titles, music] = clips(repeated(5, 1080));
    expect([shots?.length, logo?.length, titles?.length, music?.length]).toEqual([15, 1, 10, 1]);
    expect(logo?.[0]).toMatchObject({ start: 0.5, length: 59.5 });
    expect(titles?.[9]).toMatchObject({ start: 53, text: 'Lower third - chapter two 5' });
  });

  it('move what comes after an inserted shot', () => {
    const [before, after] = [clips(movie(60, null)), clips(movie(60, 5))];
    expect(before[0]).toHaveLength(10);
    expect(after[0]).toHaveLength(11);
    expect(after[0]?.[6]).toMatchObject({ start: (before[0]?.[5]?.start as number) + 5, trim: before[0]?.[5]?.trim });
    expect(after[1]?.[0]?.length).toBe(65);
  });

  it('are edited in one place', () => {
    const draft = repeated(2, 1080);
    const other = edited(
      draft,
      (clip) => clip.type === 'text',
      (clip) => ({ ...clip, text: 'Other' }),
    );
    expect(
      clips(other)[2]
        ?.map((clip) => clip.text)
        .filter((text) => text === 'Other'),
    ).toHaveLength(1);
    expect(() =>
      edited(
        draft,
        () => false,
        (clip) => clip,
      ),
    ).toThrow('picks no clip');
  });
});
