import { randomUUID } from 'node:crypto';
import type { Faults } from '../faults.ts';
import type { LedgerEntry } from '../jobs.ts';
import { JobError, type Made, type Tools, transcode } from './transcode.ts';
import type { CreateJob } from './wire.ts';

export type JobStatus = 'SUBMITTED' | 'PROGRESSING' | 'COMPLETE' | 'CANCELED' | 'ERROR';

export interface MediaJob {
  id: string;
  body: CreateJob;
  queue: string;
  status: JobStatus;
  percent: number;
  errorCode: number | null;
  errorMessage: string | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  made: Made | null;
  stop: AbortController;
}

export interface MediaJobs {
  /** A token seen within a minute gives the job it made. */
  create(body: CreateJob): MediaJob;
  find(id: string): MediaJob | undefined;
  /** Newest first. */
  list(): MediaJob[];
  /** False: it has ended. */
  cancel(job: MediaJob): boolean;
  ledger(): LedgerEntry[];
  /** How many of a queue's jobs run at a time. */
  concurrent: number;
  reset(): void;
}

/** Milliseconds for which the service knows a request again. */
const SAME_REQUEST_MS = 60_000;
/** US dollars a normalised minute. */
const MINUTE = 0.0075;

/** Jobs as the service runs them: each queue so many at a time, in the order of priority, then of coming. */
export function openMediaJobs(tools: Tools, faults: Faults, changed: (job: MediaJob, event: string) => void): MediaJobs {
  let jobs: MediaJob[] = [];
  let ledger: LedgerEntry[] = [];
  let made = 0;

  const end = (job: MediaJob, status: JobStatus): void => {
    if (job.endedAt) return;
    job.status = status;
    job.endedAt = new Date();
    changed(job, status);
    setImmediate(next);
  };
  const work = async (job: MediaJob): Promise<void> => {
    job.status = 'PROGRESSING';
    job.startedAt = new Date();
    changed(job, 'PROGRESSING');
    const words = wordsOf(job.body);
    if (faults.take(['never-ends'], 'mediaconvert', words)) return;
    const bad = faults.take(['fail'], 'mediaconvert', words);
    try {
      if (bad) throw new JobError(bad.status ?? 1999, bad.message ?? 'Internal error of the service.');
      job.made = await transcode(job.body.settings ?? {}, tools, job.stop.signal, (part) => {
        const percent = Math.min(99, Math.floor(part * 100));
        if (percent >= job.percent + 10) changed(job, 'STATUS_UPDATE');
        job.percent = Math.max(job.percent, percent);
      });
      if (job.endedAt) return;
      job.percent = 100;
      bill(job);
      end(job, 'COMPLETE');
    } catch (error) {
      if (job.stop.signal.aborted) return;
      job.errorCode = error instanceof JobError ? error.code : 1999;
      job.errorMessage = (error as Error).message;
      end(job, 'ERROR');
    }
  };
  const next = (): void => {
    const waiting = jobs
      .filter((j) => j.status === 'SUBMITTED')
      .sort((a, b) => (b.body.priority ?? 0) - (a.body.priority ?? 0) || +a.createdAt - +b.createdAt);
    for (const job of waiting) {
      const running = jobs.filter((j) => j.status === 'PROGRESSING' && j.queue === job.queue).length;
      if (running < self.concurrent) void work(job);
    }
  };
  /** What failed or was cancelled is not billed. */
  const bill = ({ id, body, made, createdAt }: MediaJob): void => {
    const minutes = (made?.details ?? [])
      .flat()
      .filter((d) => d.heightInPx > 0)
      .map((d) => {
        const lines = Math.min(d.widthInPx, d.heightInPx);
        return (Math.max(10_000, d.durationInMs) / 60_000) * (lines < 720 ? 1 : lines <= 1080 ? 2 : 4);
      });
    const usd = minutes.reduce((sum, m) => sum + m * MINUTE, 0);
    ledger.push({
      provider: 'mediaconvert',
      id,
      at: createdAt.toISOString(),
      model: 'basic',
      prompt: wordsOf(body),
      callbackUrl: null,
      usd,
    });
  };

  const self: MediaJobs = {
    concurrent: 2,
    create(body) {
      const { clientRequestToken: token } = body;
      const known = token
        ? jobs.find((j) => j.body.clientRequestToken === token && Date.now() - +j.createdAt < SAME_REQUEST_MS)
        : undefined;
      if (known) return known;
      const job: MediaJob = {
        ...{
          id: `${Date.now()}-${randomUUID().slice(0, 6)}${made++}`,
          body,
          queue: (body.queue ?? 'Default').split('/').at(-1) ?? 'Default',
        },
        ...{ status: 'SUBMITTED', percent: 0, errorCode: null, errorMessage: null, made: null },
        ...{ createdAt: new Date(), startedAt: null, endedAt: null, stop: new AbortController() },
      };
      jobs.unshift(job);
      setImmediate(next);
      return job;
    },
    find: (id) => jobs.find((j) => j.id === id),
    list: () => jobs,
    cancel(job) {
      if (job.endedAt) return false;
      job.stop.abort();
      end(job, 'CANCELED');
      return true;
    },
    ledger: () => ledger,
    reset() {
      for (const job of jobs) job.stop.abort();
      [jobs, ledger] = [[], []];
      self.concurrent = 2;
    },
  };
  return self;
}

/** What faults are matched against. */
export const wordsOf = ({ userMetadata }: CreateJob): string => JSON.stringify(userMetadata ?? {});
