import { FailureError } from '../failure-error.ts';
import { classify } from './classify.ts';
import { type Containment, findContainment, type ProcessLimits } from './containment.ts';
import { withGraphFile } from './long-graph.ts';
import type { ProcessRequest } from './process.ts';
import { type FfmpegProgress, progressReader } from './progress.ts';
import { openSpawning, type Spawning } from './spawning.ts';

/** One ffmpeg run. */
export interface FfmpegRun {
  /** Names what is made in a failure's message, e.g. "Chunk 3". */
  what: string;
  args: readonly string[];
  cwd: string;
  /** Milliseconds of wall clock. */
  timeoutMs: number;
  limits?: ProcessLimits;
  signal?: AbortSignal | undefined;
  onSpawn?: (pid: number) => void;
  onProgress?: (progress: FfmpegProgress) => void;
  /** Frames it will make, where it is the last run of its task: its end can be seen coming. */
  lastOfFrames?: number;
}

export interface Ran {
  log: string[];
  /** User and system; null where the system does not say. */
  cpuSeconds: number | null;
}

/** The two programs, found and asked for their version once. */
export interface Ffmpeg {
  /** First line of `ffmpeg -version`; part of every chunk key. */
  readonly version: string;
  /** Encoders that matter to capabilities. */
  readonly encoders: readonly string[];
  /** Names of the filters that were compiled in. */
  readonly filters: readonly string[];
  /** Runs to the end and returns the log's last lines and its CPU. @throws FailureError; the signal's reason when cancelled */
  run(run: FfmpegRun): Promise<Ran>;
  /** Runs ffprobe and hands over each line of its output. @throws as run */
  probe(run: Omit<FfmpegRun, 'onProgress' | 'lastOfFrames'>, onLine: (line: string) => void): Promise<void>;
}

/** ffmpeg's own manners; no banner, no questions, progress on stdout. */
const GLOBAL = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+warning', '-stats_period', '0.5', '-progress', 'pipe:1'];

export const DEFAULT_LIMITS: ProcessLimits = { memoryBytes: 8 * 2 ** 30, fileBytes: 64 * 2 ** 30, cpuSeconds: 6 * 3600 };

const execute = async (spawn: Spawning, request: ProcessRequest, what: string): Promise<Ran> => {
  const result = await spawn(request);
  if (result.cancelled) throw request.signal?.reason ?? new Error('cancelled');
  if (result.exitCode === 0 && !result.timedOut) return { log: result.log, cpuSeconds: result.cpuSeconds };
  throw new FailureError(classify(what, result));
};

const eachOf =
  (hear: (line: string) => void) =>
  (lines: readonly string[]): void => {
    for (const line of lines) hear(line);
  };

/** Lines of a short informational call. */
const ask = async (spawn: Spawning, binary: string, args: string[], containment: Containment): Promise<string[]> => {
  const lines: string[] = [];
  await execute(
    spawn,
    { binary, args, cwd: '/', containment, timeoutMs: 20_000, onStdoutLines: (some) => lines.push(...some) },
    `${binary} ${args.join(' ')}`,
  );
  return lines;
};

/**
 * Finds what is needed and caches the version, so that no render pays for it.
 * @param settings paths of the programs
 * @throws FailureError when a program does not start
 */
export const openFfmpeg = async (settings: { ffmpegPath: string; ffprobePath: string }): Promise<Ffmpeg> => {
  const containment = await findContainment();
  const spawn = openSpawning();
  const [version, encoders, filters] = await Promise.all([
    ask(spawn, settings.ffmpegPath, ['-version'], containment),
    ask(spawn, settings.ffmpegPath, ['-hide_banner', '-encoders'], containment),
    ask(spawn, settings.ffmpegPath, ['-hide_banner', '-filters'], containment),
    ask(spawn, settings.ffprobePath, ['-version'], containment),
  ]);
  const names = (lines: string[]) => lines.map((line) => line.trim().split(/\s+/)[1] ?? '').filter((name) => name !== '');
  return {
    version: version[0] ?? 'unknown',
    encoders: names(encoders),
    filters: names(filters),
    run: async ({ what, args, onProgress, limits, lastOfFrames: _, ...rest }) =>
      execute(
        spawn,
        {
          binary: settings.ffmpegPath,
          args: [...GLOBAL, ...(await withGraphFile(args, rest.cwd, version[0] ?? ''))],
          containment,
          limits: { ...DEFAULT_LIMITS, ...limits },
          onStdoutLines: onProgress && eachOf(progressReader(onProgress)),
          ...rest,
        },
        what,
      ),
    probe: async ({ what, args, limits, ...rest }, onLine) => {
      await execute(
        spawn,
        {
          binary: settings.ffprobePath,
          args,
          containment,
          limits: { ...DEFAULT_LIMITS, ...limits },
          onStdoutLines: eachOf(onLine),
          ...rest,
        },
        what,
      );
    },
  };
};
