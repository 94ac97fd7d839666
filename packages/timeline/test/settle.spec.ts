import { describe, expect, it } from '@jest/globals';
import { formatPath, type Plan, parseTimeline, timelineLength } from '../src/index.ts';
import { canvas, library, planOf } from './described.ts';
import { videoProbe } from './sources.ts';

const color = (start: number | 'after', length: number | 'fill', more = {}) => ({
  type: 'color',
  color: '#ff0000',
  start,
  length,
  ...more,
});
const video = (more: object) => ({ type: 'video', src: 'asset:v1', ...more });
const fade = (length: number) => ({ type: 'fade', length });
const parsed = (...tracks: unknown[][]) => parseTimeline({ version: 1, canvas, tracks: tracks.map((clips) => ({ clips })) });
const times = (...tracks: unknown[][]) => {
  const result = parsed(...tracks);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value.tracks.map((t) => t.clips.map((c) => [c.start, c.length]));
};
const problems = (...tracks: unknown[][]) => {
  const result = parsed(...tracks);
  return result.ok ? [] : result.problems.map((p) => `${formatPath(p.path)} ${p.code}`);
};
/** Frames from and to which each layer of a plan of one chunk is drawn. */
const drawn = (plan: Plan) => plan.chunks[0]!.graph.layers.map((l) => [l.from, l.to]);

describe('start: "after"', () => {
  it('begins where the clip before ends, overlapping by the transition', () => {
    expect(times([color('after', 2), color('after', 3), color('after', 1)])).toEqual([
      [
        [0, 2],
        [2, 3],
        [5, 1],
      ],
    ]);
    expect(times([color(0, 2, { transitionOut: fade(0.5) }), color('after', 2, { transitionIn: fade(0.5) })])[0]![1]).toEqual([1.5, 2]);
    expect(times([color(1, 2), color('after', 2, { transitionIn: fade(0.4) })])[0]![1]).toEqual([2.6, 2]);
  });

  it('follows a source whose length is known only later', () => {
    const tracks = [[video({ start: 1 }), color('after', 2)]];
    const timeline = parsed(...tracks);
    if (!timeline.ok) throw new Error('refused');
    expect(timelineLength(timeline.value).exact).toBe(false);
    const media = library('v1');
    const short = { ...media, probe: { ...media.probe, video: videoProbe({ frames: 45 }) } };
    expect(timelineLength(timeline.value, { assets: { v1: short }, generated: {} })).toEqual({
      frames: 135,
      durationSeconds: 4.5,
      exact: true,
    });
    const plan = planOf([{ clips: tracks[0] }], { assets: { v1: short }, cuts: [] });
    expect(drawn(plan)).toEqual([
      [30, 75],
      [75, 135],
    ]);
  });

  it('is as good as the time written out', () => {
    const written = planOf([
      { clips: [video({ start: 0, length: 2, transitionOut: fade(0.5) }), video({ start: 1.5, length: 2, trim: 4 })] },
    ]);
    const after = planOf([
      { clips: [video({ start: 0, length: 2, transitionOut: fade(0.5) }), video({ start: 'after', length: 2, trim: 4 })] },
    ]);
    // Where it comes from is as it was said; what is drawn is the same.
    expect({ ...after, origins: null }).toEqual({ ...written, origins: null });
  });
});

describe('length: "fill"', () => {
  it('lasts to the next clip of the track, else to the end of the render', () => {
    expect(times([color(1, 'fill'), color(4, 2)], [color(0.5, 'fill')])).toEqual([
      [
        [1, 3],
        [4, 2],
      ],
      [[0.5, 5.5]],
    ]);
    expect(times([color(0, 2), color('after', 'fill')], [color(0, 5)])[0]![1]).toEqual([2, 3]);
    const plan = planOf([{ clips: [color(0, 'fill')] }, { clips: [video({ start: 0, trim: 995 })] }]);
    expect(plan.durationSeconds).toBe(5);
  });

  it('is refused where nothing is left, or where times run in a circle', () => {
    expect(problems([color(0, 'fill')])).toEqual(['tracks[0].clips[0].length NOTHING_TO_FILL']);
    expect(problems([color(3, 'fill')], [color(0, 3)])).toEqual(['tracks[0].clips[0].length NOTHING_TO_FILL']);
    expect(problems([color(0, 'fill'), color('after', 3)])).toContain('tracks[0].clips[1].start UNKNOWN_TIME');
    expect(problems([color(-1, 2)])).toEqual(['tracks[0].clips[0].start OUT_OF_RANGE']);
    expect(problems([{ ...color(0, 2), start: 'soon' }])).toEqual(['tracks[0].clips[0].start INVALID_TYPE']);
    expect(() => planOf([{ clips: [color(10, 'fill')] }, { clips: [video({ start: 0, trim: 995 })] }])).toThrow('NOTHING_TO_FILL');
  });
});
