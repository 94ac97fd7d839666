import { allLayers, type ChunkGraph } from '../compile/graph.ts';
import { lutId } from '../effects/lut.ts';
import { lutsOf } from '../effects/luts.ts';
import type { VideoEncoding } from '../encodings.ts';
import type { CommandFiles, CommandInput, Plan, PlanChunk } from '../plan.ts';
import { secondsOf } from '../rate.ts';
import { encodingOf } from '../rate-control/rated.ts';
import { BITEXACT, GLOBAL, timebase, wantedOf } from './common.ts';
import { compose } from './compose.ts';
import { copies } from './copies.ts';
import { chunkContainer, videoEncoding } from './encode.ts';
import { framingInputs, inputId, readId } from './input-id.ts';
import { SCALER } from './picture.ts';
import { STILLS, type StillFormat } from './still.ts';
import { workshop } from './workshop.ts';

export interface ChunkOptions {
  /** measure: the first pass of the encodings that have two; composed: framemd5 of the frames before encoding instead of an encoded chunk; png, jpeg: the chunk's first frame as a picture. */
  mode?: 'encode' | 'measure' | 'composed' | StillFormat;
  /** Threads of decoders and filters, 1 unless said; never the encoder's. */
  threads?: number;
}

/** The files a chunk's command reads, each once. */
export function chunkInputs(chunk: PlanChunk): CommandInput[] {
  const layers = allLayers(chunk.graph);
  const framings = layers.flatMap(({ framing }) => framingInputs(framing));
  const inputs = layers.flatMap(({ source }): CommandInput[] => {
    if (source.kind === 'composition') return [];
    const id = inputId(source);
    if (source.kind === 'page') return [{ id, kind: 'page', page: source.page, first: source.first, frames: source.frames }];
    if (source.kind === 'lottie') return [{ id, kind: 'lottie', lottie: source.lottie, first: source.first, frames: source.frames }];
    if (source.kind === 'title') return [{ id, kind: 'title', title: source.title, first: source.first, frames: source.frames }];
    if ('raster' in source) return [{ id, kind: 'raster', raster: source.raster }];
    if (source.kind === 'image') return [{ id, kind: 'source', sha256: source.sha256 }];
    return source.reads.map((read) => ({
      id: readId(source, read),
      ...(read.piece ? { kind: 'piece', piece: read.piece } : { kind: 'source', sha256: source.sha256 }),
    }));
  });
  const luts = layers.flatMap(({ effects = [] }) => lutsOf(effects)).map((sha256) => ({ id: lutId(sha256), kind: 'lut' as const, sha256 }));
  return [...new Map([...inputs, ...framings, ...luts].map((i) => [i.id, i])).values()];
}

/** Those of the wanted encodings that are looked at twice: mode `measure` comes first, in the same folder. Null: none. */
export const firstPassOf = (plan: Plan, chunk: PlanChunk, outputs: CommandFiles['outputs']): (string | null)[] | null => {
  const twice = outputs.map((path, i) => (path !== null && encodingOf(plan, chunk, i).passes === 2 ? path : null));
  return twice.some((path) => path !== null) ? twice : null;
};

/**
 * ffmpeg's arguments for one chunk, without the program's name: its frames are composed once, then scaled and encoded for each encoding
 * that has a place to go. Composed frames and stills are those of the first of them. Throws when a file is missing.
 */
export function chunkCommand(plan: Plan, chunk: PlanChunk, files: CommandFiles, options: ChunkOptions = {}): string[] {
  const { mode = 'encode', threads = 1 } = options;
  const seconds = secondsOf(chunk.frames, plan.canvas.fps);
  const all = wantedOf(files.outputs).map(({ index, path }) => {
    const { encoding, passes } = encodingOf(plan, chunk, index);
    const pass = { number: mode === 'measure' ? 1 : 2, stats: `pass-${index}.log` } as const;
    return { encoding, path, rate: passes === 2 ? { seconds, pass } : { seconds } };
  });
  // Those with two passes come first in both: ffmpeg puts an output's position into the name of libvpx's file.
  const twice = all.filter(({ rate }) => rate.pass !== undefined);
  const once = all.filter(({ rate }) => rate.pass === undefined);
  const wanted = mode === 'encode' ? [...twice, ...once] : mode === 'measure' ? twice : all.slice(0, 1);
  const filters: string[] = [`sws_flags=${SCALER}`];
  const shop = workshop(files, threads, filters);
  const several = copies('split', `[${compose(chunk.graph, shop)}]`, wanted.length);
  const still = mode === 'png' || mode === 'jpeg' ? STILLS[mode] : null;
  const ways = wanted.map(({ encoding, path, rate }, i) => {
    const out = wanted.length === 1 ? '[out]' : `[out${i}]`;
    const tail = still
      ? [...still.encoder, '-fps_mode', 'passthrough']
      : mode === 'composed'
        ? ['-fps_mode', 'passthrough', '-enc_time_base:v', timebase(encoding.fps), '-f', 'framemd5']
        : [...videoEncoding(encoding, rate), ...(mode === 'measure' ? ['-f', 'null'] : chunkContainer(encoding))];
    return {
      filters: [
        `${several.labels[i]}${delivery(chunk.graph.canvas, encoding).join(',')}${out}`,
        ...(still ? [`[out]${still.filters}[still]`] : []),
      ],
      args: [
        ...['-map', still ? '[still]' : out, '-frames:v', String(still ? 1 : chunk.frames), ...tail, ...BITEXACT],
        ...['-flags:v', '+bitexact', mode === 'measure' ? '-' : `file:${path}`],
      ],
    };
  });
  return [
    ...[...GLOBAL, '-filter_complex_threads', String(threads), ...shop.inputs],
    ...['-filter_complex', [...filters, ...several.chains, ...ways.flatMap((w) => w.filters)].join(';')],
    ...ways.flatMap((w) => w.args),
  ];
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
