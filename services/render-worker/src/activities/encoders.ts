import { AUDIO_CODECS, CODECS, formatPath, type OutputSettings, type Timeline } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import type { Dependencies } from './dependencies.ts';
import { htmlUnavailable } from './inputs.ts';

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

/** Whether this worker can draw the timeline's html clips, if it has any. @throws FailureError HTML_UNAVAILABLE with the first one's path */
export const checkBrowser = ({ chromium }: Pick<Dependencies, 'chromium'>, timeline: Timeline): void => {
  const page = chromium === null ? timeline.tracks.flatMap((t) => t.clips).find((c) => c.type === 'html') : undefined;
  if (page === undefined) return;
  const { failure } = htmlUnavailable();
  throw fail(failure.code, failure.message, { path: formatPath(page.path) });
};
