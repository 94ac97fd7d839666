import { type ChunkReport, type Database, reportChunk } from '@workprint/projection';
import type { Logger } from '@workprint/runtime';

const EVERY_MS = 500;

/** Tells the projection how far a chunk is: at most twice a second, one write at a time. Progress may get lost, a render may not. */
export interface ChunkReporter {
  /** Never throws and does not wait. */
  progress(framesDone: number): void;
  /** Waits until it is written. @throws what the database says */
  end(outcome: { reused: boolean }): Promise<void>;
}

type Chunk = Pick<ChunkReport, 'renderId' | 'index' | 'key' | 'frames' | 'worker' | 'attempt'>;

export const openChunkReporter = (db: Database, log: Logger, workspaceId: string, chunk: Chunk): ChunkReporter => {
  let last = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> | null = null;
  const write = (report: ChunkReport): Promise<void> => db.withWorkspace(workspaceId, (tx) => reportChunk(tx, report));
  return {
    progress(framesDone) {
      const now = performance.now();
      if (writing !== null || now - last < EVERY_MS) return;
      last = now;
      writing = write({ ...chunk, framesDone })
        .catch((error: unknown) => log.warn({ err: error, renderId: chunk.renderId, chunk: chunk.index }, 'progress was not written'))
        .finally(() => {
          writing = null;
        });
    },
    async end({ reused }) {
      await writing;
      await write({ ...chunk, framesDone: chunk.frames, reused, finished: true });
    },
  };
};
