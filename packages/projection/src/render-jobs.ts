import type { RenderJob } from './generated/client.ts';
import { isId, newId } from './ids.ts';
import { lockRender } from './render-events.ts';
import type { Tx } from './tx.ts';

export interface RenderJobRecord extends Pick<RenderJob, 'id' | 'renderId' | 'round' | 'token' | 'jobId' | 'createdAt'> {
  /** Seconds since a request with this token may first have left; null: none has. */
  sentSecondsAgo: number | null;
}

/** The row of a round's job, made when there is none: there is one for each round whatever happens. Null: the render is gone. */
export async function openRenderJob(tx: Tx, { renderId, round }: { renderId: string; round: number }): Promise<RenderJobRecord | null> {
  if (!(await lockRender(tx, renderId))) return null;
  const { workspaceId } = tx;
  await tx.db.renderJob.createMany({ data: [{ id: newId(), renderId, workspaceId, round, token: newId() }], skipDuplicates: true });
  const [row] = await tx.db.$queryRaw<RenderJobRecord[]>`
    SELECT id::text AS id, render_id::text AS "renderId", round, token::text AS token, job_id AS "jobId", created_at AS "createdAt",
           extract(epoch FROM clock_timestamp() - sent_at)::float8 AS "sentSecondsAgo"
    FROM render_job WHERE render_id = ${renderId}::uuid AND round = ${round}`;
  return row ?? null;
}

/** Notes that a request is about to leave; to be committed before it does. The time of a token's first one stays. */
export async function leaseRenderJob(tx: Tx, id: string): Promise<void> {
  await tx.db.$executeRaw`UPDATE render_job SET sent_at = coalesce(sent_at, clock_timestamp()) WHERE id = ${id}::uuid`;
}

/** For a job whose absence at the service is proven: the next request is a new one. Null when its id has become known. */
export async function renewRenderJob(tx: Tx, id: string): Promise<string | null> {
  const token = newId();
  const { count } = await tx.db.renderJob.updateMany({ where: { id, jobId: null }, data: { token, sentAt: null } });
  return count === 0 ? null : token;
}

/** Notes the service's id; the first one stays. */
export async function bindRenderJob(tx: Tx, id: string, jobId: string): Promise<void> {
  await tx.db.renderJob.updateMany({ where: { id, jobId: null }, data: { jobId } });
}

/** Oldest round first. */
export const listRenderJobs = async (tx: Tx, renderId: string): Promise<RenderJob[]> =>
  isId(renderId) ? tx.db.renderJob.findMany({ where: { renderId }, orderBy: { round: 'asc' } }) : [];
