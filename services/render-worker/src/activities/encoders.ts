import { AUDIO_CODECS, CODECS, type OutputSettings } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import type { Dependencies } from './dependencies.ts';

/** Whether this worker's ffmpeg can make the outputs at all, before anything is drawn. @throws FailureError ENCODER_MISSING */
export const checkEncoders = (
  { ffmpeg }: { ffmpeg: Pick<Dependencies['ffmpeg'], 'encoders' | 'version'> },
  outputs: readonly OutputSettings[],
): void => {
  const needed = outputs.flatMap(({ codec, audioCodec }, i) => {
    const root = outputs.length === 1 ? 'output' : `outputs.${i}`;
    return [
      ...(codec === null ? [] : [{ what: CODECS[codec].title, encoder: CODECS[codec].encoder, path: `${root}.codec` }]),
      ...(audioCodec === null ? [] : [{ what: audioCodec, encoder: AUDIO_CODECS[audioCodec].encoder, path: `${root}.format` }]),
    ];
  });
  const missing = needed.find(({ encoder }) => !ffmpeg.encoders.includes(encoder));
  if (missing !== undefined)
    throw fail(
      'ENCODER_MISSING',
      `${missing.what} needs ffmpeg's encoder ${missing.encoder}, which this worker's lacks (${ffmpeg.version}).`,
      {
        path: missing.path,
      },
    );
};
