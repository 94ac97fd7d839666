import { describe, expect, it } from '@jest/globals';
import { chunkCommand, chunkInputs, compilePlan, type OutputRequest, type Plan, parseTimeline, resolveOutput } from '../src/index.ts';
import type { SourceMedia, VideoProbe } from '../src/media.ts';
import { must } from './render.ts';
import { described, toolchain, videoProbe } from './sources.ts';

const AVC = { sps: ['6764001eacd940a0'], pps: ['68ebe3cb22c0'] };
/** The same sets, but for a number or a byte. */
const OTHER_SETS = { sps: ['6764001eacd94141'], pps: ['68ebe3cb22c1'] };
const OWN_NUMBER = { sps: ['6764001e10d940a0'], pps: ['6811e3cb22c0'] };
/** Ten seconds with a keyframe each second. */
const source = (id: string, more: Partial<VideoProbe> = {}, sets = AVC): SourceMedia =>
  described(id, {
    durationSeconds: 10,
    video: videoProbe({ frames: 300, avc: { ...sets, keyframes: Array.from({ length: 10 }, (_, i) => 30 * i) }, ...more }),
  });

type Clip = Record<string, unknown>;
const document = (clips: Clip[], ...above: Clip[][]) => ({
  version: 1,
  canvas: { width: 320, height: 180, fps: 30 },
  tracks: [clips, ...above].map((each) => ({ clips: each })),
});
const clip = (id: string, start: number, length: number, trim = 0, more: Clip = {}): Clip => ({
  ...{ type: 'video', src: `asset:${id}`, start, length, trim },
  ...more,
});

const COPYING: OutputRequest = { copy: 'WHEN_POSSIBLE' };
const compiled = (clips: object, sources: SourceMedia[], request = COPYING): Plan => {
  const timeline = must(parseTimeline(clips));
  const output = must(resolveOutput(timeline.canvas, null, request));
  return must(compilePlan({ timeline, output, assets: Object.fromEntries(sources.map((s) => [s.assetId, s])), generated: {}, toolchain }));
};
/** First frame, length, and the source's frame it is copied from. */
const shape = ({ chunks }: Plan) => chunks.map(({ start, frames, encoded }) => [start, frames, encoded[0]?.copy?.first ?? null]);
const copied = (plan: Plan): number => plan.chunks.filter(({ encoded }) => encoded[0]?.copy).reduce((sum, { frames }) => sum + frames, 0);

const a = source('a');

