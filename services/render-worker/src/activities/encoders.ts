import { AUDIO_CODECS, CODECS, type OutputSettings, videoEncoder } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import type { Dependencies } from './dependencies.ts';

/** What makes the file of what is made once from all frames. */
const deliveredBy = ({ once }: OutputSettings): { what: string; encoder: string; path: string }[] => {
  if (once === undefined) return [];
  const pictures = { png: 'png', jpg: 'mjpeg', webp: 'libwebp' };
  const encoders = { gif: ['gif'], sprite: ['mjpeg'], pixel_art: ['png', 'libx264'] };
  const needed = 'image' in once ? [pictures[once.image]] : encoders[once.kind];
  return needed.map((encoder) => ({ what: once.kind, encoder, path: 'output.format' }));
};

/** Whether this worker's ffmpeg can make the output at all, before anything is drawn. @throws FailureError ENCODER_MISSING */
export const checkEncoders = (
  { ffmpeg }: { ffmpeg: Pick<Dependencies['ffmpeg'], 'encoders' | 'version'> },
  output: OutputSettings,
): void => {
  const needed = [
    ...(output.codec === null
      ? []
      : [{ what: CODECS[output.codec].title, encoder: videoEncoder(output.codec, output.pixelFormat), path: 'output.codec' }]),
    ...deliveredBy(output),
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
