/** A rate or ratio kept exact: 24000/1001 is { num: 24000, den: 1001 }. */
export interface Rational {
  num: number;
  den: number;
}

/** What ingest found out about a media object. Stored as Asset.probe. */
export interface MediaProbe {
  kind: 'video' | 'image' | 'audio' | 'font' | 'captions' | 'lottie' | 'lut';
  /** ffprobe's format name, e.g. "mov,mp4,m4a,3gp,3g2,mj2"; of a font "truetype", "opentype", "woff" or "woff2", of captions "srt", "vtt" or "words", of a Lottie animation "lottie", of a table of colours "cube". */
  container: string;
  bytes: number;
  /** Seconds; 0 for a still image and a font; the last end of captions. */
  durationSeconds: number;
  video: VideoProbe | null;
  audio: AudioProbe | null;
  /** Of kind "font" only. */
  font?: FontProbe;
  /** Of kind "captions" only: how many there are. */
  captions?: { cues: number };
  /** Of kind "lottie" only. */
  lottie?: LottieProbe;
  /** Of kind "lut" only: a table of colours of three dimensions. */
  lut?: LutProbe;
}

export interface LutProbe {
  /** Colours along each side. */
  size: number;
  title: string | null;
}

/** An animation as its file describes itself. */
export interface LottieProbe {
  /** Pixels. */
  width: number;
  height: number;
  /** Frames a second. */
  fps: number;
  frames: number;
}

/** One face, as its file names itself. */
export interface FontProbe {
  family: string;
  /** e.g. "Bold Italic". */
  style: string;
  /** 1 to 1000; 400 is regular. */
  weight: number;
  italic: boolean;
  /** Characters it has glyphs for. */
  characters: number;
}

export interface VideoProbe {
  codec: string;
  profile: string | null;
  pixelFormat: string;
  /** Pixels as shown: after rotation and sample aspect ratio. */
  width: number;
  height: number;
  codedWidth: number;
  codedHeight: number;
  /** Degrees clockwise: 0, 90, 180 or 270. */
  rotation: number;
  sampleAspect: Rational;
  /** Average rate. */
  frameRate: Rational;
  /** Frames counted from packets; null for an image. */
  frames: number | null;
  variableFrameRate: boolean;
  /** With a variable rate: the longest a single frame is shown, seconds. */
  longestFrameSeconds?: number;
  interlaced: boolean;
  /** Interlaced: the field that is shown first, where the file says it. */
  fieldOrder?: 'tff' | 'bff';
  color: { primaries: string | null; transfer: string | null; matrix: string | null; range: 'tv' | 'pc' | null };
  hasAlpha: boolean;
  /** First presentation time in seconds, from the container's start. */
  startSeconds: number;
  /** B-frame reorder depth. */
  reorderDepth: number;
  durationSeconds: number;
  /** Of H.264 in a plain MP4 or MOV: what copying stretches of it needs. Absent where nothing can be copied, and from builds before it. */
  avc?: AvcProbe;
}

/** What an H.264 stream is decoded with, and where decoding may begin. */
export interface AvcProbe {
  /** NAL units of its sample description, hex. */
  sps: string[];
  pps: string[];
  /** Frames, counted as they are shown, that nothing shown before and after refers across (IDR); rising. */
  keyframes: number[];
}

export interface AudioProbe {
  codec: string;
  sampleRate: number;
  channels: number;
  startSeconds: number;
  durationSeconds: number;
}

/** A resolved source: an asset of the workspace that is READY. */
export interface SourceMedia {
  assetId: string;
  /** Hex; the identity of the bytes. */
  sha256: string;
  objectKey: string;
  probe: MediaProbe;
  /** Of captions: what the file says. */
  text?: string;
}
