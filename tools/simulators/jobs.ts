import type { FaultKind, Faults } from './faults.ts';
import type { Film, Studio } from './video.ts';

/** How long jobs take, in milliseconds from acceptance. */
export interface Profile {
  startMs: number;
  endMs: number;
  /** How long a finished job keeps its input and output. */
  keepMs: number;
}

export const PROFILES: Record<string, Profile> = {
  instant: { startMs: 0, endMs: 50, keepMs: 3_600_000 },
  fast: { startMs: 400, endMs: 1800, keepMs: 3_600_000 },
  /** The usual schedule of a video model. */
  usual: { startMs: 10_000, endMs: 180_000, keepMs: 3_600_000 },
};

export type Phase = 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled';

/** One accepted, billed request. The wire form is each provider's own. */
export interface Job {
  id: string;
  provider: string;
  model: string;
  prompt: string;
  /** The request's body, as it came. */
  body: Record<string, unknown>;
  callbackUrl: string | null;
  phase: Phase;
  error: string | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  /** Path of the finished film. */
  file: string | null;
  /** What is served in its stead. */
  spoiled: 'no-video' | 'empty-output' | null;
  /** US dollars, decided at acceptance. */
  price: number;
  /** Callbacks delivered, by their answer's status (0: no answer). */
  callbacks: number[];
}

export interface LedgerEntry {
  provider: string;
  id: string;
  at: string;
  model: string;
  prompt: string;
  callbackUrl: string | null;
  usd: number;
}

/** The accepted jobs of all providers, their passage through time, and what was billed. */
export interface JobStore {
  accept(job: Pick<Job, 'id' | 'provider' | 'model' | 'prompt' | 'body' | 'callbackUrl' | 'price'>, film: Film): Job;
  find(provider: string, id: string): Job | undefined;
  /** Newest first. */
  list(provider: string): Job[];
  cancel(job: Job): void;
  remove(job: Job): void;
  ledger(): LedgerEntry[];
  profile(): Profile;
  setProfile(profile: Profile): void;
  /** Whether the listings show callback addresses; true at first. */
  listsCallbacks(): boolean;
  listCallbacks(shown: boolean): void;
  reset(): void;
}

export interface JobHooks {
  /** Called after each change of phase; sends the provider's callback. */
  changed: Record<string, (job: Job) => void>;
  /** The words with which a provider's moderation fails a job. */
  moderation: Record<string, string>;
}

export function openJobs(studio: Studio, faults: Faults, hooks: JobHooks): JobStore {
  let jobs: Job[] = [];
  let ledger: LedgerEntry[] = [];
  let profile = PROFILES.fast as Profile;
  let callbacksShown = true;
  const timers = new Set<NodeJS.Timeout>();

  const later = (ms: number, act: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  };
  const move = (job: Job, phase: Phase): void => {
    if (job.endedAt) return;
    job.phase = phase;
    if (phase === 'running') job.startedAt = new Date();
    else job.endedAt = new Date();
    hooks.changed[job.provider]?.(job);
  };
  const finish = (job: Job, film: Promise<string>, how: FaultKind | undefined, message: string | undefined): void => {
    if (how) {
      job.error = how === 'moderation' ? (hooks.moderation[job.provider] ?? 'moderation') : (message ?? 'The model crashed.');
      move(job, 'failed');
      return;
    }
    film.then(
      (file) => {
        job.file = file;
        move(job, 'succeeded');
      },
      (error: Error) => {
        job.error = error.message;
        move(job, 'failed');
      },
    );
  };

  return {
    accept(wanted, film) {
      const job: Job = {
        ...wanted,
        phase: 'queued',
        error: null,
        createdAt: new Date(),
        startedAt: null,
        endedAt: null,
        file: null,
        spoiled: null,
        callbacks: [],
      };
      jobs.unshift(job);
      const { provider, id, model, prompt, callbackUrl, price } = job;
      ledger.push({ provider, id, at: job.createdAt.toISOString(), model, prompt, callbackUrl, usd: price });
      job.spoiled = (faults.take(['no-video', 'empty-output'], provider, prompt)?.kind ?? null) as Job['spoiled'];
      if (faults.take(['no-callback'], provider, prompt)) job.callbackUrl = null;
      if (faults.take(['never-ends'], provider, prompt)) return job;
      const bad = faults.take(['moderation', 'fail'], provider, prompt);
      let shot = Promise.resolve('');
      later(profile.startMs, () => {
        move(job, 'running');
        // Not before: a job that is cancelled while queued costs no picture.
        if (!bad && !job.endedAt) shot = studio.film(film);
        shot.catch(() => undefined);
      });
      later(profile.endMs, () => finish(job, shot, bad?.kind, bad?.message));
      return job;
    },
    find: (provider, id) => jobs.find((j) => j.provider === provider && j.id === id),
    list: (provider) => jobs.filter((j) => j.provider === provider),
    cancel: (job) => move(job, 'canceled'),
    remove(job) {
      jobs = jobs.filter((j) => j !== job);
    },
    ledger: () => ledger,
    profile: () => profile,
    setProfile(next) {
      profile = next;
    },
    listsCallbacks: () => callbacksShown,
    listCallbacks(shown) {
      callbacksShown = shown;
    },
    reset() {
      callbacksShown = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      jobs = [];
      ledger = [];
      profile = PROFILES.fast as Profile;
    },
  };
}
