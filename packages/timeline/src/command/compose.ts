import { yuvOf } from '../compile/color.ts';
import type { ChunkGraph } from '../compile/graph.ts';
import { mix } from './blend.ts';
import { ratio, timebase } from './common.ts';
import { type LayerUse, layerStreams } from './layer.ts';
import { type Chains, chain, coarsen, fade, lay, move } from './overlay.ts';
import { BT709 } from './picture.ts';
import type { Workshop } from './workshop.ts';

/** Adds all that draws a graph, and says the label of its picture: canvas sized, from PTS 0. */
export function compose(graph: ChunkGraph, shop: Workshop): string {
  const { fps } = graph.canvas;
  const streams = layerStreams(graph, shop, (inner) => composition(inner, shop));
  const over = (below: string, use: LayerUse, origin: number): string => {
    const layer = graph.layers[use.layer]!;
    const clipFrame = (layer.origin ?? 0) + use.from - layer.from;
    const { transitions } = use;
    const whole = { stream: use.stream, frames: use.to - use.from, clipFrame, opacity: use.opacity, transitions };
    const faded = use.done ? use.stream : fade(shop, layer, { ...whole, stream: coarsen(shop, layer, whole, fps) }, fps);
    const moved = use.done ? faded : move(shop, layer.placement, transitions, faded, clipFrame, fps);
    const late = use.from - origin;
    const { blend } = layer;
    if (blend)
      return mix(shop, graph, {
        layer,
        blend,
        transitions,
        below,
        above: moved,
        still: use.done,
        frames: use.to - use.from,
        late,
        clipFrame,
      });
    const placed = late === 0 ? moved : chain(shop, moved, `setpts=PTS+${late}`);
    return lay(shop, layer, below, placed, transitions, clipFrame - late, fps);
  };
  const segments = graph.segments.map((segment, i) => {
    const filled = segment.base === null ? background(shop, graph, segment.to - segment.from) : streams.base(i);
    // Frames of all segments are of one kind.
    const base = graph.canvas.alpha && segment.base !== null ? chain(shop, filled, 'format=yuva420p') : filled;
    return streams.over(i).reduce((below, use) => over(below, use, segment.from), base);
  });
  let picture = segments[0]!;
  if (segments.length > 1) {
    picture = shop.label();
    shop.add(`${segments.map((s) => `[${s}]`).join('')}concat=n=${segments.length}:v=1:a=0,settb=${timebase(fps)},setpts=N[${picture}]`);
  }
  return streams.floating().reduce((below, use) => over(below, use, 0), picture);
}

/** A nested timeline's picture, in known colours, as a layer of its own takes it. */
const composition = (graph: ChunkGraph, shop: Workshop): string =>
  chain(shop, compose(graph, shop), `settb=${timebase(graph.canvas.fps)},setpts=N,${BT709}`);

/** The canvas' colour, or nothing: one frame, shown again and again. */
function background(chains: Chains, { canvas }: ChunkGraph, frames: number): string {
  const [y, u, v] = yuvOf(canvas.background);
  const [format, clear] = canvas.alpha ? ['yuva420p', ':a=0'] : ['yuv420p', ''];
  const out = chains.label();
  chains.add(
    `color=c=black:s=${canvas.width}x${canvas.height}:r=${ratio(canvas.fps)},format=${format},trim=end_frame=1,lutyuv=y=${y}:u=${u}:v=${v}${clear},setsar=1,` +
      `loop=loop=-1:size=1,settb=${timebase(canvas.fps)},setpts=N,trim=end_frame=${frames}[${out}]`,
  );
  return out;
}