describe('copying', () => {
  it('takes what lies between keyframes, cut on a grid of the source; head and tail are encoded', () => {
    const plan = compiled(document([clip('a', 0, 9, 0.5)]), [a]);
    expect(shape(plan)).toEqual([
      [0, 15, null],
      [15, 150, 30],
      [165, 90, 180],
      [255, 15, null],
    ]);
    expect(plan.sources[a.sha256]?.avc).toEqual(AVC);
  });

  it('goes on to the end of the file, and takes a whole file whole', () => {
    expect(shape(compiled(document([clip('a', 0, 4, 6)]), [a]))).toEqual([[0, 120, 180]]);
  });

  it('keeps the chunks in the middle when the trim moves', () => {
    const keys = (trim: number) => compiled(document([clip('a', 0, 9, trim)]), [a]).chunks.map(({ key }) => key);
    const [before, after] = [keys(0.5), keys(0.8)];
    expect(after.slice(1, 3)).toEqual(before.slice(1, 3));
    expect(after[0]).not.toBe(before[0]);
  });

  it('leaves out what something lies over, and what fades', () => {
    const titled = compiled(document([clip('a', 0, 9)], [{ type: 'text', text: 'Here', start: 3.2, length: 1 }]), [a]);
    expect(shape(titled).filter(([, , first]) => first !== null)).toEqual([
      [0, 90, 0],
      [150, 30, 150],
      [180, 90, 180],
    ]);
    const faded = [clip('a', 0, 4, 0, { transitionOut: { type: 'fade', length: 1.5 } }), clip('a', 2.5, 4, 5)];
    expect(shape(compiled(document(faded), [a])).filter(([, , first]) => first !== null)).toEqual([
      [0, 60, 0],
      [135, 60, 210],
    ]);
  });

  it('is only where it is asked for, and then has other keys and parameter sets of its own', () => {
    const both = document([clip('a', 0, 2, 0.1), clip('a', 2, 3, 2)]);
    const [never, possible] = [compiled(both, [a], { copy: 'NEVER' }), compiled(both, [a])];
    expect(copied(never)).toBe(0);
    expect(never.chunks.map((c) => c.key)).toEqual(compiled(both, [a], {}).chunks.map((c) => c.key));
    expect(copied(possible)).toBe(120);
    const args = (plan: Plan) => {
      const inputs = Object.fromEntries(chunkInputs(plan.chunks[0]!).map(({ id }) => [id, 'in']));
      return chunkCommand(plan, plan.chunks[0]!, { inputs, outputs: ['out'] }).join(' ');
    };
    expect(args(never)).not.toContain('sps-id');
    expect(args(possible)).toContain(':sps-id=7');
  });

  it.each<[string, Partial<VideoProbe>]>([
    ['another codec', { codec: 'hevc' }],
    ['another profile', { profile: 'Main' }],
    ['another size', { codedWidth: 160, codedHeight: 90, width: 160, height: 90 }],
    ['another rate', { frameRate: { num: 25, den: 1 } }],
    ['a rate that changes', { variableFrameRate: true }],
    ['ten bits', { pixelFormat: 'yuv420p10le' }],
    ['high dynamic range', { color: { primaries: 'bt2020', transfer: 'smpte2084', matrix: 'bt2020nc', range: 'tv' } }],
    ['other colours', { color: { primaries: 'smpte170m', transfer: 'bt709', matrix: 'bt709', range: 'tv' } }],
    ['full range', { color: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'pc' } }],
    ['fields', { interlaced: true }],
    ['wide pixels', { sampleAspect: { num: 4, den: 3 }, width: 427 }],
    ['a turn', { rotation: 180 }],
    ['deeper reordering', { reorderDepth: 3 }],
    ['open groups: nothing but the first frame to begin at', { avc: { ...AVC, keyframes: [0] } }],
    ['parameter sets under our number', { avc: { ...OWN_NUMBER, keyframes: [0, 30, 60, 90, 120, 150] } }],
  ])('encodes a source with %s', (_, more) => {
    const odd = described('odd', { durationSeconds: 10, video: { ...a.probe.video!, ...more } });
    expect(copied(compiled(document([clip('odd', 0, 5)]), [odd]))).toBe(0);
  });

  it('encodes a source that was probed before there was an index', () => {
    const { avc: _, ...video } = a.probe.video!;
    expect(copied(compiled(document([clip('old', 0, 5)]), [described('old', { video })]))).toBe(0);
  });

  it.each<[string, Clip]>([
    ['speed', { speed: 1.25 }],
    ['fill', { fit: 'contain', scale: 0.5 }],
    ['opacity', { opacity: 0.5 }],
    ['freeze', { freeze: 1 }],
    ['reverse', { reverse: true }],
  ])('encodes a clip with %s', (_, more) => {
    expect(copied(compiled(document([clip('a', 0, 5, 0, more)]), [a]))).toBe(0);
  });

  it('takes of sources whose parameter sets contradict each other those with most to take', () => {
    const [b, c] = [source('b', {}, OTHER_SETS), source('c')];
    const plan = compiled(document([clip('b', 0, 4), clip('a', 4, 3), clip('c', 7, 3)]), [a, b, c]);
    const from = new Set(plan.chunks.flatMap(({ encoded }) => (encoded[0]?.copy ? [encoded[0].copy.sha256] : [])));
    expect([...from].sort()).toEqual([a.sha256, c.sha256].sort());
  });
});

describe('asking for copies', () => {
  const problems = (request: OutputRequest) => {
    const made = resolveOutput({ width: 320, height: 180, fps: { num: 30, den: 1 }, background: '#000000' }, null, {
      ...COPYING,
      ...request,
    });
    return made.ok ? [] : made.problems.map(({ path, code }) => [path.join('.'), code]);
  };
  it.each<[OutputRequest, string | null]>([
    [{}, null],
    [{ format: 'hls' }, null],
    [{ copy: 'sometimes' }, 'UNKNOWN_COPY'],
    [{ format: 'webm' }, 'NOT_FOR_CODEC'],
    [{ codec: 'h265' }, 'NOT_FOR_CODEC'],
    [{ format: 'gif' }, 'NOT_FOR_FORMAT'],
    [{ format: 'mp3' }, 'NOT_FOR_FORMAT'],
    [{ bitrateKbps: 2000 }, 'NOT_TOGETHER'],
    [{ maxRateKbps: 2000 }, 'NOT_TOGETHER'],
    [{ maxBytes: 1_000_000 }, 'NOT_TOGETHER'],
  ])('with %j', (request, code) => {
    expect(problems(request)).toEqual(code === null ? [] : [['copy', code]]);
  });
});
