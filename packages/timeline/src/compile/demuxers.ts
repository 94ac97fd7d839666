import type { MediaProbe } from '../media.ts';

/** The containers that are accepted, by a name ffprobe gives; playlists, image patterns, devices and scripts are not among them. */
const CONTAINERS: Record<string, string> = {
  mp4: 'mov,mp4,m4a,3gp,3g2,mj2',
  matroska: 'matroska,webm',
  mpegts: 'mpegts',
  avi: 'avi',
  flv: 'flv',
  mpeg: 'mpeg',
  ogg: 'ogg',
  mp3: 'mp3',
  wav: 'wav',
  flac: 'flac',
  aac: 'aac',
  aiff: 'aiff',
  gif: 'gif',
  png_pipe: 'png_pipe',
  apng: 'apng',
  jpeg_pipe: 'jpeg_pipe',
  webp_pipe: 'webp_pipe',
  bmp_pipe: 'bmp_pipe',
  tiff_pipe: 'tiff_pipe',
};

const STILLS: Record<string, string> = { png: 'png_pipe', mjpeg: 'jpeg_pipe', webp: 'webp_pipe', bmp: 'bmp_pipe', tiff: 'tiff_pipe' };

/** The -format_whitelist a file is opened with, or null when its container is not accepted. */
export function demuxersOf(probe: MediaProbe): string | null {
  if (probe.kind === 'image' && probe.video) {
    const still = STILLS[probe.video.codec];
    if (still) return still;
  }
  const names = probe.container.split(',');
  for (const [name, list] of Object.entries(CONTAINERS)) if (names.includes(name)) return list;
  return null;
}
