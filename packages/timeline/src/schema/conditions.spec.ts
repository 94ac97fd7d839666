import { describe, expect, it } from '@jest/globals';
import { formatPath, parseTimeline, timelineSchema } from '../index.ts';

const text = (words: string, more: object = {}) => ({ type: 'text', text: words, start: 0, length: 2, ...more });
const doc = (clips: unknown[], variables: object = {}) => ({
  version: 1,
  canvas: { width: 320, height: 180, fps: 30 },
  tracks: [{ clips }],
  variables,
});

const shown = (document: unknown, variables?: Record<string, unknown>) => {
  const result = parseTimeline(document, variables);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value.tracks.flatMap((t) => t.clips).map((c) => [(c as { text: string }).text, c.path.at(-1)]);
};
const problems = (document: unknown, variables?: Record<string, unknown>) => {
  const result = parseTimeline(document, variables);
  return result.ok ? [] : result.problems.map((p) => `${formatPath(p.path)} ${p.code}`);
};

describe('a clip with a condition', () => {
  const two = doc(
    [
      text('sale', { when: { variable: 'sale', equals: true } }),
      text('usual', { start: 2, when: { variable: 'sale', not: true } }),
      text('always', { start: 4 }),
    ],
    { sale: false },
  );

  it('is there when the variable has the value, and the others keep their paths', () => {
    expect(shown(two)).toEqual([
      ['usual', 1],
      ['always', 2],
    ]);
    expect(shown(two, { sale: true })).toEqual([
      ['sale', 0],
      ['always', 2],
    ]);
  });

  it('compares with strings, numbers and other variables', () => {
    const clips = [
      text('wide', { when: { variable: 'shape', equals: 'wide' } }),
      text('two', { start: 2, when: { variable: 'count', equals: 2 } }),
      text('mine', { start: 4, when: { variable: 'shape', equals: '{{wanted}}' } }),
    ];
    const variables = { shape: 'wide', count: 3, wanted: 'wide' };
    expect(shown(doc(clips, variables)).map(([t]) => t)).toEqual(['wide', 'mine']);
  });

  it('that is dropped is not checked: neither its keys, nor its variables, nor its place', () => {
    const wrong = { type: 'nonsense', text: '{{nobody}}', when: { variable: 'sale', equals: true } };
    expect(problems(doc([text('a'), wrong, text('over', { when: { variable: 'sale', equals: true } })], { sale: false }))).toEqual([]);
    expect(problems(doc([text('a'), wrong], { sale: true })).length).toBeGreaterThan(0);
  });

  it('says what is wrong with the condition, all at once', () => {
    const when = (condition: unknown, start: number) => text('x', { start, when: condition });
    const wrong = doc(
      [
        when({ variable: 'sail', equals: true }, 0),
        when({ variable: 'sale' }, 2),
        when({ variable: 'sale', equals: true, not: false }, 4),
        when({ variable: 'sale', equals: 'true' }, 6),
        when('{{sale}}', 8),
        when({ variable: 'sale', equals: [1] }, 10),
      ],
      { sale: true },
    );
    expect(problems(wrong)).toEqual([
      'tracks[0].clips[0].when.variable UNKNOWN_VARIABLE',
      'tracks[0].clips[1].when.equals REQUIRED',
      'tracks[0].clips[2].when.not UNKNOWN_KEY',
      'tracks[0].clips[3].when.equals INVALID_TYPE',
      'tracks[0].clips[4].when INVALID_TYPE',
      'tracks[0].clips[5].when.equals INVALID_TYPE',
    ]);
  });

  it('stands in the published schema', () => {
    expect(JSON.stringify(timelineSchema())).toContain('"when"');
  });
});
