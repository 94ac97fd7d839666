import { describe, expect, it } from '@jest/globals';
import { parseTimeline, timelineSchema, timelineSchemaOf } from '../../index.ts';
import type { Problem } from '../../problems.ts';
import { UPGRADES, type Upgrade } from './steps.ts';
import { upgraded } from './upgrade.ts';

/** The same number under another name. */
const renamed = (from: number, to: number, old: string, key: string): Upgrade => ({
  from,
  to,
  apply: ({ [old]: value, ...rest }) => ({ ...rest, [key]: value }),
});
const steps = [renamed(2, 3, 'b', 'c'), renamed(1, 2, 'a', 'b'), renamed(7, 8, 'x', 'y')];

const run = (doc: unknown, current = 3, chain: readonly Upgrade[] = steps) => {
  const problems: Problem[] = [];
  const document = upgraded(doc, current, chain, problems);
  return { document, problems: problems.map((p) => ({ ...p, path: p.path.join('.') })) };
};

describe('upgrades of older versions', () => {
  it('go step by step up to the current one and leave the document given as it is', () => {
    const first = Object.freeze({ version: 1, a: 5, other: [1] });
    expect(run(first)).toEqual({ document: { version: 3, c: 5, other: [1] }, problems: [] });
    expect(run({ version: 2, b: 5 })).toEqual({ document: { version: 3, c: 5 }, problems: [] });
    expect(run({ version: 3, c: 5 })).toEqual({ document: { version: 3, c: 5 }, problems: [] });
  });

  it.each([
    ['newer', { version: 4 }, 'version must be one of 1, 2, 3, not 4.', 'The document is of a later Workprint than this one.'],
    ['unknown', { version: '3' }, 'version must be one of 1, 2, 3, not "3".', 'Write "version": 3.'],
    ['not led from', { version: 0 }, 'version must be one of 1, 2, 3, not 0.', 'Write "version": 3.'],
    ['missing', {}, 'version is missing: one of 1, 2, 3 is expected.', 'Write "version": 3.'],
  ])('name the versions there are: %s', (_, doc, message, hint) => {
    expect(run(doc).problems).toEqual([{ path: 'version', code: 'UNSUPPORTED_VERSION', message, hint }]);
  });

  it('never go in circles or past the current version', () => {
    const circle = [renamed(1, 1, 'a', 'b'), renamed(2, 1, 'a', 'b'), renamed(0, 9, 'a', 'b')];
    for (const version of [0, 1, 2]) expect(run({ version }, 3, circle).problems).toHaveLength(1);
  });

  it('happen before a timeline is read', () => {
    const lengths: Upgrade = {
      from: 0,
      to: 1,
      apply: ({ size, ...rest }) => ({ ...rest, canvas: { width: (size as number[])[0], height: (size as number[])[1], fps: 30 } }),
    };
    const body = { tracks: [{ clips: [{ type: 'text', text: '{{hi}}', start: 0, length: 1 }] }] };
    const now = parseTimeline({ version: 1, canvas: { width: 64, height: 32, fps: 30 }, ...body }, { hi: 'x' });
    expect(parseTimeline({ version: 0, size: [64, 32], ...body }, { hi: 'x' }, { upgrades: [lengths] })).toEqual(now);
    expect(now.ok).toBe(true);
  });

  it('of this release: each leads on, from one version once, and there is a schema of the current one alone', () => {
    const from = UPGRADES.map((u) => u.from);
    expect(new Set(from).size).toBe(from.length);
    const result = parseTimeline({ version: 2, canvas: { width: 64, height: 32, fps: 30 }, tracks: [{ clips: [] }] });
    expect(result).toMatchObject({
      ok: false,
      problems: [{ path: ['version'], code: 'UNSUPPORTED_VERSION', message: 'version must be 1, not 2.' }],
    });
    expect(timelineSchemaOf(1)).toEqual(timelineSchema());
    expect(timelineSchemaOf(1)).toMatchObject({ $id: 'timeline.v1.json', properties: { version: { const: 1 } } });
    expect(timelineSchemaOf(2)).toBeNull();
  });
});
