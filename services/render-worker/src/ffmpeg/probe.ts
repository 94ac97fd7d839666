import { stat } from 'node:fs/promises';
import type { MediaProbe } from '@workprint/timeline';
import { FailureError, fail } from '../failure-error.ts';
import type { Ffmpeg } from './ffmpeg.ts';
import { packetCollector, summarise } from './packets.ts';
import { type Sniffed, sniff } from './sniff.ts';
import { audioOf, clockwise, type ProbedFile, type ProbedStream, rational, seconds, videoOf } from './streams.ts';

/** A picture larger than this is refused before it is decoded. */
export const MAX_PIXELS = 40_000_000;
const MAX_STREAMS = 32;
/** One allocation; a bomb asks for more. */
const MAX_ALLOC = 512 * 2 ** 20;
const LIMITS = { memoryBytes: 4 * 2 ** 30, cpuSeconds: 600 };
const IMAGES = /_pipe$/;

const guards = ({ demuxers }: Sniffed): string[] => [
  ...['-protocol_whitelist', 'file', '-format_whitelist', demuxers],
  ...['-max_alloc', String(MAX_ALLOC), '-max_streams', String(MAX_STREAMS), '-max_pixels', String(MAX_PIXELS)],
];

const SHOWN =
  'format=format_name,start_time,duration:stream:stream_disposition=attached_pic:stream_side_data=rotation:frame_side_data=rotation:frame=pict_type';

export interface Probed {
  probe: MediaProbe;
  contentType: string;
}

/**
 * Says what a media file is, and refuses what it does not know. Decodes one picture, so that a file that says it is media
 * and is not is found now and not in the middle of a render.
 * @param name how the file is called in messages
 * @throws FailureError UNREADABLE_MEDIA, MEDIA_TOO_LARGE, OUT_OF_RESOURCES
 */
export const probeMedia = async (
  ffmpeg: Ffmpeg,
  path: string,
  options: { name: string; cwd: string; signal?: AbortSignal },
): Promise<Probed> => {
  const { name, cwd, signal } = options;
  const { size: bytes } = await stat(path);
  if (bytes === 0) throw fail('UNREADABLE_MEDIA', `${name} is empty (0 bytes).`);
  const kind = await sniff(path);
  if (kind === null) throw fail('UNREADABLE_MEDIA', `${name} is not a media file of a kind we read (its first bytes are none we know).`);

  const tool = { what: name, cwd, timeoutMs: 300_000, limits: LIMITS, signal };
  const image = IMAGES.test(kind.demuxers);
  const file = await describe(ffmpeg, path, kind, image, tool);
  const streams = file.streams ?? [];
  const video = streams.find((s) => s.codec_type === 'video' && s.disposition?.attached_pic !== 1);
  const audio = streams.find((s) => s.codec_type === 'audio');
  if (video === undefined && audio === undefined) throw fail('UNREADABLE_MEDIA', `${name} has neither picture nor sound.`);
  if (video !== undefined) checkSize(name, video);

  const start = seconds(file.format?.start_time);
  const duration = seconds(file.format?.duration);
  const audioProbe = audio === undefined ? null : audioOf(audio, start, duration);
  const base = { container: file.format?.format_name ?? kind.demuxers, bytes, audio: audioProbe };
  await decodeOne(ffmpeg, path, kind, video === undefined ? 'a' : 'v', tool);
  if (video === undefined) {
    const probe: MediaProbe = { ...base, kind: 'audio', video: null, durationSeconds: audioProbe?.durationSeconds ?? duration };
    return { probe, contentType: audioType(kind.contentType) };
  }
  const rotation = clockwise(video.side_data_list) || clockwise(file.frames?.[0]?.side_data_list);
  const header = videoOf(video, start, rotation);
  if (image) {
    const still = { ...header, durationSeconds: 0, startSeconds: 0 };
    return { probe: { ...base, kind: 'image', video: still, audio: null, durationSeconds: 0 }, contentType: kind.contentType };
  }
  const packets = packetCollector();
  const entries = ['-select_streams', String(video.index), '-show_entries', 'packet=pts,duration', '-of', 'csv=p=0'];
  await ffmpeg.probe({ ...tool, args: ['-v', 'error', ...guards(kind), ...entries, path] }, packets.line);
  if (packets.tooMany()) throw fail('MEDIA_TOO_LARGE', `${name} has more than ${packets.times.length} frames.`);
  const timeBase = rational(video.time_base) ?? { num: 1, den: 1000 };
  const seen = summarise(packets.times, packets.lastDuration(), timeBase.num / timeBase.den);
  if (seen.frames === 0) throw fail('UNREADABLE_MEDIA', `${name} has a video track without a single frame.`);
  const videoProbe = {
    ...header,
    frames: seen.frames,
    variableFrameRate: seen.variable,
    ...(seen.variable ? { longestFrameSeconds: seen.longest } : {}),
    durationSeconds: seen.duration,
  };
  const longest = Math.max(seen.duration, audioProbe?.durationSeconds ?? 0);
  return { probe: { ...base, kind: 'video', video: videoProbe, durationSeconds: longest }, contentType: kind.contentType };
};

