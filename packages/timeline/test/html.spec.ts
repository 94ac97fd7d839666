import { describe, expect, it } from '@jest/globals';
import { assetReferences, chunkCommand, chunkInputs, compilePlan, formatPath, parseTimeline, resolveOutput } from '../src/index.ts';
import { library, planOf } from './described.ts';
import { toolchain } from './sources.ts';

const small = { width: 320, height: 180, fps: 30, background: '#204060' };
const clip = (more: object = {}) => ({ type: 'html', html: '<p>Hi</p>', start: 0, length: 2, ...more });
const planned = (more: object = {}, rest: object = {}) => planOf([{ clips: [clip(more)] }], { canvas: small, ...rest });
const layer = (more: object = {}) => planned(more).chunks[0]!.graph.layers[0]!;
const parsed = (more: object) => parseTimeline({ version: 1, canvas: small, tracks: [{ clips: [clip(more)] }] });
const problems = (more: object) => {
  const result = parsed(more);
  return result.ok ? [] : result.problems.map((p) => `${formatPath(p.path.slice(4))} ${p.code}`);
};

describe('html clips', () => {
  it('become pages drawn frame by frame, in clip time', () => {
    const { chunks } = planned({ css: 'p{}', width: 100, height: 50, position: { x: 10, y: 20, anchor: 'topLeft' } }, { cuts: [25] });
    expect(chunks.map((c) => c.graph.layers[0]!.source)).toMatchObject([
      { kind: 'page', first: 0, frames: 25, page: { html: '<p>Hi</p>', css: 'p{}', width: 100, height: 50, frames: 60, assets: {} } },
      { kind: 'page', first: 25, frames: 35, page: { frames: 60 } },
    ]);
    expect(chunks[1]!.graph.layers[0]).toMatchObject({
      origin: 25,
      picture: { size: { width: 100, height: 50 }, resize: false, alpha: true },
      placement: { x: 10, y: 20, anchor: 'topLeft' },
    });
    const [input] = chunkInputs(chunks[1]!);
    expect(input).toMatchObject({ kind: 'page', first: 25, frames: 35 });
    const args = chunkCommand(planned(), chunks[1]!, { inputs: { [input!.id]: '/in.pngs' }, outputs: ['/out.mp4'] });
    expect(args.join(' ')).toContain('-f png_pipe -framerate 30/1 -i file:/in.pngs');
  });

  it('that do not move are one picture without a time', () => {
    expect(layer({ animated: false })).toMatchObject({ source: { first: 0, frames: 1 }, origin: null });
  });

  it('fit the canvas as asked', () => {
    const page = { width: 160, height: 160 };
    const sizes = ['none', 'contain', 'cover', 'fill'].map((fit) => layer({ ...page, fit }).picture.size);
    expect(sizes).toEqual([
      { width: 160, height: 160 },
      { width: 180, height: 180 },
      { width: 320, height: 320 },
      { width: 320, height: 180 },
    ]);
    expect(layer({ scale: 0.5 }).picture).toMatchObject({ size: { width: 160, height: 90 }, resize: true });
  });

  it('name their pictures, which are sources of the plan', () => {
    const html = '<img src="asset:i1"><p>asset: no, and <b>asset:i9</b></p><script>x = \'asset:i2\'</script>';
    const timeline = parsed({ html, css: 'p { background: url(asset:i1), url( asset:i3 ) }' });
    if (!timeline.ok) throw new Error('refused');
    expect(assetReferences(timeline.value)).toEqual(['i1', 'i2', 'i3'].map((assetId) => ({ assetId, path: 'tracks[0].clips[0].html' })));
    const plan = planned({ html });
    expect(Object.values(plan.sources).map((s) => s.assetId)).toEqual(['i1', 'i2']);
    expect(plan.chunks[0]!.graph.layers[0]!.source).toMatchObject({
      page: { assets: { i1: { sha256: library('i1').sha256, type: 'image/png' } } },
    });
  });

  it('are refused with what is wrong', () => {
    expect(problems({ width: 101 })).toEqual(['width OUT_OF_RANGE']);
    expect(problems({ height: 5000 })).toEqual(['height OUT_OF_RANGE']);
    expect(problems({ html: '' })).toHaveLength(1);
    expect(problems({ length: undefined })).toEqual(['length REQUIRED']);
    const timeline = parsed({ html: '<img src="asset:v1"><img src="asset:i1">' });
    const output = timeline.ok ? resolveOutput(timeline.value.canvas) : timeline;
    if (!timeline.ok || !output.ok) throw new Error('refused');
    const compiled = compilePlan({
      timeline: timeline.value,
      output: output.value,
      assets: { v1: library('v1') },
      generated: {},
      toolchain,
    });
    expect(compiled.ok ? [] : compiled.problems.map((p) => [formatPath(p.path), p.code])).toEqual([
      ['tracks[0].clips[0].html', 'WRONG_KIND'],
      ['tracks[0].clips[0].html', 'ASSET_NOT_FOUND'],
    ]);
  });

  it('have keys of page, pictures, browser and fonts', () => {
    const key = (more: object = {}, tools: object = {}) => planned(more, { toolchain: { ...toolchain, ...tools } }).chunks[0]!.key;
    const keys = [
      ...[key(), key({ html: '<p>Ho</p>' }), key({ css: 'p{}' }), key({ width: 200 }), key({ animated: false }), key({ length: 1.9 })],
      ...[key({}, { chromium: 'Chromium 1' }), key({}, { fonts: { Inter: 'other' } }), key({ html: '<img src="asset:i1">' })],
    ];
    expect(new Set(keys).size).toBe(keys.length);
    const color = (tools: object) =>
      planOf([{ clips: [{ type: 'color', color: '#fff', start: 0, length: 1 }] }], { toolchain: { ...toolchain, ...tools } }).chunks[0]!
        .key;
    expect(color({ chromium: 'Chromium 1' })).toBe(color({}));
  });

  it('cut the timeline at their edges', () => {
    const clips = [clip({ length: 3 }), clip({ start: 3, length: 3, html: '<p>2</p>' })];
    expect(planOf([{ clips }], { canvas: small }).chunks.map((c) => c.start)).toEqual([0, 90]);
  });
});
