import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AssembleInput, type OutputRecord, objectKeys } from '@workprint/contracts';
import {
  type CaptionTrack,
  captionPlaylist,
  copies,
  formatSpec,
  masterPlaylist,
  mediaPlaylist,
  mediaPresentation,
  type Package,
  type Plan,
  type PlanChunk,
  type PlanOutput,
  packageFiles,
  type SegmentTrack,
  SOUND_FOLDER,
  type VideoTrack,
  writeVtt,
} from '@workprint/timeline';
import { type FragmentedTrack, readFragments, segmentOf } from '../boxes/fragments.ts';
import { shareConfiguration } from '../copy/avc-configuration.ts';
import { fail } from '../failure-error.ts';
import type { Dependencies } from './dependencies.ts';
import { eachBounded } from './download.ts';
import { type Put, putInto, putSoundSegments } from './put-segments.ts';

const PARALLEL = 6;

/** One output to be delivered as a ladder. */
interface Ladder {
  plan: Plan;
  output: PlanOutput;
  files: {
    folder: string;
    /** Names of chunks in the folder, by rendition, then by position. */
    chunks: string[][];
    /** Name of the mix; null: silent. */
    sound: string | null;
  };
  captions: readonly CaptionTrack[];
}

/**
 * Chunks and sound → the segments and playlists of HLS or DASH under the render's own prefix, nothing encoded again. A chunk is a segment, so
 * that all sizes change at the same frames. The master comes last: who can read it can read everything.
 */
export const deliverLadder = async (
  needs: Dependencies,
  input: AssembleInput,
  ladder: Ladder,
  signal: AbortSignal,
): Promise<OutputRecord> => {
  const { plan, output, captions } = ladder;
  const { settings, index } = output;
  const { format, width, height, fps, title } = settings;
  const prefix = objectKeys.ladder(input.workspaceId, input.renderId, index);
  const store = putInto(needs.store, prefix);
  let bytes = 0;
  const put: Put = async (name, content, contentType) => {
    bytes += Buffer.byteLength(content);
    return store(name, content, contentType);
  };
  const video: VideoTrack[] = [];
  for (const position of output.encodings.keys()) video.push(await putPicture(ladder, position, put, signal));
  const audio = await putSound(ladder, put, signal);
  const { durationSeconds } = plan;
  const film: Package = { fps, durationSeconds, title, video, audio, captions };
  for (const { name, cues } of captions) await put(packageFiles.captions(name), writeVtt(cues), 'text/vtt');
  const hls = format === 'hls';
  if (hls) await putPlaylists(film, put);
  const master = hls ? masterPlaylist(film) : mediaPresentation(film);
  const [name, { contentType }] = [hls ? packageFiles.hls : packageFiles.dash, formatSpec(format)];
  await put(name, master, contentType);
  const sha256 = createHash('sha256').update(master).digest('hex');
  return {
    ...{ index, format, objectKey: `${prefix}${name}`, posterKey: null, contentType, bytes, sha256, width, height },
    ...{ durationSeconds, frames: plan.frames },
  };
};

const putPicture = async ({ plan, output, files }: Ladder, position: number, put: Put, signal: AbortSignal): Promise<VideoTrack> => {
  const size = output.settings.renditions?.[position];
  const names = files.chunks[position];
  if (size === undefined || names === undefined) throw fail('INTERNAL', `The ladder has no rendition ${position}.`);
  const encoding = output.encodings[position]!;
  if (copies(plan, encoding)) await shareConfiguration(names.map((name) => join(files.folder, name)));
  const read = async (name: string): Promise<FragmentedTrack> => readFragments(await readFile(join(files.folder, name), { signal }));
  const folder = packageFiles.rendition(size.height);
  // Of an encoded chunk where there is one: all of those are equal, and a copied one says nothing else of what players must know.
  const isCopied = ({ encoded }: PlanChunk) => encoded[encoding]?.copy !== undefined;
  const { init, codecs, timescale } = await read(names[(plan.chunks.find((chunk) => !isCopied(chunk)) ?? plan.chunks[0]!).index]!);
  const frame = (timescale * plan.canvas.fps.den) / plan.canvas.fps.num;
  await put(packageFiles.init(folder), init, 'video/mp4');
  const segments = plan.chunks.map(({ frames }) => ({ ticks: frames * frame, bytes: 0 }));
  await eachBounded(plan.chunks, PARALLEL, async (planned) => {
    const { index, start } = planned;
    const chunk = await read(names[index]!);
    if (!isCopied(planned) && !chunk.init.equals(init))
      throw fail('INTERNAL', `Chunk ${index} does not have the headers of the others at ${size.height} lines.`);
    const bytes = segmentOf(chunk.fragments, { decodeTime: start * frame, sequence: index + 1 });
    segments[index]!.bytes = bytes.length;
    await put(packageFiles.segment(folder, index + 1), bytes, 'video/iso.segment');
  });
  return { folder, codecs, timescale, segments, width: size.width, height: size.height };
};

const putSound = async ({ plan, files }: Ladder, put: Put, signal: AbortSignal): Promise<SegmentTrack | null> => {
  if (files.sound === null) return null;
  const sound = await readFile(join(files.folder, files.sound), { signal });
  return { folder: SOUND_FOLDER, ...(await putSoundSegments(plan, sound, put)) };
};

const putPlaylists = async ({ video, audio, captions, durationSeconds }: Package, put: Put): Promise<void> => {
  const { contentType } = formatSpec('hls');
  const longest = Math.max(...video[0]!.segments.map((s) => s.ticks)) / video[0]!.timescale;
  for (const track of [...video, ...(audio ? [audio] : [])])
    await put(packageFiles.playlist(track.folder), mediaPlaylist(track, longest), contentType);
  for (const track of captions) await put(packageFiles.captionPlaylist(track.name), captionPlaylist(track, durationSeconds), contentType);
};
