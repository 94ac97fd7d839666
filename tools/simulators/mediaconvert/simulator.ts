import { randomUUID } from 'node:crypto';
import type { Faults } from '../faults.ts';
import type { Route } from '../http.ts';
import { type MediaJobs, openMediaJobs, wordsOf } from './jobs.ts';
import { openObjects, type S3Access } from './objects.ts';
import { eventOf, mediaConvertRoutes } from './routes.ts';

export interface MediaConvertSimulator {
  routes: Route[];
  jobs: MediaJobs;
  /** Where events go; null: nowhere. */
  setTarget(url: string | null): void;
  /** What was sent to it, with how it was answered (0: not at all). */
  events(): { status: string; jobId: string; answer: number }[];
  close(): void;
}

export interface MediaConvertOptions {
  base: string;
  origin: () => string;
  ffmpeg: string;
  ffprobe: string;
  s3: S3Access;
  faults: Faults;
  target?: string | null;
}

/** MediaConvert and the EventBridge rule behind it. */
export function openMediaConvert(options: MediaConvertOptions): MediaConvertSimulator {
  const { base, origin, ffmpeg, ffprobe, faults } = options;
  const objects = openObjects(options.s3);
  let target = options.target ?? null;
  const sent: { status: string; jobId: string; answer: number }[] = [];
  const jobs = openMediaJobs({ ffmpeg, ffprobe, objects }, faults, (job, status) => {
    if (!target || faults.take(['no-callback'], 'mediaconvert', wordsOf(job.body))) return;
    const entry = { status, jobId: job.id, answer: 0 };
    sent.push(entry);
    const body = JSON.stringify(eventOf(job, status, randomUUID()));
    void fetch(target, { method: 'POST', body, headers: { 'content-type': 'application/json' }, signal: AbortSignal.timeout(5_000) }).then(
      (response) => {
        entry.answer = response.status;
      },
      () => undefined,
    );
  });
  const controls: Route[] = [
    {
      method: 'POST',
      path: '/_sim/mediaconvert',
      handle({ body }) {
        const asked = (body ?? {}) as { target?: string | null; concurrentJobs?: number };
        if (asked.target !== undefined) target = asked.target;
        if (asked.concurrentJobs !== undefined) jobs.concurrent = asked.concurrentJobs;
        return { status: 200, json: { target, concurrentJobs: jobs.concurrent } };
      },
    },
  ];
  return {
    routes: [...mediaConvertRoutes(base, origin, jobs, faults), ...controls],
    jobs,
    setTarget(url) {
      target = url;
    },
    events: () => sent,
    close() {
      jobs.reset();
      objects.close();
    },
  };
}
