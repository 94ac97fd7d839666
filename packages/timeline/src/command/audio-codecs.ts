import type { SoundEncoding } from '../encodings.ts';
import { AUDIO_CODECS, type AudioCodec } from '../output-formats.ts';
import { metadata } from './common.ts';

/** The muxer each codec's own file is made with. */
const MUXERS: Record<AudioCodec, readonly string[]> = {
  // The edit list counts samples: in the muxer's milliseconds it would end before the last of them, and joining would leave those out.
  aac: ['-f', 'mp4', '-movflags', '+faststart', '-movie_timescale', '48000'],
  opus: ['-f', 'opus'],
  mp3: ['-f', 'mp3'],
  flac: ['-f', 'flac'],
  pcm_s16: ['-f', 'wav'],
  pcm_s24: ['-f', 'wav'],
};

/** The demuxer each codec's own file is opened with. */
export const AUDIO_DEMUXERS: Record<AudioCodec, string> = {
  aac: 'mov,mp4,m4a,3gp,3g2,mj2',
  opus: 'ogg',
  mp3: 'mp3',
  flac: 'flac',
  pcm_s16: 'wav',
  pcm_s24: 'wav',
};

/** From so many kbit/s on ffmpeg's AAC encoder sounds better with its "fast" coder, says its manual, and takes 0.4 of the CPU. */
const FAST_FROM = 96;

/** How AAC is coded where that is not the encoder's default; null: it is. */
export const aacCoder = ({ codec, bitrateKbps }: Pick<SoundEncoding, 'codec' | 'bitrateKbps'>): 'fast' | null =>
  codec === 'aac' && bitrateKbps !== null && bitrateKbps >= FAST_FROM ? 'fast' : null;

/** ffmpeg's arguments for the mix's own file. */
export function audioEncoding(encoding: SoundEncoding): string[] {
  const { codec, bitrateKbps, title, comment } = encoding;
  const { encoder } = AUDIO_CODECS[codec];
  const coder = aacCoder(encoding);
  return [
    ...['-c:a', encoder, ...(coder === null ? [] : ['-aac_coder', coder])],
    ...[...(bitrateKbps === null ? [] : ['-b:a', `${bitrateKbps}k`]), '-flags:a', '+bitexact'],
    ...MUXERS[codec],
    ...metadata({ title, comment }),
  ];
}
