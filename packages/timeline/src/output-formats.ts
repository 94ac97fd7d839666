/** Encoders of pictures. `lossless`: composed frames kept exactly, for what is made once from all of them. */
export type VideoCodec = 'h264' | 'h265' | 'vp9' | 'av1' | 'prores_422_hq' | 'prores_4444' | 'lossless';
export type AudioCodec = 'aac' | 'opus' | 'mp3' | 'flac' | 'pcm_s16' | 'pcm_s24';

export interface CodecSpec {
  /** What people call it. */
  title: string;
  /** ffmpeg's encoder. */
  encoder: string;
  /** Constant rate factor: default and worst; the best is 0. null: the codec has none, nor a bitrate. */
  crf: { otherwise: number; max: number } | null;
  /** The first is the default. */
  pixelFormats: readonly string[];
  /** Used when transparency is asked for; null: the codec can't hold it. */
  alphaFormat: string | null;
  /** Pixels of either side. */
  minSide: number;
}

export const CODECS: Readonly<Record<VideoCodec, CodecSpec>> = {
  h264: spec('H.264', 'libx264', { otherwise: 20, max: 51 }, ['yuv420p']),
  h265: spec('H.265', 'libx265', { otherwise: 23, max: 51 }, ['yuv420p', 'yuv420p10le']),
  vp9: spec('VP9', 'libvpx-vp9', { otherwise: 31, max: 63 }, ['yuv420p'], 'yuva420p'),
  av1: spec('AV1', 'libsvtav1', { otherwise: 32, max: 63 }, ['yuv420p', 'yuv420p10le'], null, 64),
  prores_422_hq: spec('ProRes 422 HQ', 'prores_ks', null, ['yuv422p10le']),
  prores_4444: spec('ProRes 4444', 'prores_ks', null, ['yuv444p10le'], 'yuva444p10le'),
  lossless: spec('lossless H.264', 'libx264', null, ['yuv420p', 'rgb24'], 'rgba'),
};

/** ffmpeg's encoder for it: colours that are not halved, and transparency, are kept by others of the same kind. */
export const videoEncoder = (codec: VideoCodec, pixelFormat: string | null): string =>
  codec !== 'lossless' ? CODECS[codec].encoder : pixelFormat === 'rgba' ? 'png' : pixelFormat === 'rgb24' ? 'libx264rgb' : 'libx264';

function spec(
  title: string,
  encoder: string,
  crf: CodecSpec['crf'],
  pixelFormats: readonly string[],
  alphaFormat: string | null = null,
  minSide = 16,
): CodecSpec {
  return { title, encoder, crf, pixelFormats, alphaFormat, minSide };
}

/** What is made of all composed frames at once. */
export type OnceKind = 'gif' | 'sequence' | 'still' | 'sprite' | 'pixel_art';

export interface FormatSpec {
  /** What people call it. */
  title: string;
  contentType: string;
  /** The first is the default; none: sound alone. */
  codecs: readonly VideoCodec[];
  /** null: silent. */
  audio: AudioCodec | null;
  /** Frames a second it can express at most; 0: it has none. */
  maxFps: number;
  /** Not joined from chunks: made once from all their frames. */
  once?: OnceKind;
  /** Of its file; its name when not given. */
  extension?: string;
  /** Holds no transparency whatever its codec does. */
  opaque?: true;
  /** A ladder of sizes in segments, with playlists, instead of one file. */
  segmented?: true;
}

const ONCE = { codecs: ['lossless'], audio: null, maxFps: 120 } as const;
const ZIP = { contentType: 'application/zip', extension: 'zip' } as const;

export const FORMATS = {
  mp4: { title: 'MP4', contentType: 'video/mp4', codecs: ['h264', 'h265', 'av1'], audio: 'aac', maxFps: 120 },
  mov: { title: 'QuickTime', contentType: 'video/quicktime', codecs: ['prores_422_hq', 'prores_4444'], audio: 'pcm_s24', maxFps: 120 },
  webm: { title: 'WebM', contentType: 'video/webm', codecs: ['vp9', 'av1'], audio: 'opus', maxFps: 120 },
  hls: {
    title: 'HLS',
    contentType: 'application/vnd.apple.mpegurl',
    codecs: ['h264', 'h265', 'av1'],
    audio: 'aac',
    maxFps: 120,
    segmented: true,
  },
  dash: { title: 'DASH', contentType: 'application/dash+xml', codecs: ['h264', 'h265', 'av1'], audio: 'aac', maxFps: 120, segmented: true },
  m4a: { title: 'M4A', contentType: 'audio/mp4', codecs: [], audio: 'aac', maxFps: 0 },
  mp3: { title: 'MP3', contentType: 'audio/mpeg', codecs: [], audio: 'mp3', maxFps: 0 },
  opus: { title: 'Opus', contentType: 'audio/ogg', codecs: [], audio: 'opus', maxFps: 0 },
  wav: { title: 'WAV', contentType: 'audio/wav', codecs: [], audio: 'pcm_s16', maxFps: 0 },
  flac: { title: 'FLAC', contentType: 'audio/flac', codecs: [], audio: 'flac', maxFps: 0 },
  gif: { ...ONCE, title: 'GIF', contentType: 'image/gif', once: 'gif', maxFps: 50 },
  png_sequence: { ...ONCE, ...ZIP, title: 'PNG sequence', once: 'sequence' },
  jpg_sequence: { ...ONCE, ...ZIP, title: 'JPEG sequence', once: 'sequence', opaque: true },
  png: { ...ONCE, title: 'PNG', contentType: 'image/png', once: 'still' },
  jpg: { ...ONCE, title: 'JPEG', contentType: 'image/jpeg', once: 'still', opaque: true },
  webp: { ...ONCE, title: 'WebP', contentType: 'image/webp', once: 'still' },
  sprite: { ...ONCE, ...ZIP, title: 'Sprite sheet', once: 'sprite', opaque: true },
  pixel_art: { ...ONCE, ...ZIP, title: 'Pixel art', once: 'pixel_art', audio: 'aac', maxFps: 60, opaque: true },
} as const satisfies Record<string, FormatSpec>;

export type OutputFormat = keyof typeof FORMATS;

export const formatSpec = (format: OutputFormat): FormatSpec => FORMATS[format];

/** Of the delivered file. `format` is a name of FORMATS; any other is its own extension. */
export const extensionOf = (format: string): string =>
  (Object.hasOwn(FORMATS, format) && formatSpec(format as OutputFormat).extension) || format;

export interface AudioSpec {
  encoder: string;
  /** File the mix is kept in. */
  extension: string;
  contentType: string;
  /** kbit/s; null: without loss. */
  bitrate: { otherwise: number; max: number } | null;
}

export const AUDIO_CODECS: Readonly<Record<AudioCodec, AudioSpec>> = {
  aac: { encoder: 'aac', extension: 'm4a', contentType: 'audio/mp4', bitrate: { otherwise: 192, max: 512 } },
  opus: { encoder: 'libopus', extension: 'opus', contentType: 'audio/ogg', bitrate: { otherwise: 128, max: 510 } },
  mp3: { encoder: 'libmp3lame', extension: 'mp3', contentType: 'audio/mpeg', bitrate: { otherwise: 192, max: 320 } },
  flac: { encoder: 'flac', extension: 'flac', contentType: 'audio/flac', bitrate: null },
  pcm_s16: { encoder: 'pcm_s16le', extension: 'wav', contentType: 'audio/wav', bitrate: null },
  pcm_s24: { encoder: 'pcm_s24le', extension: 'wav', contentType: 'audio/wav', bitrate: null },
};
