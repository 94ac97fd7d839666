import type { VideoEncoding } from '../../encodings.ts';
import type { Rational, VideoProbe } from '../../media.ts';
import type { CopiedStretch } from '../../plan.ts';
import type { ChunkGraph, Layer } from '../graph.ts';
import { numberedSets, OWN_SETS_ID } from './parameter-sets.ts';

/** Frames that may be decoded before one that is shown earlier: as x264 does it; joined files give every stretch the same delay. */
const MAX_REORDER = 2;

type Size = { width: number; height: number };

/** Sources that may be copied from, by SHA-256. */
export type CopySources = ReadonlyMap<string, VideoProbe>;

/** Whether chunks of this encoding may be copied: it shows the canvas' own pixels. */
export const mayCopy = ({ copy, codec, width, height }: VideoEncoding, canvas: Size): boolean =>
  copy === 'when_possible' && codec === 'h264' && width === canvas.width && height === canvas.height;

/** Whether what this file holds could be a chunk as it is: what is encoded beside it must look and decode the same. */
export function isCopyable(video: VideoProbe, canvas: Size): boolean {
  const { color, sampleAspect, avc } = video;
  const bt709 = [color.primaries, color.transfer, color.matrix].every((name) => name === null || name === 'bt709');
  const sets = avc ? numberedSets(avc) : null;
  return (
    video.codec === 'h264' &&
    video.profile === 'High' &&
    video.pixelFormat === 'yuv420p' &&
    video.codedWidth === canvas.width &&
    video.codedHeight === canvas.height &&
    sampleAspect.num === sampleAspect.den &&
    video.rotation === 0 &&
    !video.interlaced &&
    !video.variableFrameRate &&
    video.frames !== null &&
    video.reorderDepth <= MAX_REORDER &&
    bt709 &&
    color.range !== 'pc' &&
    sets !== null &&
    !sets.has(`sps ${OWN_SETS_ID}`) &&
    !sets.has(`pps ${OWN_SETS_ID}`)
  );
}

/** The source's frame at the layer's first, where it shows the file's own pictures one after the other; null: it does not. */
export function untouched({ source, picture, placement, effects, framing, blend }: Layer, fps: Rational): CopiedStretch | null {
  if (source.kind !== 'video' || source.decoder !== null || placement !== null || effects || framing || blend) return null;
  const [read, ...more] = source.reads;
  if (!read || more.length > 0 || read.piece || read.blackFrom !== null || read.clock.kind !== 'frames') return null;
  const { turn, resize, crop, alpha, color, window, flip } = picture;
  if (turn !== 0 || window || flip || resize || crop !== null || alpha || color !== null) return null;
  const { rate, num, den, zero, origin } = read.clock;
  if (num !== den || rate.num * fps.den !== rate.den * fps.num) return null;
  return { sha256: source.sha256, first: zero + origin };
}

/** What a chunk is copied from: nothing else is seen in it, it begins with a keyframe and ends before one, or with the file. Null: it is encoded. */
export function copyOf({ frames, canvas, layers, segments, overlays }: ChunkGraph, sources: CopySources): CopiedStretch | null {
  const [segment, ...more] = segments;
  const [layer, ...others] = layers;
  if (!segment || segment.base === null || segment.over.length + more.length + overlays.length + others.length > 0 || !layer) return null;
  const stretch = untouched(layer, canvas.fps);
  const video = stretch && sources.get(stretch.sha256);
  if (!video) return null;
  const { keyframes } = video.avc!;
  const end = stretch.first + frames;
  return keyframes.includes(stretch.first) && (keyframes.includes(end) || end === video.frames) ? stretch : null;
}
