import { yuvOf } from '../compile/color.ts';
import type { ChunkGraph } from '../compile/graph.ts';
import type { CommandFiles, CommandInput, Plan, PlanChunk } from '../plan.ts';
import { BITEXACT, GLOBAL, ratio, timebase } from './common.ts';
import { chunkContainer, videoEncoding } from './encode.ts';
import { inputId, readId } from './input-id.ts';
import { type LayerUse, layerStreams } from './layer.ts';
import { type Chains, chain, fade, lay, move } from './overlay.ts';
import { SCALER } from './picture.ts';
import { STILLS, type StillFormat } from './still.ts';

export interface ChunkOptions {
  /** composed: framemd5 of the frames before encoding instead of an encoded chunk; png, jpeg: the chunk's first frame as a picture. */
  mode?: 'encode' | 'composed' | StillFormat;
  /** Threads of decoders and filters, 1 unless said; never the encoder's. */
  threads?: number;
}

/** The files a chunk's command reads, each once. */
export function chunkInputs(chunk: PlanChunk): CommandInput[] {
  const inputs = chunk.graph.layers.flatMap((layer): CommandInput[] => {
    const { source } = layer;
    const id = inputId(layer);
    if ('raster' in source) return [{ id, kind: 'raster', raster: source.raster }];
    if (source.kind === 'image') return [{ id, kind: 'source', sha256: source.sha256 }];
    return source.reads.map((read) => ({
      id: readId(source, read),
      ...(read.piece ? { kind: 'piece', piece: read.piece } : { kind: 'source', sha256: source.sha256 }),
    }));
  });
  return [...new Map(inputs.map((i) => [i.id, i])).values()];
}

/** ffmpeg's arguments for one chunk, without the program's name. Throws when a file is missing. */
export function chunkCommand(plan: Plan, chunk: PlanChunk, files: CommandFiles, options: ChunkOptions = {}): string[] {
  const { mode = 'encode', threads = 1 } = options;
  const { inputs, filters } = drawing(plan, chunk.graph, files, threads);
  const still = mode === 'png' || mode === 'jpeg' ? STILLS[mode] : null;
  const tail = still
    ? [...still.encoder, '-fps_mode', 'passthrough']
    : mode === 'composed'
      ? ['-fps_mode', 'passthrough', '-enc_time_base:v', timebase(plan.output.fps), '-f', 'framemd5']
      : [...videoEncoding(plan.output), ...chunkContainer(plan.output)];
  return [
    ...[...GLOBAL, '-filter_complex_threads', String(threads), ...inputs],
    ...(still
      ? ['-filter_complex', `${filters};[out]${still.filters}[still]`, '-map', '[still]']
      : ['-filter_complex', filters, '-map', '[out]']),
    ...['-frames:v', String(still ? 1 : chunk.frames), ...tail, ...BITEXACT],
    ...['-flags:v', '+bitexact', `file:${files.output}`],
  ];
}

function drawing(plan: Plan, graph: ChunkGraph, files: CommandFiles, threads: number): { inputs: string[]; filters: string } {
  const { fps } = graph.canvas;
  const all: string[] = [`sws_flags=${SCALER}`];
  let labels = 0;
  const chains: Chains = { add: (c) => void all.push(c), label: () => `n${labels++}` };
  const inputs: string[] = [];
  const streams = layerStreams(graph, files, threads, chains, inputs);

  const over = (below: string, use: LayerUse, origin: number): string => {
    const layer = graph.layers[use.layer]!;
    const clipFrame = (layer.origin ?? 0) + use.from - layer.from;
    const faded = use.done
      ? use.stream
      : fade(chains, layer, { stream: use.stream, frames: use.to - use.from, clipFrame, opacity: use.opacity }, fps);
    const moved = layer.placement && !use.done ? move(chains, layer.placement, faded, clipFrame, fps) : faded;
    const late = use.from - origin;
    const placed = late === 0 ? moved : shifted(chains, moved, late);
    return lay(chains, layer, below, placed, clipFrame - late, fps);
  };

  const segments = graph.segments.map((segment, i) => {
    const filled = segment.base === null ? background(chains, graph, segment.to - segment.from) : streams.base(i);
    // Frames of all segments are of one kind.
    const base = graph.canvas.alpha && segment.base !== null ? chain(chains, filled, 'format=yuva420p') : filled;
    return streams.over(i).reduce((below, use) => over(below, use, segment.from), base);
  });
  let picture = segments[0]!;
  if (segments.length > 1) {
    picture = chains.label();
    chains.add(`${segments.map((s) => `[${s}]`).join('')}concat=n=${segments.length}:v=1:a=0,settb=${timebase(fps)},setpts=N[${picture}]`);
  }
  picture = streams.floating().reduce((below, use) => over(below, use, 0), picture);
  chains.add(`[${picture}]${delivery(plan).join(',')}[out]`);
  return { inputs, filters: all.join(';') };
}

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

function shifted(chains: Chains, stream: string, frames: number): string {
  const out = chains.label();
  chains.add(`[${stream}]setpts=PTS+${frames}[${out}]`);
  return out;
}

/** From the canvas to the output's size, whole picture, black (or nothing) beside it where the shapes differ. */
function delivery({ canvas, output }: Plan): string[] {
  const filters: string[] = [];
  if (canvas.width !== output.width || canvas.height !== output.height) {
    const r = Math.min(output.width / canvas.width, output.height / canvas.height);
    const even = (n: number, max: number) => Math.min(max, Math.max(2, 2 * Math.round((n * r) / 2)));
    const [w, h] = [even(canvas.width, output.width), even(canvas.height, output.height)];
    filters.push(`scale=${w}:${h}:flags=${SCALER}`);
    if (w !== output.width || h !== output.height) {
      const centre = (outer: number, inner: number) => 2 * Math.floor((outer - inner) / 4);
      filters.push(
        `pad=${output.width}:${output.height}:${centre(output.width, w)}:${centre(output.height, h)}:color=black${output.alpha ? '@0' : ''}`,
      );
    }
  }
  return [
    ...filters,
    `format=${output.pixelFormat}`,
    'setsar=1',
    'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709',
  ];
}
