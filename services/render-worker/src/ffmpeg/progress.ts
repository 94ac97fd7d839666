/** What ffmpeg says of itself with `-progress`. */
export interface FfmpegProgress {
  frame: number;
  fps: number;
  /** Multiple of real time. */
  speed: number;
  done: boolean;
}

const number = (text: string | undefined): number => {
  const value = Number.parseFloat(text ?? '');
  return Number.isFinite(value) ? value : 0;
};

/** Feeds on the lines of `-progress pipe:1`; calls back once per block. */
export const progressReader = (onProgress: (progress: FfmpegProgress) => void): ((line: string) => void) => {
  let block: Record<string, string> = {};
  return (line) => {
    const at = line.indexOf('=');
    if (at < 0) return;
    const key = line.slice(0, at).trim();
    block[key] = line.slice(at + 1).trim();
    if (key !== 'progress') return;
    onProgress({ frame: number(block.frame), fps: number(block.fps), speed: number(block.speed), done: block.progress === 'end' });
    block = {};
  };
};
