import type { GenerationChange, GenerationWorkflowInput, ProviderJob, RecordGenerationResult } from '@workprint/contracts';
import { projection } from './activities.ts';
import { CancelRequested, show } from './story.ts';

const OVER = ['COMPLETED', 'FAILED', 'CANCELED'];

/** What is known of a generation, and the way to write it down. */
export interface Diary {
  /** The provider's job as last seen; null until one is known. */
  job: ProviderJob | null;
  /** `step` is unique in the generation. @throws CancelRequested when the row says to stop */
  write(step: string, change: GenerationChange): Promise<void>;
  /** As `write`, though the row says to stop: what is written while nobody knows whether money was spent. */
  record(step: string, change: GenerationChange): Promise<void>;
  /** Keeps the job in mind and writes it down when the provider's state, or the progress by a tenth, has changed. */
  note(job: ProviderJob): Promise<void>;
}

export function diaryOf({ workspaceId, generationId }: GenerationWorkflowInput): Diary {
  let notes = 0;
  let last = '';
  const put = (step: string, change: GenerationChange): Promise<RecordGenerationResult> => {
    if (change.to !== 'BEGIN') show(change.to, 'providerState' in change ? change.providerState : undefined);
    return projection().recordGeneration({ workspaceId, generationId, step, change });
  };
  const diary: Diary = {
    job: null,
    async record(step, change) {
      await put(step, change);
    },
    async write(step, change) {
      const { status, cancelRequested } = await put(step, change);
      if (OVER.includes(change.to)) return;
      if (cancelRequested || OVER.includes(status)) throw new CancelRequested('The generation was asked to stop.');
    },
    async note(job) {
      diary.job = job;
      const { providerId, providerState, progress, state } = job;
      const now = `${providerState} ${Math.floor((progress ?? 0) * 10)}`;
      if (now === last || (state !== 'QUEUED' && state !== 'RUNNING')) return;
      last = now;
      await diary.write(`job-${++notes}`, { to: state, providerId, providerState, progress });
    },
  };
  return diary;
}
