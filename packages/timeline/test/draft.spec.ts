import { describe, expect, it } from '@jest/globals';
import { allLayers } from '../src/compile/graph.ts';
import {
  compilePlans,
  type OutputsRequest,
  type Plan,
  parseTimeline,
  pieceKey,
  planPieces,
  proxyPieces,
  resolveOutputs,
  type SourceMedia,
} from '../src/index.ts';
import { must } from './render.ts';
import { described, toolchain, videoProbe } from './sources.ts';

const canvas = { width: 1920, height: 1080, fps: 30 };
const large = described('large', { video: videoProbe({ width: 1920, height: 1080, frames: 300 }), durationSeconds: 10 });
const small = described('small', { video: videoProbe({ frames: 300 }), durationSeconds: 10 });
const text = { type: 'text', text: 'Hi', start: 0, length: 8, style: { size: 80, padding: 8 }, position: { x: 400, y: '50%' } };
const shape = { type: 'shape', shape: 'rectangle', width: 400, height: '20%', fill: '#ff0000', start: 0, length: 8 };
const page = { type: 'html', html: '<p>Hi</p>', start: 0, length: 2, animated: false };

const planOf = (clips: object[][], request: OutputsRequest = { draft: true }, assets: SourceMedia[] = [large, small]): Plan => {
  const timeline = must(parseTimeline({ version: 1, canvas, tracks: clips.map((some) => ({ clips: some })) }));
  const outputs = resolveOutputs(timeline.canvas, request);
  if (!outputs.ok) throw new Error(JSON.stringify(outputs.problems));
  const byId = Object.fromEntries(assets.map((a) => [a.assetId, a]));
  const tools = { ...toolchain, chromium: 'spec' };
  return must(compilePlans({ timeline, outputs: outputs.value, assets: byId, generated: {}, toolchain: tools }))[0]!;
};
const video = (src: string, more = {}) => ({ type: 'video', src: `asset:${src}`, start: 0, length: 8, ...more });
const keys = (plan: Plan) => plan.chunks.map((c) => c.key);

describe('a draft', () => {
  it('is composed on a quarter of the canvas, for outputs a quarter as large', () => {
    const plan = planOf([[video('large')]], { draft: true, output: { width: 1280, height: 720 } });
    expect(plan.canvas).toMatchObject({ width: 480, height: 270 });
    expect(plan.chunks[0]!.graph.canvas).toMatchObject({ width: 480, height: 270 });
    expect(plan.outputs[0]!.settings).toMatchObject({ width: 320, height: 180, draft: true });
    expect(keys(plan)).not.toEqual(keys(planOf([[video('large')]], { output: { width: 320, height: 180 } })));
  });

  it("has pixels that are a quarter of the timeline's, and pages that are laid out as they were", () => {
    const { layers } = planOf([[video('small')], [text], [shape], [page]]).chunks[0]!.graph;
    const of = (kind: string) => layers.filter((l) => l.source.kind === kind);
    const [written, word] = of('text');
    expect(written).toMatchObject({
      source: { raster: { text: 'Hi', size: 20, padding: 2, maxWidth: 432 } },
      placement: { x: 100, y: 135, scale: 1 },
    });
    expect(of('drawing')[0]).toMatchObject({ source: { raster: { width: 100, height: 54 } } });
    expect(of('page')[0]).toMatchObject({
      source: { page: { width: 1920, height: 1080 } },
      picture: { size: { width: 480, height: 270 } },
    });
    expect(word).toMatchObject({ source: { raster: { text: 'DRAFT' } }, origin: null, placement: { x: 240, y: 135 } });
    expect(layers.at(-1)).toBe(word);
  });

  it('shows of large sources the pieces that are made when they are uploaded, whatever the trim', () => {
    const made = proxyPieces(large, toolchain).map((piece) => pieceKey(piece, toolchain).key);
    expect(made).toHaveLength(3);
    const shown = planPieces(planOf([[video('large', { trim: 1.5 })]]), toolchain);
    expect(shown.map((p) => p.key)).toEqual(made);
    expect(shown[0]!.piece.recipe).toMatchObject({ small: { width: 960, height: 540 }, codec: 'h264' });
    expect(planPieces(planOf([[video('large')]], {}), toolchain)).toEqual([]);
  });

  it('shows sources themselves that are small, transparent, or as large as they are', () => {
    for (const clip of [video('small'), video('large', { fit: 'none' })]) expect(planPieces(planOf([[clip]]), toolchain)).toEqual([]);
    const clear = described('clear', {
      video: videoProbe({ width: 1920, height: 1080, frames: 300, hasAlpha: true }),
      durationSeconds: 10,
    });
    expect(planPieces(planOf([[video('clear')]], { draft: true }, [clear]), toolchain)).toEqual([]);
    expect([small, clear].flatMap((source) => proxyPieces(source, toolchain))).toEqual([]);
    const [layer] = planOf([[video('large', { fit: 'none' })]]).chunks[0]!.graph.layers;
    expect(layer?.picture.size).toEqual({ width: 480, height: 270 });
  });

  it('shrinks nested timelines with what is in them', () => {
    const inner = { canvas: { width: 640, height: 360 }, tracks: [{ clips: [{ ...text, length: 4 }] }] };
    const plan = planOf([[{ type: 'timeline', timeline: inner, start: 0, length: 4, fit: 'none' }]]);
    const texts = allLayers(plan.chunks[0]!.graph).flatMap((l) => (l.source.kind === 'text' ? [l.source.raster] : []));
    expect(texts).toMatchObject([{ text: 'Hi', size: 20, maxWidth: 144 }, { text: 'DRAFT' }]);
    expect(plan.chunks[0]!.graph.layers[0]!.picture.size).toEqual({ width: 160, height: 90 });
  });

  it('sounds as the film does', () => {
    const sounding = described('sounding', {
      video: videoProbe({ width: 1920, height: 1080, frames: 300 }),
      durationSeconds: 10,
      audio: { codec: 'aac', sampleRate: 48000, channels: 2, startSeconds: 0, durationSeconds: 10 },
    });
    const sound = (request: OutputsRequest) => planOf([[video('sounding')]], request, [sounding]).audio?.encoded.map((e) => e.key);
    expect(sound({ draft: true })).toEqual(sound({}));
    expect(sound({})).toHaveLength(1);
  });
});
