import { AUDIO_CODECS, CODECS, type OutputSettings } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import type { Dependencies } from './dependencies.ts';

/** Whether this worker's ffmpeg can make the output at all, before anything is drawn. @throws FailureError ENCODER_MISSING */
export const checkEncoders = (
  { ffmpeg }: { ffmpeg: Pick<Dependencies['ffmpeg'], 'encoders' | 'version'> },
  output: OutputSettings,
): void => {
  const needed = [
    ...(output.codec === null ? [] : [{ what: CODECS[output.codec].title, encoder: CODECS[output.codec].encoder, path: 'output.codec' }]),
    ...(output.audioCodec === null
      ? []
      : [{ what: output.audioCodec, encoder: AUDIO_CODECS[output.audioCodec].encoder, path: 'output.format' }]),
  ];
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
