import type { Scaling } from './made-once.ts';
import type { AudioCodec, VideoCodec } from './output-formats.ts';
import type { OutputSettings } from './output-settings.ts';

/** What an output says that no encoder of pictures sees: its container, its sound, what is written into it. */
type Beside = 'poster' | 'format' | 'audioCodec' | 'audioBitrateKbps' | 'loudness' | 'truePeakDb' | 'title' | 'comment';

/** What a picture's encoder is told. Outputs with equal ones share their chunks. */
export type VideoEncoding = Omit<OutputSettings, Beside | 'codec' | 'renditions' | 'once'> & {
  codec: VideoCodec;
  /** How pixel art's pixels are taken together. */
  scaling?: Scaling;
};

/** What a sound's encoder is told, and what is said in its file. Outputs with equal ones share it. */
export interface SoundEncoding {
  codec: AudioCodec;
  /** null: the codec keeps everything. */
  bitrateKbps: number | null;
  /** LUFS; null: as it was mixed. */
  loudness: number | null;
  /** dBTP; null with loudness. */
  truePeakDb: number | null;
  title: string | null;
  comment: string | null;
}

/** By exclusion: a new setting is an encoder's unless it is ruled out here. One for each size of a ladder; none for an output without pictures. */
export function videoEncodingsOf(output: OutputSettings): VideoEncoding[] {
  const { poster: _, format: __, title: ___, comment: ____, renditions, once, ...pictures } = output;
  const { audioCodec: _____, audioBitrateKbps: ______, loudness: _______, truePeakDb: ________, codec, ...encoding } = pictures;
  if (codec === null) return [];
  const scaling = once?.kind === 'pixel_art' ? { scaling: once.scaling } : {};
  return (renditions ?? [{}]).map((size) => ({ ...encoding, ...scaling, ...size, codec }));
}

/** Sound alone is delivered as it is, with what is said in it. Null for a silent output. */
export function soundEncodingOf(output: OutputSettings): SoundEncoding | null {
  const { codec, audioCodec, audioBitrateKbps: bitrateKbps, loudness = null, truePeakDb = null, title, comment } = output;
  if (audioCodec === null) return null;
  const said = codec === null ? { title, comment } : { title: null, comment: null };
  return { codec: audioCodec, bitrateKbps, loudness, truePeakDb, ...said };
}
