import { describe, expect, it } from '@jest/globals';
import { statementNames } from './statement-names.ts';

describe('names of statements', () => {
  it('are given to what comes again, and stay', () => {
    const name = statementNames();
    expect([name({ sql: 'a' }), name({ sql: 'b' }), name({ sql: 'a' }), name({ sql: 'b' }), name({ sql: 'a' })]).toEqual([
      '',
      '',
      's1',
      's2',
      's1',
    ]);
  });

  it('come to an end', () => {
    const name = statementNames();
    for (let i = 0; i < 1000; i++) for (const _ of [1, 2]) name({ sql: `list of ${i}` });
    expect(name({ sql: 'list of 0' })).toBe('s1');
    expect([name({ sql: 'new' }), name({ sql: 'new' })]).toEqual(['', '']);
  });
});
