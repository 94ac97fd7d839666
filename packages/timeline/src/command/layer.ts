import { clearing, firstTimed } from '../compile/effects.ts';
import type {
  ChunkGraph,
  Curve,
  ImageSource,
  Layer,
  LayerEffect,
  LottieSource,
  Overlay,
  PageSource,
  RasterSource,
  TitleSource,
  VideoSource,
} from '../compile/graph.ts';
import { drawEffects } from '../effects/draw.ts';
import { fileOf, ratio, timebase } from './common.ts';
import { framed } from './framing.ts';
import { inputId, readId } from './input-id.ts';
import { type Chains, chain, opacityFilter } from './overlay.ts';
import { clockFilters, flipFilters, motionFilters, pictureFilters } from './picture.ts';
import { PIECE_FILES } from './piece.ts';
import { readArgs } from './read-args.ts';
import { bleedFilter } from './rim.ts';
import { shotFilters } from './shots.ts';
import { viewFilters } from './view.ts';
import type { Workshop } from './workshop.ts';

/** A stretch of a layer as it is laid over something, chunk frames. */
export interface LayerUse {
  layer: number;
  from: number;
  to: number;
  stream: string;
  opacity: Curve[];
  transitions?: Overlay['transitions'];
  /** Opacity, turn and size were applied to the still picture already. */
  done: boolean;
}

interface Consumer {
  layer: number;
  from: number;
  to: number;
  /** null: it is the base of a segment. */
  opacity: Curve[] | null;
  transitions?: Overlay['transitions'];
  stream: string;
  done: boolean;
}

/** Opens and draws every layer once, and deals its frames out to the segments and overlays that show it. */
export function layerStreams(graph: ChunkGraph, shop: Workshop, compose: (inner: ChunkGraph) => string) {
  const consumer = (layer: number, from: number, to: number, opacity: Curve[] | null): Consumer => ({
    layer,
    from,
    to,
    opacity,
    stream: '',
    done: false,
  });
  const bases = graph.segments.map((s) => (s.base === null ? null : consumer(s.base, s.from, s.to, null)));
  const overs = graph.segments.map((s) =>
    s.over.map((o) => ({ ...consumer(o.layer, s.from, s.to, o.opacity), transitions: o.transitions })),
  );
  const floating = graph.overlays.map((o) => consumer(o.layer, graph.layers[o.layer]!.from, graph.layers[o.layer]!.to, o.opacity));
  const consumers = [...bases.flatMap((b) => (b ? [b] : [])), ...overs.flat(), ...floating];

  graph.layers.forEach((layer, i) => {
    const own = consumers.filter((c) => c.layer === i).sort((a, b) => a.from - b.from);
    const overlaid = own.every((c) => c.opacity !== null);
    deal(drawn(layer, own, overlaid, graph, shop, compose), layer, own, overlaid, shop);
  });
  const use = (c: Consumer): LayerUse => ({ ...c, opacity: c.opacity ?? [] });
  return {
    base: (segment: number): string => bases[segment]!.stream,
    over: (segment: number): LayerUse[] => overs[segment]!.map(use),
    floating: (): LayerUse[] => floating.map(use),
  };
}

/** The layer's frames, drawn: as large as they will be where that is the same in all of them. */
function drawn(
  layer: Layer,
  own: Consumer[],
  overlaid: boolean,
  graph: ChunkGraph,
  shop: Workshop,
  compose: (inner: ChunkGraph) => string,
): string {
  const { source } = layer;
  const span = { frames: layer.to - layer.from, fps: graph.canvas.fps };
  if (source.kind === 'video') return framed(shop, layer, video(layer, source, overlaid, graph, shop), span);
  if (source.kind === 'lottie' || ((source.kind === 'page' || source.kind === 'title') && source.frames > 1))
    return framed(shop, layer, page(layer, source, overlaid, graph, shop), span);
  if (source.kind !== 'composition') return still(layer, source, own, overlaid, graph, shop);
  const composed = chain(shop, compose(source.graph), drawing(layer, overlaid).join(','));
  return framed(shop, layer, looked(layer, composed, overlaid, graph, shop), span);
}

