import { describe, expect, it } from '@jest/globals';
import {
  assetReferences,
  compilePlan,
  formatPath,
  generationChoices,
  generationReferences,
  hashOf,
  parseTimeline,
  resolveOutput,
  type Timeline,
  withChoices,
} from '../src/index.ts';
import { library } from './described.ts';
import { toolchain } from './sources.ts';

const first = { provider: 'luma', model: 'ray-2', prompt: '{{what}}', length: 2 };
const second = { provider: 'replicate', model: 'a/b', prompt: 'the same', duration: 2 };
const document = (clip: object, fallback: unknown = [{ generate: second }, 'asset:i1'], generate: object = first) => ({
  version: 1,
  canvas: { width: 64, height: 64, fps: 10 },
  variables: { what: 'a river' },
  tracks: [{ clips: [{ type: 'video', start: 0, src: { generate: { ...generate, fallback } }, ...clip }] }],
});
const parsed = (clip: object = {}, fallback?: unknown): Timeline => {
  const result = parseTimeline(document(clip, fallback));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const problems = (clip: object, fallback: unknown, generate?: object) => {
  const result = parseTimeline(document(clip, fallback, generate));
  return result.ok ? [] : result.problems.map((p) => `${formatPath(p.path)} ${p.code}`);
};
const at = 'tracks[0].clips[0]';
const chosen = (timeline: Timeline, position: number) =>
  withChoices(timeline, new Map([[at, position]]), { i1: library('i1'), v1: library('v1') });

describe('fallbacks of a generated clip', () => {
  it('are choices in their order, and no part of what is asked for first', () => {
    const timeline = parsed();
    const [{ path, choices }] = generationChoices(timeline) as [ReturnType<typeof generationChoices>[number]];
    expect(path).toBe(at);
    expect(choices.map((c) => ('assetId' in c ? c.assetId : `${c.provider} ${c.model} ${c.prompt}`))).toEqual([
      'luma ray-2 a river',
      'replicate a/b the same',
      'i1',
    ]);
    const { provider, model, fallback: _, ...input } = { ...first, prompt: 'a river', fallback: [] };
    expect(generationReferences(timeline).map((g) => g.intentKey)).toEqual([hashOf({ provider, model, input })]);
    expect(assetReferences(timeline)).toEqual([{ assetId: 'i1', path: `${at}.src.generate.fallback[1]` }]);
  });

  it('take the place of what failed: another generation, a video held at its end, a picture for as long as it was to last', () => {
    const timeline = parsed({ trim: 0.5 }, [{ generate: second }, 'asset:v1', 'asset:i1']);
    expect(chosen(timeline, 0)).toEqual(timeline);
    expect(generationReferences(chosen(timeline, 1)).map((g) => g.provider)).toEqual(['replicate']);
    expect(chosen(timeline, 2).tracks[0]?.clips[0]).toMatchObject({ type: 'video', src: { assetId: 'v1' }, trim: 0.5, onEnd: 'freeze' });
    const still = chosen(timeline, 3);
    expect(still.tracks[0]?.clips[0]).toMatchObject({ type: 'image', src: { assetId: 'i1' }, length: 1.5, fit: 'cover' });
    const output = resolveOutput(still.canvas);
    if (!output.ok) throw new Error('no output');
    const plan = compilePlan({ timeline: still, output: output.value, assets: { i1: library('i1') }, generated: {}, toolchain });
    expect(plan).toMatchObject({ ok: true, value: { frames: 15 } });
  });

  it('are refused where they cannot be used, with their path', () => {
    expect(problems({}, [{ generate: { ...second, fallback: ['asset:i1'] } }])).toEqual([
      `${at}.src.generate.fallback[0].generate.fallback INVALID_VALUE`,
    ]);
    expect(problems({}, ['https://example.com/a.png'])).toEqual([`${at}.src.generate.fallback[0] INVALID_VALUE`]);
    expect(problems({}, [])).toEqual([`${at}.src.generate.fallback OUT_OF_RANGE`]);
    const { length: _, ...endless } = first;
    expect(problems({}, ['asset:i1'], endless)).toEqual([`${at}.length REQUIRED`]);
    expect(problems({ length: 1 }, ['asset:i1'], endless)).toEqual([]);
  });
});
