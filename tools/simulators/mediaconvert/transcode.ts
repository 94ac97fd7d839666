import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { type Clip, graphOf } from './graph.ts';
import type { Objects } from './objects.ts';
import { frameOf } from './timecode.ts';
import { destinationOf, type WireGroup, type WireOutput, type WireSettings } from './wire.ts';

const run = promisify(execFile);

/** A job that fails as the service's would. */
export class JobError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export interface Made {
  /** Of each output that has a picture. */
  details: { durationInMs: number; widthInPx: number; heightInPx: number }[][];
}

export interface Tools {
  ffmpeg: string;
  ffprobe: string;
  objects: Objects;
}

/** Does what the settings say with ffmpeg and writes what comes of it. @throws JobError 1010, 1040, 1060, 1404 */
export async function transcode(
  settings: WireSettings,
  tools: Tools,
  signal: AbortSignal,
  progress: (part: number) => void,
): Promise<Made> {
  const folder = await mkdtemp(join(tmpdir(), 'workprint-mediaconvert-'));
  try {
    const fetched = new Map<string, Promise<string>>();
    const fetch = (address: string): Promise<string> => {
      const known = fetched.get(address) ?? bring(tools.objects, address, join(folder, `in-${fetched.size}`));
      fetched.set(address, known);
      return known;
    };
    const clips: Clip[] = [];
    for (const input of settings.inputs ?? []) clips.push(...(await clipsOf(input, fetch, tools.ffprobe)));
    const groups = settings.outputGroups ?? [];
    const outputs = groups.flatMap((group) => (group.outputs ?? []).map((output) => ({ group, output })));
    const encoded = new Map<WireOutput, string>();
    let done = 0;
    for (const { output } of outputs) {
      const path = join(folder, `out-${encoded.size}.mp4`);
      const graph = await graphOf(clips, output, fetch);
      if (graph.frames === 0 && output.videoDescription) throw new JobError(1060, 'The input clippings leave nothing.');
      await encode(tools.ffmpeg, [...graph.args, path], signal, (frames) =>
        progress((done + Math.min(1, frames / Math.max(1, graph.frames))) / outputs.length),
      );
      encoded.set(output, path);
      done++;
    }
    const details = [];
    for (const group of groups) details.push(await publish(group, encoded, folder, tools));
    return { details };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bring(objects: Objects, address: string, path: string): Promise<string> {
  await objects.get(address, path).catch((error: Error) => {
    throw new JobError(1404, `Unable to open input file [${address}]: [Failed probe/open: [${error.message}]]`);
  });
  return path;
}

async function clipsOf(
  input: NonNullable<WireSettings['inputs']>[number],
  fetch: (address: string) => Promise<string>,
  ffprobe: string,
): Promise<Clip[]> {
  const file = await fetch(input.fileInput ?? '');
  const [selector] = Object.values(input.audioSelectors ?? {});
  const sound = selector?.externalAudioFileInput ? await fetch(selector.externalAudioFileInput) : null;
  const asked = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-count_packets',
    '-show_entries',
    'stream=r_frame_rate,nb_read_packets',
    '-of',
    'json',
    file,
  ];
  const { stdout } = await run(ffprobe, asked).catch(() => {
    throw new JobError(1010, `Unable to read the input file ${input.fileInput}`);
  });
  const [stream] = (JSON.parse(stdout) as { streams: { r_frame_rate: string; nb_read_packets: string }[] }).streams;
  if (!stream) throw new JobError(1010, `No video in the input file ${input.fileInput}`);
  const [num = 25, den = 1] = stream.r_frame_rate.split('/').map(Number);
  const all = Number(stream.nb_read_packets);
  const clippings = input.inputClippings?.length ? input.inputClippings : [{}];
  return clippings.map(({ startTimecode, endTimecode }) => {
    const from = startTimecode ? frameOf(startTimecode, num / den) : 0;
    const to = endTimecode ? frameOf(endTimecode, num / den) : all - 1;
    if (from > to || from >= all)
      throw new JobError(1060, `The clip ${startTimecode} to ${endTimecode} lies outside of ${input.fileInput}`);
    return { file, sound, rate: { num, den }, from, to: Math.min(to, all - 1) };
  });
}

function encode(ffmpeg: string, args: string[], signal: AbortSignal, progress: (frames: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(ffmpeg, ['-v', 'error', '-nostdin', '-y', '-progress', 'pipe:1', ...args], { signal });
    let said = '';
    child.stderr.on('data', (text) => {
      said = `${said}${text}`.slice(-2000);
    });
    child.stdout.on('data', (text) => {
      const frames = /frame=(\d+)/.exec(String(text))?.[1];
      if (frames) progress(Number(frames));
    });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new JobError(1040, `ffmpeg: ${said.trim()}`))));
  });
}

