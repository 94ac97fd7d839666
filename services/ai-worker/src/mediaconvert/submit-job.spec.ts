import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { OutsideJobActivities } from '@workprint/contracts';
import { objectKeys } from '@workprint/contracts';
import { type Database, getRenderProgress, insertRender, listRenderJobs } from '@workprint/projection';
import { aRender, makeWorkspace, openTestDatabase, openTestObjectStore } from '@workprint/testing';
import { plainJob, putFilm, type SimulatedMediaConvert, simulatedMediaConvert } from '../../test/media-convert.ts';
import { type JobNeeds, mediaConvertActivities, openMediaConvert } from './index.ts';

let db: Database;
let store: Awaited<ReturnType<typeof openTestObjectStore>>;
let media: SimulatedMediaConvert;
let workspaceId: string;
const log = { warn: () => undefined };

beforeAll(async () => {
  db = openTestDatabase();
  store = await openTestObjectStore();
  media = await simulatedMediaConvert();
  ({ workspaceId } = await makeWorkspace(db));
  await putFilm(store, `ws/${workspaceId}/film.mp4`, 1);
});
afterAll(async () => {
  await store.removePrefix(`ws/${workspaceId}/`);
  store.close();
  await db.close();
  await media.close();
});
afterEach(() => media.simulator.jobs.reset());

type Name = keyof OutsideJobActivities;

/** A render whose job is stored, and its activities as the SDK runs them. */
async function aJob(needs: Partial<JobNeeds> = {}) {
  const render = aRender();
  const { id: renderId } = render;
  const results = objectKeys.jobResults(workspaceId, 'mediaconvert/', renderId);
  const jobKey = objectKeys.job(workspaceId, renderId, 1);
  const settings = plainJob(store.bucket, `s3://${store.bucket}/ws/${workspaceId}/film.mp4`, '00:00:00:14', results);
  await store.putJson(jobKey, { key: 'k', settings });
  await db.withWorkspace(workspaceId, (tx) => insertRender(tx, { ...render, framesTotal: 15 }));
  const activities = mediaConvertActivities({ db, store, service: () => media.service, log, ...needs }, 'mediaconvert/');
  const ref = { workspaceId, renderId };
  const run = <K extends Name>(name: K, input: object): ReturnType<OutsideJobActivities[K]> =>
    new MockActivityEnvironment().run(activities[name] as never, { ...ref, ...input }) as never;
  return {
    renderId,
    results,
    submit: (round = 1) => run('submitJob', { jobKey, round, priority: 3 }),
    poll: (jobId: string) => run('pollJob', { jobId, round: 1, framesTotal: 15 }),
    drop: () => run('dropJob', {}),
    rows: () => db.withWorkspace(workspaceId, (tx) => listRenderJobs(tx, renderId)),
    sent: () => media.simulator.jobs.list().filter((j) => j.body.userMetadata?.render === renderId),
  };
}

const fault = (kind: string, more: object = {}) => media.simulators.addFault({ kind: kind as 'http', provider: 'mediaconvert', ...more });

