import type { Toolchain } from '@workprint/timeline';
import type { Chromium } from './chromium/index.ts';
import type { Ffmpeg } from './ffmpeg/index.ts';

const ENCODERS: Record<string, string> = {
  libx264: 'x264',
  libx265: 'x265',
  'libvpx-vp9': 'vp9',
  libsvtav1: 'av1',
  prores_ks: 'prores',
  aac: 'aac',
  libopus: 'opus',
  h264_nvenc: 'nvenc',
  h264_vaapi: 'vaapi',
};

/** What a worker can do, for people: ["ffmpeg 5.1.9", "x264", …, "canvas"]. */
export const capabilitiesOf = (
  { version, encoders }: Pick<Ffmpeg, 'version' | 'encoders'>,
  chromium: Pick<Chromium, 'version'> | null,
): string[] => {
  const number = /^ffmpeg version (\d[\d.]*|\S+)/.exec(version)?.[1] ?? 'unknown';
  const known = Object.entries(ENCODERS).flatMap(([encoder, name]) => (encoders.includes(encoder) ? [name] : []));
  return [`ffmpeg ${number}`, ...known, 'canvas', ...(chromium ? ['html', chromium.version] : [])];
};

/** What of this worker decides pixels. */
export const toolchainOf = (
  ffmpeg: Pick<Ffmpeg, 'version' | 'filters'>,
  canvas: string,
  fonts: Toolchain['fonts'],
  chromium: Pick<Chromium, 'version'> | null,
): Toolchain => ({
  ...{ ffmpeg: ffmpeg.version, canvas, arch: process.arch, fonts },
  ...(chromium === null ? {} : { chromium: chromium.version }),
  ...(ffmpeg.filters.includes('zscale') ? {} : { noZscale: true }),
  ...(ffmpeg.filters.includes('vidstabtransform') ? {} : { noVidstab: true }),
});
