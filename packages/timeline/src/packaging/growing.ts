import type { Rational } from '../media.ts';
import type { CaptionTrack, Package, SegmentTrack } from './package.ts';

/** What is known of a film that is watched while it is made, before any of it is there. */
export interface PlaylistFilm {
  fps: Rational;
  durationSeconds: number;
  title: string | null;
  /** Of each segment, in timeline order. */
  frames: number[];
  /** Best first, at least one. */
  renditions: { folder: string; width: number; height: number }[];
  /** Whether there will be a sound. */
  sound: boolean;
  captions: Pick<CaptionTrack, 'language' | 'label' | 'name'>[];
}

/** The whole sound, cut where the pictures are: the last picture may have none of its own. */
export type PlaylistSound = Omit<SegmentTrack, 'folder'>;

/** One stretch of time that is there, in every size. */
export interface PlaylistSegment {
  /** From 1. */
  number: number;
  /** By rendition of the film. */
  tracks: SegmentFile[];
}

interface SegmentFile {
  codecs: string;
  /** Ticks a second. */
  timescale: number;
  bytes: number;
  /** The store's tags of the segment and, with the first one, of what players read before it: who copies them asks for just these. */
  etag?: string | undefined;
  initEtag?: string | undefined;
}

export interface Growth {
  film: PlaylistFilm;
  /** null: silent, or not there yet. */
  sound: PlaylistSound | null;
  /** In whatever order they came. */
  segments: readonly PlaylistSegment[];
  /** Nothing more will come. */
  over: boolean;
}

/** A film as far as it can be played from its beginning without a gap. */
export interface Watched {
  film: Package;
  /** Seconds of the longest segment there will ever be. */
  longest: number;
  /** No segment will be added: all are there, or the render has ended before them. */
  ended: boolean;
}

export const SOUND_FOLDER = 'audio';

/**
 * The part of a film that is finished from its beginning on: segments behind one that is missing are not offered. Null while the first one or
 * the sound is missing. With more segments given it is the same and more.
 */
export function watchedSoFar({ film, sound, segments, over }: Growth): Watched | null {
  const { fps, durationSeconds, title, frames, renditions, captions } = film;
  const there = new Map(segments.map((segment) => [segment.number, segment]));
  const prefix: PlaylistSegment[] = [];
  for (let next = there.get(1); next !== undefined; next = there.get(prefix.length + 1)) prefix.push(next);
  const [first] = prefix;
  if (first === undefined || (film.sound && sound === null)) return null;
  const video = renditions.map((size, i) => {
    const { codecs, timescale } = first.tracks[i]!;
    const frame = (timescale * fps.den) / fps.num;
    return {
      ...size,
      codecs,
      timescale,
      segments: prefix.map(({ tracks }, n) => ({ ticks: frames[n]! * frame, bytes: tracks[i]!.bytes })),
    };
  });
  const audio = film.sound && sound ? { ...sound, folder: SOUND_FOLDER, segments: sound.segments.slice(0, prefix.length) } : null;
  return {
    film: { fps, durationSeconds, title, video, audio, captions: captions.map((track) => ({ ...track, cues: [] })) },
    longest: (Math.max(...frames) * fps.den) / fps.num,
    ended: over || prefix.length === frames.length,
  };
}
