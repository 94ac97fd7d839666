import { open, readFile, stat } from 'node:fs/promises';
import type { MediaProbe } from '@workprint/timeline';
import { fontContainer, MAX_FONT_BYTES } from '../canvas/index.ts';
import { avcProbe } from '../copy/keyframes.ts';
import { fail } from '../failure-error.ts';
import { probeMedia } from '../ffmpeg/index.ts';
import type { Dependencies } from './dependencies.ts';
import { inspectCaptions, looksLikeCaptions } from './inspect-captions.ts';
import { inspectLottie, looksLikeJson, lottieOf } from './inspect-lottie.ts';
import { inspectLut, looksLikeLut } from './inspect-lut.ts';

export interface Inspected {
  probe: MediaProbe;
  contentType: string;
}

interface Options {
  /** How the file is called in messages. */
  name: string;
  sha256: string;
  /** The MIME type it was sent with: believed of nothing but text. */
  said: string;
  cwd: string;
  signal: AbortSignal;
}

/**
 * Says what an uploaded file is, by its bytes: a font is loaded, captions, Lottie animations and tables of colours are read, all else is media.
 * @throws FailureError UNREADABLE_MEDIA, MEDIA_TOO_LARGE, OUT_OF_RESOURCES
 */
export const inspect = async (needs: Pick<Dependencies, 'ffmpeg' | 'fonts'>, path: string, options: Options): Promise<Inspected> => {
  const head = await headOf(path);
  if (fontContainer(head) !== null) return inspectFont(needs, path, options);
  const lottie = looksLikeJson(head) ? await lottieOf(path) : null;
  if (lottie !== null) return inspectLottie(lottie, options.name);
  if (looksLikeLut(head, options.said)) return inspectLut(path, options.name);
  if (looksLikeCaptions(head, options.said)) return inspectCaptions(path, options.name);
  const probed = await probeMedia(needs.ffmpeg, path, options);
  const { probe, contentType } = probed;
  const { video } = probe;
  if (video?.codec !== 'h264' || video.frames === null || video.variableFrameRate) return probed;
  const avc = await avcProbe(path, video.frames);
  return avc === null ? probed : { contentType, probe: { ...probe, video: { ...video, avc } } };
};

const TYPES = { truetype: 'font/ttf', opentype: 'font/otf', woff: 'font/woff', woff2: 'font/woff2' };

const inspectFont = async ({ fonts }: Pick<Dependencies, 'fonts'>, path: string, { name, sha256 }: Options): Promise<Inspected> => {
  const { size: bytes } = await stat(path);
  if (bytes > MAX_FONT_BYTES) throw fail('MEDIA_TOO_LARGE', `${name} has ${bytes} bytes; a font may have ${MAX_FONT_BYTES} at most.`);
  const { container, probe } = fonts.add(sha256, await readFile(path), name);
  return {
    probe: { kind: 'font', container, bytes, durationSeconds: 0, video: null, audio: null, font: probe },
    contentType: TYPES[container],
  };
};

const headOf = async (path: string): Promise<Buffer> => {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};
