import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { assetReferences, compilePlan, formatPath, parseTimeline, resolveOutput, timelineLength } from '../src/index.ts';
import { broken, defectsOf } from './arbitrary/defects.ts';
import { timelines } from './arbitrary/timeline.ts';
import { library } from './described.ts';
import { must } from './render.ts';
import { toolchain } from './sources.ts';

jest.setTimeout(900_000);

const documents = timelines({
  sources: {
    video: [
      { id: 'v1', seconds: 1000 },
      { id: 'v2', seconds: 1000 },
    ],
    image: ['i1', 'i2'],
    sound: [
      { id: 's1', seconds: 1000 },
      { id: 'v3', seconds: 1000 },
    ],
    ...{ captions: ['c1'], fonts: ['f1', 'f2'], pages: ['<p>{{season}}</p>', '<img src="asset:i1">'] },
  },
  ...{ clips: 4, tracks: 3, depth: 2 },
  canvas: [
    { width: 1280, height: 720 },
    { width: 720, height: 1280 },
    { width: 16, height: 16 },
  ],
  rates: [24, 25, 29.97, 30, 59.94, 12.5],
  lengths: [20, 900],
});

describe('2,000 random timelines', () => {
  it('compile, to as many frames as they are long', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const timeline = must(parseTimeline(document));
        const output = must(resolveOutput(timeline.canvas));
        const assets = Object.fromEntries(assetReferences(timeline).map(({ assetId }) => [assetId, library(assetId)]));
        const plan = must(compilePlan({ timeline, output, assets, generated: {}, toolchain }));
        expect(plan.chunks.reduce((sum, c) => sum + c.frames, 0)).toBe(plan.frames);
        expect(timelineLength(timeline, { assets, generated: {} })).toMatchObject({ frames: plan.frames, exact: true });
      }),
      { numRuns: 2000 },
    );
  });

  it('with faults are refused with the paths of all of them at once', () => {
    const faulty = fc.tuple(documents, fc.array(fc.nat(), { minLength: 1, maxLength: 12 })).map(([document, picks]) => {
      const possible = defectsOf(document);
      const chosen = [...new Map(picks.map((n) => possible[n % possible.length]!).map((d) => [d.problem, d])).values()];
      // What stands within something that is wrong itself is gone.
      const seen = chosen.filter(
        ({ problem }) => !chosen.some((d) => problem.startsWith(`${d.problem}.`) || problem.startsWith(`${d.problem}[`)),
      );
      return { document: broken(document, seen), chosen: seen };
    });
    fc.assert(
      fc.property(faulty, ({ document, chosen }) => {
        const result = parseTimeline(document);
        const found = new Set(result.ok ? [] : result.problems.map((p) => formatPath(p.path)));
        expect(chosen.map((d) => d.problem).filter((p) => !found.has(p))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