type Tool = { what: string; cwd: string; timeoutMs: number; limits: typeof LIMITS; signal: AbortSignal | undefined };

const describe = async (ffmpeg: Ffmpeg, path: string, kind: Sniffed, image: boolean, tool: Tool): Promise<ProbedFile> => {
  const lines: string[] = [];
  const turned = image ? ['-show_frames', '-read_intervals', '%+#1'] : [];
  const args = [
    '-v',
    'error',
    ...guards(kind),
    ...turned,
    '-show_entries',
    image ? SHOWN : SHOWN.replace(/:frame.*/, ''),
    '-of',
    'json',
    path,
  ];
  try {
    await ffmpeg.probe({ ...tool, args }, (line) => lines.push(line));
  } catch (error) {
    throw unreadable(tool.what, error);
  }
  return JSON.parse(lines.join('\n')) as ProbedFile;
};

const decodeOne = async (ffmpeg: Ffmpeg, path: string, kind: Sniffed, stream: 'a' | 'v', tool: Tool): Promise<void> => {
  const out = ['-map', `0:${stream}:0`, `-frames:${stream}`, '1', '-f', 'null', '-'];
  try {
    await ffmpeg.run({ ...tool, args: ['-threads', '1', ...guards(kind), '-xerror', '-i', path, ...out] });
  } catch (error) {
    throw unreadable(tool.what, error);
  }
};

const checkSize = (name: string, { width = 0, height = 0 }: ProbedStream): void => {
  if (width * height > MAX_PIXELS) throw fail('MEDIA_TOO_LARGE', `${name} has ${width}×${height} pixels; at most ${MAX_PIXELS} are read.`);
};

/** Whatever ffmpeg says of a file it could not read, the file is what is wrong: unless the machine ran out of something. */
const unreadable = (name: string, error: unknown): unknown => {
  if (!(error instanceof FailureError) || error.failure.code === 'OUT_OF_RESOURCES') return error;
  const log = error.failure.log ?? [];
  const tooLarge = log.some((line) => /Picture size|max_pixels/i.test(line));
  if (tooLarge) return fail('MEDIA_TOO_LARGE', `${name} has more than ${MAX_PIXELS} pixels.`, { log });
  return fail('UNREADABLE_MEDIA', `${name} can't be read: ${log.at(-1) ?? error.message}`, { log });
};

const audioType = (type: string): string =>
  ({ 'video/mp4': 'audio/mp4', 'video/quicktime': 'audio/mp4', 'video/webm': 'audio/webm', 'video/x-matroska': 'audio/x-matroska' })[
    type
  ] ?? (type === 'application/ogg' ? 'audio/ogg' : type);
