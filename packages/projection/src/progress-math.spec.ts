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
  renderingAt: START,
  updatedAt: START,
};
const counts = (framesDone: number, framesReused = 0) => ({ framesDone, framesReused, chunksDone: 0, chunksReused: 0 });

/** A render reported at each of these [second, framesDone]. */
const run = (reports: [number, number][], reused = 0): RenderProgress[] => {
  let row = fresh;
  return reports.map(([second, done]) => {
    row = { ...row, ...advance(row, counts(done, reused), { now: at(second), durationSeconds: 40 }) };
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
    expect(row?.etaSeconds).toBeCloseTo(8);
  });

  it('drifts, and does not jump, when one second is slow', () => {
    const steady = run(Array.from({ length: 4 }, (_, i): [number, number] => [i + 1, (i + 1) * 100]));
    const before = steady.at(-1)?.etaSeconds as number;
    const stalled = run([...Array.from({ length: 4 }, (_, i): [number, number] => [i + 1, (i + 1) * 100]), [5, 400]]).at(-1)
      ?.etaSeconds as number;
    expect(before).toBeCloseTo(6);
    expect(stalled).toBeLessThan(before);
  });

  it('has no opinion before there is anything to go by', () => {
    expect(run([[0, 0]])[0]).toMatchObject({ fps: null, speed: null, etaSeconds: null, percent: 5 });
  });
});
