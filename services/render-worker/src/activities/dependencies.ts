import type { Database } from '@workprint/projection';
import type { Logger, Metrics } from '@workprint/runtime';
import type { ForeignObjects, ObjectStore } from '@workprint/storage';
import type { Plan, Toolchain } from '@workprint/timeline';
import type { Fonts } from '../canvas/index.ts';
import type { Chromium } from '../chromium/index.ts';
import type { Ffmpeg } from '../ffmpeg/index.ts';
import type { Scratch } from '../scratch/scratch.ts';
import type { SourceCache } from '../source-cache/index.ts';

/** Everything the activities need; made once by main.ts, and by specs. */
export interface Dependencies {
  db: Database;
  store: ObjectStore;
  ffmpeg: Ffmpeg;
  fonts: Fonts;
  /** null: this worker draws no html clips. */
  chromium: Chromium | null;
  scratch: Scratch;
  sources: SourceCache;
  plans: PlanReader;
  toolchain: Toolchain;
  /** Identity of this process, for chunk rows and the manifest. */
  workerId: string;
  /** The task queue that chunks are drawn from. */
  chunkQueue: string;
  log: Logger;
  counters: Counters;
  /** "host:port" that imports may come from although they are private. */
  allowHosts: readonly string[];
  /** Key prefix, inside a workspace's, of what an outside service's jobs write. */
  jobResults: string;
  /** Other buckets, for "s3://" sources. */
  foreign: ForeignObjects;
}

/** Plans by object key. */
export interface PlanReader {
  read(planKey: string, signal?: AbortSignal): Promise<Plan>;
}

export type Counters = ReturnType<typeof makeCounters>;

export const makeCounters = (metrics: Metrics) => ({
  ffmpegStarted: metrics.counter('workprint_ffmpeg_started_total', 'ffmpeg processes started', ['step']),
  chunks: metrics.counter('workprint_chunks_total', 'Chunks by outcome', ['outcome']),
  frames: metrics.counter('workprint_frames_rendered_total', 'Frames encoded'),
  sources: metrics.counter('workprint_source_cache_total', 'Sources placed, by whether they were on disk', ['outcome']),
  mismatches: metrics.counter('workprint_chunk_mismatches_total', 'Published objects that did not equal what was just made'),
});
