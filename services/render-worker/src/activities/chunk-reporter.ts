import { type ChunkCost, type ChunkReport, type Database, reportChunk, startChunk, type Tx } from '@workprint/projection';
import type { Logger } from '@workprint/runtime';

const EVERY_MS = 1000;

/** Tells the projection how far a chunk is: at most once a second, one write at a time. Progress may get lost, a render may not. */
export interface ChunkReporter {
  /** Its ffmpeg runs. Never throws and does not wait. */
  start(): void;
  /** Never throws and does not wait. */
  progress(framesDone: number): void;
  /** Its end, as part of another transaction, once `settled`. */
  endIn(tx: Tx, outcome: Outcome): Promise<void>;
  /** Nothing is being written any more. */
  settled(): Promise<void>;
}

interface Outcome {
  reused: boolean;
  cost?: ChunkCost | undefined;
}

type Chunk = Pick<ChunkReport, 'renderId' | 'revision' | 'index' | 'key' | 'frames' | 'worker' | 'attempt'>;

export const openChunkReporter = (db: Database, log: Logger, workspaceId: string, chunk: Chunk): ChunkReporter => {
  let last = performance.now();
  let writing: Promise<void> | null = null;
  const write = (work: (tx: Tx) => Promise<void>): void => {
    writing = db
      .withWorkspace(workspaceId, work)
      .catch((error: unknown) => log.warn({ err: error, renderId: chunk.renderId, chunk: chunk.index }, 'progress was not written'))
      .finally(() => {
        writing = null;
      });
  };
  const endIn = (tx: Tx, outcome: Outcome): Promise<void> =>
    reportChunk(tx, { ...chunk, ...outcome, framesDone: chunk.frames, finished: true });
  const settled = async (): Promise<void> => {
    await writing;
  };
  return {
    start: () => write((tx) => startChunk(tx, chunk)),
    progress(framesDone) {
      const now = performance.now();
      if (writing !== null || now - last < EVERY_MS) return;
      last = now;
      write((tx) => reportChunk(tx, { ...chunk, framesDone }));
    },
    endIn,
    settled,
  };
};
