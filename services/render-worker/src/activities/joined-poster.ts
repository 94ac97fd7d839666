import { join } from 'node:path';
import type { Plan, PlanOutput, PosterFiles } from '@workprint/timeline';
import type { Dependencies } from './dependencies.ts';
import { copyMadeBefore, noteMade } from './made-before.ts';
import type { Owner } from './owner.ts';
import { JPEG, posterChunk, posterKeyOf, posterObject } from './poster-chunk.ts';
import { putHashed } from './put-hashed.ts';

interface Joining {
  plan: Plan;
  output: PlanOutput;
  folder: string;
}
/** A poster that the joining ffmpeg draws by the way: the render does not wait for another one to be started. */
export interface JoinedPoster {
  files: PosterFiles;
  /** Puts it where the render's poster is looked for, once it is drawn. */
  publish(): Promise<void>;
}

/** The render's first poster, where the output that is joined has it. null: it is made already, or none is wanted here. */
export const joinedPoster = async (
  needs: Pick<Dependencies, 'store' | 'log'>,
  owner: Owner,
  { plan, output, folder }: Joining,
  chunkFile: (index: number) => string,
  signal: AbortSignal,
): Promise<JoinedPoster | null> => {
  const { chunk } = posterChunk(plan, output);
  if (output.index !== 0 || !output.settings.poster || chunk === undefined) return null;
  const [key, objectKey] = [posterKeyOf(plan, output), posterObject(owner, 0)];
  const { workspaceId } = owner;
  if ((await copyMadeBefore(needs, { workspaceId, key, objectKey, contentType: JPEG }, signal)) !== null) return null;
  const files = {
    ...{ chunkFile: chunkFile(chunk.index), frameInChunk: plan.posterFrame - chunk.start, fps: plan.canvas.fps },
    output: join(folder, 'poster.jpg'),
  };
  return {
    files,
    async publish() {
      const facts = await putHashed(needs, objectKey, files.output, JPEG, signal);
      await noteMade(needs, workspaceId, key, { objectKey, ...facts }, signal);
    },
  };
};
