import type { AudioCodec, VideoCodec } from './output-formats.ts';
import type { OutputSettings } from './output-settings.ts';

/** What an output says that no encoder of pictures sees: its container, its sound, what is written into it. */
type Beside = 'poster' | 'format' | 'audioCodec' | 'audioBitrateKbps' | 'title' | 'comment';

/** What a picture's encoder is told. Outputs with equal ones share their chunks. */
export type VideoEncoding = Omit<OutputSettings, Beside | 'codec' | 'renditions'> & { codec: VideoCodec };

/** What a sound's encoder is told, and what is said in its file. Outputs with equal ones share it. */
export interface SoundEncoding {
  codec: AudioCodec;
  /** null: the codec keeps everything. */
  bitrateKbps: number | null;
  title: string | null;
  comment: string | null;
}

/** By exclusion: a new setting is an encoder's unless it is ruled out here. One for each size of a ladder; none for an output without pictures. */
export function videoEncodingsOf(output: OutputSettings): VideoEncoding[] {
  const {
    poster: _,
    format: __,
    audioCodec: ___,
    audioBitrateKbps: ____,
    title: _____,
    comment: ______,
    codec,
    renditions,
    ...encoding
  } = output;
  if (codec === null) return [];
  return (renditions ?? [{}]).map((size) => ({ ...encoding, ...size, codec }));
}

/** Sound alone is delivered as it is, with what is said in it. Null for a silent output. */
export function soundEncodingOf({ codec, audioCodec, audioBitrateKbps, title, comment }: OutputSettings): SoundEncoding | null {
  if (audioCodec === null) return null;
  const said = codec === null ? { title, comment } : { title: null, comment: null };
  return { codec: audioCodec, bitrateKbps: audioBitrateKbps, ...said };
}