describe('submitJob', () => {
  it('sends a round once, whoever asks again', async () => {
    const job = await aJob();
    const first = await job.submit();
    expect(await job.submit()).toEqual(first);
    expect(job.sent()).toHaveLength(1);
    const [row] = await job.rows();
    expect(job.sent()[0]?.body).toMatchObject({
      clientRequestToken: row?.token,
      userMetadata: { intent: row?.id, workspace: workspaceId },
    });
    expect(first).toEqual({ outcome: 'sent', jobId: row?.jobId });
  });

  it.each(['lost-response', 'http-after'])('finds the job of a request whose answer was lost (%s)', async (kind) => {
    const job = await aJob({ patience: { sameRequest: 0, settled: 3600 } });
    fault(kind, { status: 502 });
    await expect(job.submit()).rejects.toMatchObject({ type: 'PROVIDER_UNAVAILABLE', nonRetryable: false });
    expect(await job.submit()).toEqual({ outcome: 'sent', jobId: job.sent()[0]?.id });
    expect(job.sent()).toHaveLength(1);
  });

  it('repeats a request that did not arrive, under its token', async () => {
    const job = await aJob();
    fault('reset-before');
    await expect(job.submit()).rejects.toMatchObject({ type: 'PROVIDER_UNAVAILABLE' });
    const [before] = await job.rows();
    await job.submit();
    expect(job.sent().map((j) => j.body.clientRequestToken)).toEqual([before?.token]);
  });

  it('waits with a request that may still appear, and renews one that never did', async () => {
    fault('reset-before', { times: 2 });
    const patient = await aJob({ patience: { sameRequest: 0, settled: 3600 } });
    await expect(patient.submit()).rejects.toMatchObject({ type: 'PROVIDER_UNAVAILABLE' });
    await expect(patient.submit()).rejects.toThrow('will be known in a moment');
    expect(patient.sent()).toEqual([]);

    const late = await aJob({ patience: { sameRequest: 0, settled: 0, between: 0 } });
    await expect(late.submit()).rejects.toMatchObject({ type: 'PROVIDER_UNAVAILABLE' });
    const [before] = await late.rows();
    await late.submit();
    expect(late.sent()).toHaveLength(1);
    expect(late.sent()[0]?.body.clientRequestToken).not.toBe(before?.token);
  });

  it('is tried again when throttled, and never when refused', async () => {
    const job = await aJob();
    fault('http', { status: 429 });
    await expect(job.submit()).rejects.toMatchObject({ type: 'PROVIDER_UNAVAILABLE', nonRetryable: false });
    fault('http', { status: 400 });
    await expect(job.submit()).rejects.toMatchObject({ type: 'PROVIDER_REFUSED', nonRetryable: true });
  });

  it('sends nothing while the queue is full', async () => {
    media.simulator.jobs.concurrent = 1;
    fault('never-ends');
    const [first, second] = [await aJob(), await aJob()];
    await first.submit();
    expect(await second.submit()).toEqual({ outcome: 'full' });
    expect(second.sent()).toEqual([]);
    await first.drop();
    expect(await second.submit()).toMatchObject({ outcome: 'sent' });
  });

  it('names the settings that are missing', async () => {
    const job = await aJob({ service: () => openMediaConvert({ AWS_REGION: 'us-east-1' }) });
    await expect(job.submit()).rejects.toMatchObject({
      type: 'PROVIDER_NOT_CONFIGURED',
      message: expect.stringContaining('MEDIA_CONVERT_ROLE_ARN'),
    });
  });
});

describe('pollJob', () => {
  it('notes how far the render is', async () => {
    const job = await aJob();
    const sent = await job.submit();
    if (sent.outcome !== 'sent') throw new Error('not sent');
    while ((await job.poll(sent.jobId)).state !== 'COMPLETE') await new Promise((resolve) => setTimeout(resolve, 50));
    const progress = await db.withWorkspace(workspaceId, (tx) => getRenderProgress(tx, job.renderId));
    expect(progress).toMatchObject({ framesDone: 15, chunksDone: 1 });
  });
});

describe('dropJob', () => {
  it('cancels the job whose answer was lost, too, and leaves nothing behind', async () => {
    const job = await aJob();
    fault('never-ends');
    fault('lost-response');
    await expect(job.submit()).rejects.toThrow();
    await store.putBytes(`${job.results}0/video-main.mp4`, 'half', { contentType: 'video/mp4' });
    await job.drop();
    expect(job.sent().map((j) => j.status)).toEqual(['CANCELED']);
    expect(await store.list(job.results)).toEqual([]);
    expect(media.simulators.ledger()).toEqual([]);
  });

  it('needs no service where nothing was sent', async () => {
    const job = await aJob({ service: () => openMediaConvert({}) });
    await job.drop();
    expect(await job.rows()).toEqual([]);
  });
});