/** Up to the effects: with none of them, up to the end. */
const drawing = (layer: Layer, overlaid: boolean, repeated: readonly string[] = []): string[] => [
  ...pictureFilters(layer),
  ...repeated,
  ...viewFilters(layer.picture, layer.origin ?? 0),
  ...flipFilters(layer.picture),
  ...(layer.effects ? [`format=${layer.picture.alpha ? 'yuva420p' : 'yuv420p'}`] : overlaid ? ['format=yuva420p'] : []),
];

/** The layer's effects, or those from `after` up to `until`, on its drawn frames. */
function looked(layer: Layer, stream: string, overlaid: boolean, graph: ChunkGraph, shop: Workshop, after = 0, until?: number): string {
  const { effects, picture, cleared } = layer;
  if (!effects) return stream;
  const drawn = drawEffects(stageOf(layer, effects.slice(0, after), graph, shop), stream, effects.slice(after, until));
  return overlaid && !picture.alpha && !cleared ? chain(shop, drawn, 'format=yuva420p') : drawn;
}

const stageOf = (layer: Layer, before: readonly LayerEffect[], { canvas: { fps } }: ChunkGraph, shop: Workshop) => ({
  ...{ shop, fps, size: layer.picture.crop ?? layer.picture.size, alpha: layer.picture.alpha || clearing(before) },
  ...{ frames: layer.to - layer.from, clipFrame: layer.origin ?? 0 },
});

function video(layer: Layer, source: VideoSource, overlaid: boolean, graph: ChunkGraph, chains: Workshop): string {
  const { fps } = graph.canvas;
  const reads = source.reads.map((read) => {
    const demuxers = read.piece ? PIECE_FILES[read.piece.recipe.codec].demuxers : source.demuxers;
    const path = fileOf(chains.files.inputs, readId(source, read));
    const n = chains.open(path, demuxers, readArgs(read, read.piece ? null : source.decoder));
    return { n, filters: clockFilters(read, fps) };
  });
  const shown = drawing(layer, overlaid);
  const [only] = reads;
  const all = (stream: string) => looked(layer, stream, overlaid, graph, chains);
  if (reads.length === 1) return all(chain(chains, `${only!.n}:V:0`, [...only!.filters, ...shown].join(',')));
  const parts = reads.map((r) => chain(chains, `${r.n}:V:0`, r.filters.join(',')));
  const out = chains.label();
  chains.add(
    `${parts.map((p) => `[${p}]`).join('')}concat=n=${parts.length}:v=1:a=0,settb=${timebase(fps)},setpts=N,${shown.join(',')}[${out}]`,
  );
  return all(out);
}

/** Of files of pictures that follow each other: a title's are ready to be laid, not encoded, in a file that says their size. */
const PICTURES = { page: 'png_pipe', lottie: 'png_pipe', title: 'matroska,webm' };

/** Pictures that follow each other, one a frame or those of a text that differ; the last one is held where the layer needs more. */
function page(
  layer: Layer,
  source: PageSource | LottieSource | TitleSource,
  overlaid: boolean,
  graph: ChunkGraph,
  chains: Workshop,
): string {
  const { fps } = graph.canvas;
  const demuxers = PICTURES[source.kind];
  const rate = source.kind === 'title' ? ['-r', ratio(fps)] : ['-f', demuxers, '-framerate', ratio(fps)];
  const n = chains.open(fileOf(chains.files.inputs, inputId(source)), demuxers, rate);
  const { times, repeated } = source.kind === 'title' ? shotFilters(source, fps) : { times: 'N', repeated: [] };
  const pages = chain(chains, `${n}:V:0`, [`settb=${timebase(fps)}`, `setpts=${times}`, ...drawing(layer, overlaid, repeated)].join(','));
  return looked(layer, pages, overlaid, graph, chains);
}

