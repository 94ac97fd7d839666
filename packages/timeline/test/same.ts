import { expect } from '@jest/globals';
import { compilePlan, formatPath, parseTimeline, resolveOutput } from '../src/index.ts';
import { composedAll, must, plan } from './render.ts';
import { type Made, picturesOf, toolchain } from './sources.ts';

type Document = Record<string, unknown>;

/** A folder with sources, and what specs ask of timelines over them. */
export interface Bench {
  /** The pictures of a source as they are in its file. */
  own(assetId: string): string[];
  /** The frames of a document in one chunk; they must be the same in each of these numbers of chunks, 3 when none is given. */
  same(document: Document, ...chunks: number[]): string[];
  /** What is wrong with a document of one clip: `length SOURCE_TOO_SHORT`, the path within the clip. */
  problems(document: Document): string[];
}

/** @param sources filled before anything is asked */
export function openBench(dir: string, sources: readonly Made[]): Bench {
  const known = new Map<string, string[]>();
  const look = (assetId: string): string[] => {
    const found = known.get(assetId) ?? picturesOf(sources.find((s) => s.assetId === assetId)!.file);
    known.set(assetId, found);
    return found;
  };
  return {
    own: look,
    same(document, ...chunks) {
      const one = plan(document, sources, []);
      const cut = (chunks.length > 0 ? chunks : [3]).map((n) => {
        // Not all of one length, so that a chunk may begin anywhere.
        const cuts = Array.from({ length: n - 1 }, (_, i) => Math.round(((i + 1) * one.frames) / n) + (i % 2));
        return plan(document, sources, cuts);
      });
      const [whole = [], ...others] = composedAll(dir, [one, ...cut], sources);
      expect(whole).toHaveLength(one.frames);
      for (const other of others) expect(other).toEqual(whole);
      return whole;
    },
    problems(document) {
      const inClip = ({ path, code }: { path: readonly (string | number)[]; code: string }): string =>
        `${formatPath(path.slice(4))} ${code}`;
      const timeline = parseTimeline(document);
      if (!timeline.ok) return timeline.problems.map(inClip);
      const output = must(resolveOutput(timeline.value.canvas));
      const assets = Object.fromEntries(sources.map((s) => [s.assetId, s]));
      const result = compilePlan({ timeline: timeline.value, output, assets, generated: {}, toolchain });
      return result.ok ? [] : result.problems.map(inClip);
    },
  };
}