/** Writes a group's files where its destination says. */
async function publish(group: WireGroup, encoded: Map<WireOutput, string>, folder: string, tools: Tools): Promise<Made['details'][number]> {
  const destination = destinationOf(group) ?? '';
  const name = basename(destination);
  const where = destination.slice(0, destination.length - name.length);
  const out = await mkdtemp(join(folder, 'group-'));
  const outputs = group.outputs ?? [];
  const type = group.outputGroupSettings?.type;
  const file = (output: WireOutput) => encoded.get(output) ?? '';
  if (type === 'HLS_GROUP_SETTINGS') await packHls(group, name, out, file, tools.ffmpeg);
  else if (type === 'DASH_ISO_GROUP_SETTINGS') await packDash(group, name, out, file, tools.ffmpeg);
  else
    for (const output of outputs)
      await run(tools.ffmpeg, [
        ...['-v', 'error', '-y', '-i', file(output), '-c', 'copy', '-movflags', '+faststart'],
        join(out, `${name}${output.nameModifier ?? ''}.mp4`),
      ]);
  for (const made of await readdir(out)) await tools.objects.put(`${where}${made}`, join(out, made), contentType(made));
  const details = [];
  for (const output of outputs) {
    const { width = 0, height = 0 } = output.videoDescription ?? {};
    details.push({ durationInMs: await durationMs(file(output), tools.ffprobe), widthInPx: width, heightInPx: height });
  }
  return details;
}

const contentType = (name: string): string =>
  name.endsWith('.m3u8')
    ? 'application/vnd.apple.mpegurl'
    : name.endsWith('.mpd')
      ? 'application/dash+xml'
      : name.endsWith('.ts')
        ? 'video/mp2t'
        : 'video/mp4';

async function durationMs(file: string, ffprobe: string): Promise<number> {
  const { stdout } = await run(ffprobe, ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', file]);
  return Math.round(Number(stdout.trim()) * 1000);
}

/** One playlist for each output, and one that names them. */
async function packHls(group: WireGroup, name: string, out: string, file: (o: WireOutput) => string, ffmpeg: string): Promise<void> {
  const seconds = String(group.outputGroupSettings?.hlsGroupSettings?.segmentLength ?? 10);
  const outputs = group.outputs ?? [];
  const variants = join(out, 'parts');
  await mkdir(variants);
  const inputs = outputs.flatMap((output) => ['-i', file(output)]);
  const maps = outputs.flatMap((output, i) => ['-map', `${i}:v`, ...(output.audioDescriptions ? ['-map', `${i}:a`] : [])]);
  let sounds = 0;
  const streams = outputs.map((o, i) => `v:${i}${o.audioDescriptions ? `,a:${sounds++}` : ''},name:${o.nameModifier ?? i}`);
  await run(
    ffmpeg,
    [
      ...['-v', 'error', '-y', ...inputs, ...maps, '-c', 'copy', '-f', 'hls', '-hls_time', seconds, '-hls_playlist_type', 'vod'],
      ...['-var_stream_map', streams.join(' '), '-master_pl_name', `${name}.m3u8`],
      ...['-hls_segment_filename', `${name}%v_%05d.ts`, `${name}%v.m3u8`],
    ],
    { cwd: out },
  );
  await rm(variants, { recursive: true });
}

async function packDash(group: WireGroup, name: string, out: string, file: (o: WireOutput) => string, ffmpeg: string): Promise<void> {
  const seconds = String(group.outputGroupSettings?.dashIsoGroupSettings?.segmentLength ?? 30);
  const outputs = group.outputs ?? [];
  const inputs = outputs.flatMap((output) => ['-i', file(output)]);
  const maps = outputs.flatMap((output, i) => ['-map', output.videoDescription ? `${i}:v` : `${i}:a`]);
  const sets = outputs.some((o) => !o.videoDescription) ? 'id=0,streams=v id=1,streams=a' : 'id=0,streams=v';
  await run(
    ffmpeg,
    [
      ...['-v', 'error', '-y', ...inputs, ...maps, '-c', 'copy', '-f', 'dash', '-seg_duration', seconds, '-adaptation_sets', sets],
      ...['-init_seg_name', `${name}-$RepresentationID$init.mp4`, '-media_seg_name', `${name}-$RepresentationID$_$Number%09d$.mp4`],
      `${name}.mpd`,
    ],
    { cwd: out },
  );
}
