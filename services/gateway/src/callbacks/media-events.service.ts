import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Database, getRender, isId, isTerminalRender, listRenderJobs } from '@workprint/projection';
import { DATABASE, SETTINGS, type Settings, WORKFLOWS } from '../tokens.ts';
import type { Workflows } from '../workflows/workflows.ts';

/** heard: passed on. The others change nothing. */
export type MediaEventVerdict = 'heard' | 'forged' | 'malformed' | 'stale' | 'unknown' | 'over';

/** EventBridge gives up after a day. */
const OLDEST_MS = 24 * 3600 * 1000;
/** Clocks may differ by so much. */
const AHEAD_MS = 5 * 60 * 1000;

interface MediaEvent {
  jobId: string;
  workspaceId: string;
  renderId: string;
  at: number;
}

/** What EventBridge says of MediaConvert's jobs, passed on as hints to look. What it says is never believed. */
@Injectable()
export class MediaEventsService {
  private readonly database: Database;
  private readonly workflows: Workflows;
  private readonly token: string | null;

  constructor(@Inject(DATABASE) database: Database, @Inject(WORKFLOWS) workflows: Workflows, @Inject(SETTINGS) settings: Settings) {
    this.database = database;
    this.workflows = workflows;
    this.token = settings.mediaConvert.callbackToken;
  }

  async hear(token: string, body: string): Promise<MediaEventVerdict> {
    if (this.token === null || !same(token, this.token)) return 'forged';
    const event = read(body);
    if (!event) return 'malformed';
    const age = Date.now() - event.at;
    if (age > OLDEST_MS || age < -AHEAD_MS) return 'stale';
    const { workspaceId, renderId, jobId } = event;
    const { render, jobs } = await this.database.withWorkspace(workspaceId, async (tx) => ({
      render: await getRender(tx, renderId),
      jobs: await listRenderJobs(tx, renderId),
    }));
    // A job whose answer was lost has no id yet: its event is a hint, too.
    if (!render || !jobs.some((job) => job.jobId === jobId || job.jobId === null)) return 'unknown';
    if (isTerminalRender(render.status)) return 'over';
    await this.workflows.hintRender(renderId);
    return 'heard';
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const read = (body: string): MediaEvent | null => {
  try {
    const { source, detail } = JSON.parse(body) as {
      source?: unknown;
      detail?: { jobId?: unknown; timestamp?: unknown; userMetadata?: unknown };
    };
    const { workspace, render } = (detail?.userMetadata ?? {}) as Record<string, unknown>;
    const { jobId, timestamp } = detail ?? {};
    if (source !== 'aws.mediaconvert' || typeof jobId !== 'string' || typeof timestamp !== 'number') return null;
    if (typeof workspace !== 'string' || typeof render !== 'string' || !isId(workspace) || !isId(render)) return null;
    return { jobId, workspaceId: workspace, renderId: render, at: timestamp };
  } catch {
    return null;
  }
};
