import type { ChunkGraph, Curve, Layer, Overlay, Piece } from '../compile/graph.ts';
import type { OutputSettings } from '../output-settings.ts';
import type { Plan, PlanChunk } from '../plan.ts';
import { encodingOf } from '../rate-control/rated.ts';

/**
 * What a piece of work is made of: amounts by kind. Pixels are counted in millions, over all frames.
 * start: runs of ffmpeg; read: files opened and sought; picture: stills and texts; decode, scale, overlay, turn (moving sizes and angles), page
 * (a browser's frames), canvas, normalise and "encode <codec> <speed>": pixels.
 */
export type Work = Record<string, number>;

/** Share of the canvas that a text covers, whose size only who draws it knows. */
const TEXT_SHARE = 0.1;
/** A second look at a chunk costs about this much of an encode. */
const FIRST_PASS = 0.7;

/** The sum, kind by kind. */
export function sumOfWork(...all: readonly Work[]): Work {
  const sum: Work = {};
  for (const work of all) for (const [kind, amount] of Object.entries(work)) sum[kind] = (sum[kind] ?? 0) + amount;
  return sum;
}

/** What the encoder of pictures has to do, by codec and speed. */
export const encodeKind = ({ codec, speed }: Pick<OutputSettings, 'codec' | 'speed'>): string => `encode ${codec} ${speed}`;

/**
 * What drawing and encoding a chunk takes: a function of the plan alone.
 * @param wanted which of its encodings are to be made; all when not given
 */
export function chunkWork(plan: Plan, chunk: PlanChunk, wanted: (encoding: number) => boolean = () => true): Work {
  const { graph, frames } = chunk;
  const made = plan.encodings.map((_, i) => encodingOf(plan, chunk, i)).filter((_, i) => wanted(i));
  const passes = made.some((one) => one.passes === 2) ? 2 : 1;
  const drawn = scaled(graphWork(graph, plan.sources), passes);
  const encoded = made.map(({ encoding, passes: looks }): Work => {
    const pixels = millions(encoding, frames);
    const resized = encoding.width !== graph.canvas.width || encoding.height !== graph.canvas.height;
    return { [encodeKind(encoding)]: pixels * (looks === 2 ? 1 + FIRST_PASS : 1), ...(resized ? { scale: pixels } : {}) };
  });
  return sumOfWork({ start: passes }, drawn, ...encoded);
}

/** What normalising a stretch of a source takes. */
export const pieceWork = ({ sha256, frames, lead }: Piece, sources: Plan['sources']): Work => ({
  start: 1,
  read: 1,
  normalise: ((sources[sha256]?.pixels ?? 0) * (frames + lead)) / 1e6,
});

/** The work of an output whose plan is not known yet: one picture that fills it, in chunks of about `seconds`. One entry a chunk. */
export function roughWork(frames: number, output: OutputSettings, seconds = 4): Work[] {
  if (output.codec === null) return [];
  const count = Math.max(1, Math.round((frames * output.fps.den) / output.fps.num / seconds));
  const shown = frames / count;
  const sizes = (output.renditions ?? [output]).map((size) => ({ [encodeKind(output)]: millions(size, shown) }));
  const pixels = millions(output, shown);
  const one = sumOfWork({ start: 1, read: 1, decode: pixels, scale: pixels, canvas: pixels }, ...sizes);
  return Array.from({ length: count }, () => one);
}

function graphWork(graph: ChunkGraph, sources: Plan['sources']): Work {
  const overlays = [...graph.overlays, ...graph.segments.flatMap((s) => s.over)];
  return sumOfWork(
    { canvas: millions(graph.canvas, graph.frames) },
    ...graph.layers.map((layer) => layerWork(layer, graph, sources)),
    ...overlays.map((overlay) => overlayWork(overlay, graph)),
  );
}

function layerWork(layer: Layer, { canvas, frames }: ChunkGraph, sources: Plan['sources']): Work {
  const { source, picture, from, to, placement } = layer;
  const shown = Math.max(0, Math.min(to, frames) - Math.max(0, from));
  const area = areaOf(layer, canvas) / 1e6;
  const turns =
    picture.view !== undefined ||
    (placement !== null &&
      (placement.motion !== undefined || placement.grows || placement.spins || moves(placement.scale) || moves(placement.rotation)));
  const moving = { ...(picture.resize ? { scale: area * shown } : {}), ...(turns ? { turn: area * shown } : {}) };
  if (source.kind === 'composition') return sumOfWork(graphWork(source.graph, sources), moving);
  if (source.kind === 'lottie') return { ...moving, page: millions(source.lottie, source.frames) / 4 };
  if (source.kind === 'page') return { ...moving, page: millions(source.page, source.frames) };
  // A frame of a text is drawn in a quarter of the time a still one takes, fonts and all.
  if (source.kind === 'title') return { ...moving, picture: 1 + source.frames / 4 };
  if (source.kind === 'video') {
    const pixels = sources[source.sha256]?.pixels ?? canvas.width * canvas.height;
    const decoded = source.reads.reduce((sum, read) => sum + read.frames * sourceFramesIn(read.clock, canvas.fps), 0);
    return { ...moving, read: source.reads.length, decode: (pixels * decoded) / 1e6 };
  }
  // A still picture is scaled once.
  return { ...(turns ? { turn: area * shown } : {}), picture: 1 };
}

/** Frames of the source for one of the canvas. */
function sourceFramesIn(
  clock: Extract<Layer['source'], { kind: 'video' }>['reads'][number]['clock'],
  fps: ChunkGraph['canvas']['fps'],
): number {
  if (clock.kind === 'frames') return clock.den / clock.num;
  return clock.pace ? (fps.num / fps.den) * (clock.pace.den / clock.pace.num) : 1;
}

/** Blending two pictures costs twice what laying one on another does, a frame around it as much again, mixing colours five times as much. */
function overlayWork({ layer, opacity, transitions = [] }: Overlay, graph: ChunkGraph): Work {
  const drawn = graph.layers[layer];
  if (!drawn) return {};
  const blended = transitions.length > 0 || opacity.some((curve) => moves(curve) || curve !== 1);
  const times = (blended ? 2 : 1) + (drawn.framing ? 1 : 0) + (drawn.blend ? 5 : 0);
  return { overlay: (areaOf(drawn, graph.canvas) * Math.max(0, drawn.to - drawn.from) * times) / 1e6 };
}

/** Pixels of the canvas that a layer covers at most. */
function areaOf({ picture, placement }: Layer, { width, height }: ChunkGraph['canvas']): number {
  const whole = width * height;
  if (placement === null) return whole;
  const size = picture.crop ?? picture.size;
  if (size === null) return whole * TEXT_SHARE;
  return Math.min(4 * whole, size.width * size.height * largest(placement.scale) ** 2);
}

const moves = (curve: Curve): boolean => typeof curve !== 'number' && curve.some((piece) => piece.a !== piece.b);
const largest = (curve: Curve): number => (typeof curve === 'number' ? curve : Math.max(0, ...curve.flatMap((p) => [p.a, p.b])));
const millions = ({ width, height }: { width: number; height: number }, frames: number): number => (width * height * frames) / 1e6;
const scaled = (work: Work, factor: number): Work => Object.fromEntries(Object.entries(work).map(([kind, n]) => [kind, n * factor]));
