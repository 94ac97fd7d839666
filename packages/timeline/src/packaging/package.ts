import type { Rational } from '../media.ts';
import type * as plan from '../plan.ts';
import type { Cue } from '../timeline.ts';

/** A film cut for players: segment n of every picture covers the same time, and so does the sound's, to a packet. */
export interface Package {
  fps: Rational;
  durationSeconds: number;
  title: string | null;
  /** Best first, at least one. */
  video: readonly VideoTrack[];
  audio: SegmentTrack | null;
  captions: readonly CaptionTrack[];
}

/** One encoding of the film, in segments that follow each other from time 0. */
export interface SegmentTrack {
  /** Where its files lie, beside the master playlist: its id at the same time. */
  folder: string;
  /** As RFC 6381 names it, e.g. "avc1.640028". */
  codecs: string;
  /** Ticks a second. */
  timescale: number;
  segments: readonly Segment[];
}

export interface Segment {
  /** How long it is shown. */
  ticks: number;
  bytes: number;
}

export interface VideoTrack extends SegmentTrack {
  width: number;
  height: number;
}

/** Captions a viewer can switch on; times in seconds of the film. */
export interface CaptionTrack {
  /** BCP 47, e.g. "en", "pt-BR". */
  language: string;
  /** What a player's menu says. */
  label: string;
  /** What its files are called: the language, numbered where several tracks have it. */
  name: string;
  cues: readonly Cue[];
}

/** Names of files, relative to the master playlist. Segments count from 1. */
export const packageFiles = {
  hls: 'master.m3u8',
  dash: 'manifest.mpd',
  /** The folder of a rendition of so many lines. */
  rendition: (height: number): string => `v${height}`,
  playlist: (folder: string): string => `${folder}/index.m3u8`,
  init: (folder: string): string => `${folder}/init.mp4`,
  segment: (folder: string, number: number): string => `${folder}/${number}.m4s`,
  captions: (name: string): string => `captions/${name}.vtt`,
  captionPlaylist: (name: string): string => `captions/${name}.m3u8`,
};

/** A plan's tracks as players are offered them: no two with one name, neither of files nor in a menu. */
export const packagedCaptions = (tracks: readonly plan.CaptionTrack[]): CaptionTrack[] => {
  const [names, labels] = [new Set<string>(), new Set<string>()];
  return tracks.map(({ language, label, cues }) => ({
    ...{ language, cues },
    label: numbered(label ?? language, ' ', labels),
    name: numbered(language, '-', names),
  }));
};

/** The text, or with the first number from 2 that nobody has. */
function numbered(text: string, gap: string, taken: Set<string>): string {
  let free = text;
  for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${text}${gap}${n}`;
  taken.add(free.toLowerCase());
  return free;
}

export const seconds = ({ timescale }: SegmentTrack, { ticks }: Segment): number => ticks / timescale;

/** Bits a second: over the whole, and the most over any stretch of about one segment (RFC 8216, 4.3.4.2). */
export function bandwidthOf(track: SegmentTrack): { average: number; peak: number } {
  const parts = track.segments.map((s) => ({ time: seconds(track, s), bits: s.bytes * 8 }));
  const sum = (key: 'time' | 'bits') => parts.reduce((n, p) => n + p[key], 0);
  const target = Math.max(...parts.map((p) => p.time));
  let peak = 0;
  for (let from = 0; from < parts.length; from++) {
    let [time, bits] = [0, 0];
    for (let to = from; to < parts.length && time + parts[to]!.time <= target * 1.5; to++) {
      time += parts[to]!.time;
      bits += parts[to]!.bits;
      if (time >= target * 0.5) peak = Math.max(peak, bits / time);
    }
  }
  return { average: Math.ceil(sum('bits') / sum('time')), peak: Math.ceil(peak) };
}
