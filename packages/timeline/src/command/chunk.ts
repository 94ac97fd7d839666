import { yuvOf } from '../compile/color.ts';
import type { ChunkGraph } from '../compile/graph.ts';
import type { VideoEncoding } from '../encodings.ts';
import type { CommandFiles, CommandInput, Plan, PlanChunk } from '../plan.ts';
import { BITEXACT, GLOBAL, ratio, timebase, wantedOf } from './common.ts';
import { copies } from './copies.ts';
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
    if (source.kind === 'page') return [{ id, kind: 'page', page: source.page, first: source.first, frames: source.frames }];
    if ('raster' in source) return [{ id, kind: 'raster', raster: source.raster }];
    if (source.kind === 'image') return [{ id, kind: 'source', sha256: source.sha256 }];
    return source.reads.map((read) => ({
      id: readId(source, read),
      ...(read.piece ? { kind: 'piece', piece: read.piece } : { kind: 'source', sha256: source.sha256 }),
    }));
  });
  return [...new Map(inputs.map((i) => [i.id, i])).values()];
}

/**
 * ffmpeg's arguments for one chunk, without the program's name: its frames are composed once, then scaled and encoded for each encoding
 * that has a place to go. Composed frames and stills are those of the first of them. Throws when a file is missing.
 */
export function chunkCommand(plan: Plan, chunk: PlanChunk, files: CommandFiles, options: ChunkOptions = {}): string[] {
  const { mode = 'encode', threads = 1 } = options;
  const all = wantedOf(files.outputs).map(({ index, path }) => ({ encoding: plan.encodings[index]!, path }));
  const wanted = mode === 'encode' ? all : all.slice(0, 1);
  const { inputs, filters, picture } = drawing(chunk.graph, files, threads);
  const several = copies('split', picture, wanted.length);
  const still = mode === 'png' || mode === 'jpeg' ? STILLS[mode] : null;
  const ways = wanted.map(({ encoding, path }, i) => {
    const out = wanted.length === 1 ? '[out]' : `[out${i}]`;
    const tail = still
      ? [...still.encoder, '-fps_mode', 'passthrough']
      : mode === 'composed'
        ? ['-fps_mode', 'passthrough', '-enc_time_base:v', timebase(encoding.fps), '-f', 'framemd5']
        : [...videoEncoding(encoding), ...chunkContainer(encoding)];
    return {
      filters: [
        `${several.labels[i]}${delivery(chunk.graph.canvas, encoding).join(',')}${out}`,
        ...(still ? [`[out]${still.filters}[still]`] : []),
      ],
      args: [
        ...['-map', still ? '[still]' : out, '-frames:v', String(still ? 1 : chunk.frames), ...tail, ...BITEXACT],
        ...['-flags:v', '+bitexact', `file:${path}`],
      ],
    };
  });
  return [
    ...[...GLOBAL, '-filter_complex_threads', String(threads), ...inputs],
    ...['-filter_complex', [...filters, ...several.chains, ...ways.flatMap((w) => w.filters)].join(';')],
    ...ways.flatMap((w) => w.args),
  ];
}

interface Drawn {
  inputs: string[];
  filters: string[];
  /** The composed stream's label, in brackets. */
  picture: string;
}

function drawing(graph: ChunkGraph, files: CommandFiles, threads: number): Drawn {
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
  return { inputs, filters: all, picture: `[${picture}]` };
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
function delivery(canvas: ChunkGraph['canvas'], output: VideoEncoding): string[] {
  const rgb = output.pixelFormat === 'rgb24' || output.pixelFormat === 'rgba';
  const filters: string[] = [];
  if (rgb || canvas.width !== output.width || canvas.height !== output.height) {
    const r = Math.min(output.width / canvas.width, output.height / canvas.height);
    // Colours that are not halved need no even places.
    const grid = output.pixelFormat === 'rgb24' ? 1 : 2;
    const fit = (n: number, max: number) => Math.min(max, Math.max(grid, grid * Math.round((n * r) / grid)));
    const [w, h] = [fit(canvas.width, output.width), fit(canvas.height, output.height)];
    const matrix = rgb ? ':in_color_matrix=bt709:in_range=tv:out_range=pc' : '';
    filters.push(`scale=${w}:${h}${matrix}:flags=${scaler(output)}`);
    if (w !== output.width || h !== output.height) {
      const centre = (outer: number, inner: number) => grid * Math.floor((outer - inner) / (2 * grid));
      filters.push(
        `${rgb ? `format=${output.pixelFormat},` : ''}pad=${output.width}:${output.height}:${centre(output.width, w)}:${centre(output.height, h)}:color=black${output.alpha ? '@0' : ''}`,
      );
    }
  }
  const [range, space] = rgb ? ['pc', 'gbr'] : ['tv', 'bt709'];
  return [
    ...filters,
    `format=${output.pixelFormat}`,
    'setsar=1',
    `setparams=range=${range}:color_primaries=bt709:color_trc=bt709:colorspace=${space}`,
  ];
}

function scaler({ scaling }: VideoEncoding): string {
  if (scaling === undefined) return SCALER;
  return SCALER.replace('bicubic', scaling === 'nearest' ? 'neighbor' : 'area');
}
