import { describe, expect, it } from '@jest/globals';
import { statementNames } from './statement-names.ts';

const named = () => {
  const name = statementNames();
  return (sql: string, args: unknown[] = [1]) => name({ sql, args });
};

describe('names of statements', () => {
  it('are given to what comes again, and stay', () => {
    const name = named();
    expect(['a', 'b', 'a', 'b', 'a'].map((sql) => name(sql))).toEqual(['', '', 's1', 's2', 's1']);
  });

  it('are not given to what has no parameters', () => {
    const name = named();
    expect([name('COMMIT', []), name('COMMIT', [])]).toEqual(['', '']);
  });

  it('come to an end', () => {
    const name = named();
    for (let i = 0; i < 1000; i++) for (const _ of [1, 2]) name(`list of ${i}`);
    expect(name('list of 0')).toBe('s1');
    expect([name('new'), name('new')]).toEqual(['', '']);
  });
});
