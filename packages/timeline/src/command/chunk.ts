import { allLayers, type ChunkGraph } from '../compile/graph.ts';
import type { CommandFiles, CommandInput, Plan, PlanChunk } from '../plan.ts';
import { BITEXACT, GLOBAL, timebase } from './common.ts';
import { compose } from './compose.ts';
import { chunkContainer, videoEncoding } from './encode.ts';
import { inputId } from './input-id.ts';
import { BT709, SCALER } from './picture.ts';
import { STILLS, type StillFormat } from './still.ts';
import { workshop } from './workshop.ts';

export interface ChunkOptions {
  /** composed: framemd5 of the frames before encoding instead of an encoded chunk; png, jpeg: the chunk's first frame as a picture. */
  mode?: 'encode' | 'composed' | StillFormat;
  /** Threads of decoders and filters, 1 unless said; never the encoder's. */
  threads?: number;
}

/** The files a chunk's command reads, each once. */
export function chunkInputs(chunk: PlanChunk): CommandInput[] {
  const inputs = allLayers(chunk.graph).flatMap(({ source }): CommandInput[] => {
    if (source.kind === 'composition') return [];
    const id = inputId(source);
    return ['raster' in source ? { id, kind: 'raster', raster: source.raster } : { id, kind: 'source', sha256: source.sha256 }];
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
  const all: string[] = [`sws_flags=${SCALER}`];
  const shop = workshop(files, threads, all);
  all.push(`[${compose(graph, shop)}]${delivery(plan).join(',')}[out]`);
  return { inputs: shop.inputs, filters: all.join(';') };
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
  return [...filters, `format=${output.pixelFormat}`, 'setsar=1', BT709];
}
