import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AUDIO_CODECS,
  assembleCommand,
  audioCommand,
  audioInputs,
  type CommandInput,
  chunkCommand,
  chunkInputs,
  compilePlan,
  concatList,
  type OutputRequest,
  type Plan,
  parseTimeline,
  pieceCommand,
  pieceFirstPass,
  pieceSourceId,
  type RasterSpec,
  resolveOutput,
} from '../src/index.ts';
import { drawPng, ffmpeg, hashesIn, type Made, toolchain } from './sources.ts';
import { together } from './together.ts';

type Document = Record<string, unknown>;

export function must<T>(result: { ok: true; value: T } | { ok: false; problems: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 1));
  return result.value;
}

export function plan(document: Document, sources: readonly Made[], cuts?: number[], request: OutputRequest = {}): Plan {
  const timeline = must(parseTimeline(document));
  const output = must(resolveOutput(timeline.canvas, null, request));
  const assets = Object.fromEntries(sources.map((s) => [s.assetId, s]));
  return must(compilePlan({ timeline, output, assets, generated: {}, toolchain, ...(cuts ? { cuts } : {}) }));
}

/** Stands in for the worker's canvas: boxes of the size text would have, pictures of the size that is asked, drawn by ffmpeg. */
function raster(dir: string, spec: RasterSpec, id: string): string {
  const file = join(dir, id);
  // The name says what it shows.
  if (existsSync(file)) return file;
  const [w, h] =
    spec.kind === 'text' ? [Math.round(spec.text.length * spec.size * 0.5) + 1, Math.round(spec.size * 1.2)] : [spec.width, spec.height];
  const a = {
    text: () => {
      const size = spec.kind === 'text' ? spec.size : 0;
      return `if(lt(mod(X,${Math.max(4, Math.round(size / 2))}),${Math.round(size / 3)}),255,60)`;
    },
    fill: () => '255',
    shape: () => `if(lt(hypot(2*X/${w}-1,2*Y/${h}-1),1),255,0)`,
  }[spec.kind]();
  drawPng(
    file,
    `color=c=black@0:s=${w}x${h},format=rgba`,
    spec.kind === 'fill' ? `geq=r='255*X/${w}':g=90:b='255*Y/${h}':a='${a}'` : `geq=r=255:g=255:b=0:a='${a}'`,
  );
  return file;
}

interface Pages {
  id: string;
  page: { width: number; height: number };
  first: number;
  frames: number;
}

/** Stands in for the browser, and for what draws Lottie animations: pictures of the page's size with a bar that grows from frame to frame. */
function page(dir: string, { id, page: { width, height }, first, frames }: Pages): string {
  const file = join(dir, `${id}.pngs`);
  if (existsSync(file)) return file;
  const bar = `geq=r=230:g=90:b=40:a='if(lt(mod(X,${width}),4+N+${first}),255,0)'`;
  ffmpeg([
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', `color=c=black@0:s=${width}x${height},format=rgba`, '-vf', bar],
    ...['-frames:v', String(frames), '-f', 'image2pipe', '-c:v', 'png', file],
  ]);
  return file;
}

export function fetched(dir: string, inputs: CommandInput[], sources: readonly Made[]): Record<string, string> {
  const sourceOf = (sha256: string) => sources.find((s) => s.sha256 === sha256)!.file;
  const fileOf = (i: CommandInput): string => {
    if (i.kind === 'raster') return raster(dir, i.raster, i.id);
    if (i.kind === 'source' || i.kind === 'lut') return sourceOf(i.sha256);
    if (i.kind === 'file') return '';
    if (i.kind === 'page') return page(dir, i);
    if (i.kind === 'lottie') return page(dir, { ...i, page: i.lottie });
    if (i.kind === 'title') return page(dir, { ...i, page: { width: 160, height: 40 } });
    const output = join(dir, i.id);
    if (!existsSync(output)) {
      const files = { inputs: { [pieceSourceId(i.piece)]: sourceOf(i.piece.sha256) }, outputs: [output] };
      const first = pieceFirstPass(i.piece, files);
      if (first) ffmpeg(first);
      ffmpeg(pieceCommand(i.piece, files));
    }
    return output;
  };
  return Object.fromEntries(inputs.map((i) => [i.id, fileOf(i)]));
}

/** Hash of each frame before encoding, all chunks of a plan together, plan after plan; drawn by one ffmpeg. */
export function composedAll(dir: string, plans: readonly Plan[], sources: readonly Made[], threads = 1): string[][] {
  const drawn = plans.map((plan, p) =>
    plan.chunks.map((chunk) => {
      const output = join(dir, `composed-${p}-${chunk.index}.md5`);
      const files = { inputs: fetched(dir, chunkInputs(chunk), sources), outputs: [output] };
      return { output, command: chunkCommand(plan, chunk, files, { mode: 'composed', threads }) };
    }),
  );
  ffmpeg(together(drawn.flatMap((chunks) => chunks.map(({ command }) => command))));
  return drawn.map((chunks) => chunks.flatMap(({ output }) => hashesIn(readFileSync(output, 'utf8'))));
}

/** The same of one plan. */
export const composed = (dir: string, p: Plan, sources: readonly Made[], threads = 1): string[] =>
  composedAll(dir, [p], sources, threads)[0]!;

export function chunkFiles(dir: string, p: Plan, sources: readonly Made[], threads = 1): string[] {
  return p.chunks.map((chunk) => {
    const output = join(dir, `chunk-${chunk.index}.mp4`);
    ffmpeg(chunkCommand(p, chunk, { inputs: fetched(dir, chunkInputs(chunk), sources), outputs: [output] }, { threads }));
    return output;
  });
}

export function mix(dir: string, p: Plan, sources: readonly Made[], mode: 'encode' | 'pcm'): string {
  const output = join(dir, mode === 'pcm' ? 'mix.f32' : `mix.${AUDIO_CODECS[p.audio!.encoded[0]!.encoding.codec].extension}`);
  ffmpeg(audioCommand(p, { inputs: fetched(dir, audioInputs(p.audio!), sources), outputs: [output] }, { mode }));
  return output;
}

/** @param files the plan's chunks; made when they are not given */
export function assemble(dir: string, p: Plan, sources: readonly Made[], files = chunkFiles(dir, p, sources)): string {
  const list = join(dir, 'list.txt');
  writeFileSync(list, concatList(p, files));
  const output = join(dir, `out.${p.outputs[0]!.settings.format}`);
  ffmpeg(assembleCommand(p.outputs[0]!, { list, audio: p.audio ? mix(dir, p, sources, 'encode') : null, output }));
  return output;
}
