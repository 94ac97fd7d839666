const CAPTIONS = ['application/x-subrip', 'text/srt', 'text/vtt', 'application/json'];
const LUT = 'application/x-cube';
const FONTS = ['font/ttf', 'font/otf', 'font/woff', 'font/woff2'];

/** Most bytes of an upload of a type, where that is less than what its workspace allows. */
export const maxBytesOf = (contentType: string): bigint | null => {
  if (FONTS.includes(contentType)) return MAX_FONT_BYTES;
  if (contentType === LUT) return MAX_LUT_BYTES;
  return CAPTIONS.includes(contentType) ? MAX_CAPTION_BYTES : null;
};

const MAX_FONT_BYTES = 32n * 2n ** 20n;
const MAX_LUT_BYTES = 8n * 2n ** 20n;
const MAX_CAPTION_BYTES = 2_000_000n;

/** What createUpload takes; docs/api.md lists the same. Ingest probes the bytes and believes those, not the type. */
export const MEDIA_TYPES: readonly string[] = [
  'video/mp4',
  'video/quicktime',
  'video/webm',
  'video/x-matroska',
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'audio/mpeg',
  'audio/mp4',
  'audio/aac',
  'audio/wav',
  'audio/x-wav',
  'audio/ogg',
  'audio/flac',
  ...FONTS,
  ...CAPTIONS,
  LUT,
];
