export { findContainment, type ProcessLimits } from './containment.ts';
export { type Ffmpeg, type FfmpegRun, openFfmpeg, type Ran } from './ffmpeg.ts';
export { MAX_PIXELS, type Probed, probeMedia } from './probe.ts';
export type { FfmpegProgress } from './progress.ts';
