import { describe, expect, it } from '@jest/globals';
import type { RenderProgress } from './generated/client.ts';
import { advance } from './progress-math.ts';

const START = new Date('2026-01-01T00:00:00Z');
const at = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
const fresh: RenderProgress = {
  renderId: 'r',
  workspaceId: 'w',
  percent: 5,
  framesDone: 0,
  framesTotal: 1000,
  chunksDone: 0,
  chunksReused: 0,
  fps: null,
  speed: null,
  etaSeconds: null,
  slots: 1,
  tailSeconds: 0,
  renderingAt: START,
  updatedAt: START,
};
/** One chunk of 10 s; what is reused was never to be made. */
const counts = (framesDone: number, framesReused = 0, secondsSpent = 0) => ({
  ...{ framesDone, framesReused, chunksDone: 0, chunksReused: 0, chunksLeft: 1, running: 1, secondsSpent },
  ...{ secondsLeft: (1000 - framesDone) / 100, longestLeft: (1000 - framesDone) / 100, secondsMade: (framesDone - framesReused) / 100 },
});

/** A render reported at each of these [second, framesDone]. */
const run = (reports: [number, number][], reused = 0): RenderProgress[] => {
  let row = fresh;
  return reports.map(([second, done]) => {
    row = { ...row, ...advance(row, counts(done, reused, second), { now: at(second), durationSeconds: 40 }) };
    return row;
  });
};

describe('advance', () => {
  it('knows rate, speed and time left of a steady render', () => {
    const rows = run(Array.from({ length: 8 }, (_, i) => [i + 1, (i + 1) * 100]));
    const last = rows.at(-1);
    expect(last?.fps).toBeCloseTo(100);
    expect(last?.speed).toBeCloseTo(4); // 25 frames a second of video
    expect(last?.etaSeconds).toBeCloseTo(2);
    expect(last?.percent).toBeCloseTo(5 + 85 * 0.8);
  });

  it('never falls, even when a chunk begins again', () => {
    const rows = run([
      [1, 300],
      [2, 100],
      [3, 200],
    ]);
    expect(rows.map((r) => r.framesDone)).toEqual([300, 300, 300]);
    expect(new Set(rows.map((r) => r.percent)).size).toBe(1);
  });

  it('does not take frames of the cache for speed', () => {
    const [row] = run([[2, 920]], 900);
    expect(row?.fps).toBeCloseTo(10);
  });

  it('has no opinion of the rate before there is anything to go by, but of the time', () => {
    expect(run([[0, 0]])[0]).toMatchObject({ fps: null, speed: null, etaSeconds: 10, percent: 5 });
  });
});
