import { open } from 'node:fs/promises';

/** What a file's first bytes say it is: the demuxers it may be opened with, and its MIME type. */
export interface Sniffed {
  /** For -format_whitelist. */
  demuxers: string;
  contentType: string;
}

interface Kind extends Sniffed {
  /** Latin-1; "?" is any byte. */
  starts: readonly string[];
}

const ISO_BOXES = ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].map((box) => `????${box}`);
/** MPEG audio without a tag: sync, version, layer III or II, with or without a checksum. */
const MPEG_AUDIO = [0xe2, 0xe3, 0xe4, 0xe5, 0xf2, 0xf3, 0xf4, 0xf5, 0xfa, 0xfb, 0xfc, 0xfd].map((second) =>
  String.fromCharCode(0xff, second),
);

/** Only what is listed is ever opened. Playlists, concat scripts, subtitles and other text formats are not. */
const KINDS: readonly Kind[] = [
  { starts: ISO_BOXES, demuxers: 'mov,mp4,m4a,3gp,3g2,mj2', contentType: 'video/mp4' },
  { starts: ['\x1aE\xdf\xa3'], demuxers: 'matroska,webm', contentType: 'video/x-matroska' },
  { starts: ['RIFF????AVI '], demuxers: 'avi', contentType: 'video/x-msvideo' },
  { starts: ['RIFF????WAVE'], demuxers: 'wav', contentType: 'audio/wav' },
  { starts: ['RIFF????WEBP'], demuxers: 'webp_pipe', contentType: 'image/webp' },
  { starts: ['\x89PNG\r\n\x1a\n'], demuxers: 'png_pipe', contentType: 'image/png' },
  { starts: ['\xff\xd8\xff'], demuxers: 'jpeg_pipe', contentType: 'image/jpeg' },
  { starts: ['GIF87a', 'GIF89a'], demuxers: 'gif', contentType: 'image/gif' },
  { starts: ['II*\0', 'MM\0*'], demuxers: 'tiff_pipe', contentType: 'image/tiff' },
  { starts: ['OggS'], demuxers: 'ogg', contentType: 'application/ogg' },
  { starts: ['fLaC'], demuxers: 'flac', contentType: 'audio/flac' },
  { starts: ['FORM????AIFF', 'FORM????AIFC'], demuxers: 'aiff', contentType: 'audio/aiff' },
  { starts: ['\xff\xf0', '\xff\xf1', '\xff\xf8', '\xff\xf9'], demuxers: 'aac', contentType: 'audio/aac' },
  { starts: ['ID3', ...MPEG_AUDIO], demuxers: 'mp3', contentType: 'audio/mpeg' },
  { starts: [`G${'?'.repeat(187)}G`], demuxers: 'mpegts', contentType: 'video/mp2t' },
  { starts: ['\0\0\x01\xba'], demuxers: 'mpeg', contentType: 'video/mpeg' },
  { starts: ['FLV\x01'], demuxers: 'flv', contentType: 'video/x-flv' },
];

const fits = (head: string, start: string): boolean =>
  head.length >= start.length && [...start].every((c, i) => c === '?' || head[i] === c);

const SPECIFIC: Record<string, string> = { 'qt  ': 'video/quicktime', 'M4A ': 'audio/mp4' };

/** Reads the first bytes of a file. null when it is none of the kinds we take, whatever its name says. */
export const sniff = async (path: string): Promise<Sniffed | null> => {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0);
    const head = buffer.toString('latin1', 0, bytesRead);
    const hit = KINDS.find(({ starts }) => starts.some((start) => fits(head, start)));
    if (hit === undefined) return null;
    const brand = head.slice(4, 8) === 'ftyp' ? head.slice(8, 12) : '';
    const webm = hit.demuxers === 'matroska,webm' && head.includes('webm');
    return { demuxers: hit.demuxers, contentType: SPECIFIC[brand] ?? (webm ? 'video/webm' : hit.contentType) };
  } finally {
    await file.close();
  }
};