/** A picture is decoded, sized and turned once; the frames are the same one. */
function still(
  layer: Layer,
  source: ImageSource | RasterSource | PageSource | TitleSource,
  own: Consumer[],
  overlaid: boolean,
  graph: ChunkGraph,
  chains: Workshop,
): string {
  const { placement } = layer;
  const { fps } = graph.canvas;
  const n = chains.open(
    fileOf(chains.files.inputs, inputId(source)),
    source.kind === 'image' ? source.demuxers : source.kind === 'title' ? PICTURES.title : 'png_pipe',
    ['-noautorotate'],
  );
  // The rate filter changes no frame: it says the canvas' rate, which the muxer gives the last frame its duration by (a picture has 25).
  const held = [
    'loop=loop=-1:size=1',
    `settb=${timebase(fps)}`,
    'setpts=N',
    `fps=fps=${ratio(fps)}`,
    `trim=end_frame=${layer.to - layer.from}`,
  ];
  if (layer.picture.view) {
    const seen = [...pictureFilters(layer), ...held, ...viewFilters(layer.picture, layer.origin ?? 0), ...flipFilters(layer.picture)];
    const before = layer.effects ? [`format=${layer.picture.alpha ? 'yuva420p' : 'yuv420p'}`] : overlaid ? ['format=yuva420p'] : [];
    const shown = looked(layer, chain(chains, `${n}:V:0`, [...seen, ...before].join(',')), overlaid, graph, chains);
    return framed(chains, layer, shown, { frames: layer.to - layer.from, fps });
  }
  // What changes with time is drawn on each of the frames.
  const timed = layer.effects ? (layer.origin === null ? layer.effects.length : firstTimed(layer.effects)) : 0;
  const looks = timed < (layer.effects?.length ?? 0);
  const filters = [...pictureFilters(layer), ...flipFilters(layer.picture)];
  let stream = `${n}:V:0`;
  if (layer.effects) {
    filters.length = 0;
    stream = looked(layer, chain(chains, stream, drawing(layer, false).join(',')), false, graph, chains, 0, timed);
  }
  if (overlaid && !looks) {
    filters.push('format=yuva420p');
    if (placement?.motion && layer.picture.alpha) filters.push(bleedFilter(chains.label));
    if (layer.framing) stream = framed(chains, layer, chain(chains, stream, filters.splice(0).join(',')), { frames: 'one', fps });
    own.forEach((c) => {
      c.done = own.length === 1 && layer.origin === null;
    });
    if (own[0]!.done) {
      const [opacity = 1] = own[0]!.opacity as number[];
      filters.push(...(opacity === 1 ? [] : [opacityFilter(opacity)]), ...(placement ? motionFilters(placement, '0', chains.label) : []));
    }
  }
  filters.push(...held);
  const frames = chain(chains, stream, filters.join(','));
  if (!looks) return frames;
  return framed(chains, layer, looked(layer, frames, overlaid, graph, chains, timed), { frames: layer.to - layer.from, fps });
}

/** Gives each consumer its own frames, from PTS 0. */
function deal(stream: string, layer: Layer, own: Consumer[], overlaid: boolean, chains: Chains): void {
  const streams = own.length === 1 ? [stream] : own.map(() => chains.label());
  // Left to ffmpeg, all of it would have the alpha that some of its frames need, and overlay over alpha takes ten times as long.
  const opaque = !overlaid && own.some((c) => c.opacity !== null) ? 'format=yuv420p,' : '';
  if (own.length > 1) chains.add(`[${stream}]${opaque}split=${own.length}${streams.map((s) => `[${s}]`).join('')}`);
  own.forEach((c, i) => {
    const whole = c.from === layer.from && c.to === layer.to;
    const filters = [
      ...(whole ? [] : [`trim=start_frame=${c.from - layer.from}:end_frame=${c.to - layer.from}`, 'setpts=PTS-STARTPTS']),
      ...(c.opacity !== null && !overlaid ? ['format=yuva420p'] : []),
    ];
    c.stream = filters.length > 0 ? chain(chains, streams[i]!, filters.join(',')) : streams[i]!;
  });
}
