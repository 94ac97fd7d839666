import { AUDIO_CODECS, allClips, CODECS, formatPath, type OutputSettings, type Timeline, videoEncoder } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import type { Dependencies } from './dependencies.ts';
import { htmlUnavailable } from './inputs.ts';

/** What makes the file of what is made once from all frames. */
const deliveredBy = ({ once }: OutputSettings, path: string): { what: string; encoder: string; path: string }[] => {
  if (once === undefined) return [];
  const pictures = { png: 'png', jpg: 'mjpeg', webp: 'libwebp' };
  const encoders = { gif: ['gif'], sprite: ['mjpeg'], pixel_art: ['png', 'libx264'] };
  const needed = 'image' in once ? [pictures[once.image]] : encoders[once.kind];
  return needed.map((encoder) => ({ what: once.kind, encoder, path }));
};

/** Whether this worker's ffmpeg can make the outputs at all, before anything is drawn. @throws FailureError ENCODER_MISSING */
export const checkEncoders = (
  { ffmpeg }: { ffmpeg: Pick<Dependencies['ffmpeg'], 'encoders' | 'version'> },
  outputs: readonly OutputSettings[],
): void => {
  const needed = outputs.flatMap((output, i) => {
    const { codec, pixelFormat, audioCodec } = output;
    const root = outputs.length === 1 ? 'output' : `outputs.${i}`;
    return [
      ...(codec === null ? [] : [{ what: CODECS[codec].title, encoder: videoEncoder(codec, pixelFormat), path: `${root}.codec` }]),
      ...deliveredBy(output, `${root}.format`),
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

/** Whether this worker can draw the timeline's html clips, if it has any. @throws FailureError HTML_UNAVAILABLE with the first one's path */
export const checkBrowser = ({ chromium }: Pick<Dependencies, 'chromium'>, timeline: Timeline): void => {
  const page = chromium === null ? allClips(timeline).find((c) => c.type === 'html') : undefined;
  if (page === undefined) return;
  const { failure } = htmlUnavailable();
  throw fail(failure.code, failure.message, { path: formatPath(page.path) });
};
