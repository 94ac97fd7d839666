import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aRender, makeWorkspace, openTestDatabase } from '@workprint/testing';
import { newId } from './ids.ts';
import { bindRenderJob, leaseRenderJob, listRenderJobs, openRenderJob, renewRenderJob } from './render-jobs.ts';
import { insertRender } from './renders.ts';
import type { Tx } from './tx.ts';

const db = openTestDatabase();
let workspaceId: string;
let renderId: string;
beforeAll(async () => {
  ({ workspaceId } = await makeWorkspace(db));
});
afterAll(() => db.close());

const within = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.withWorkspace(workspaceId, work);
const aJob = async () => {
  const render = aRender();
  renderId = render.id;
  await within((tx) => insertRender(tx, render));
  return (await within((tx) => openRenderJob(tx, { renderId, round: 1 })))!;
};
const again = async () => (await within((tx) => openRenderJob(tx, { renderId, round: 1 })))!;

describe('the row of a job', () => {
  it('is one for each round, however many ask at once', async () => {
    const first = await aJob();
    const others = await Promise.all(Array.from({ length: 5 }, again));
    expect(new Set(others.map((o) => `${o.id} ${o.token}`))).toEqual(new Set([`${first.id} ${first.token}`]));
    const second = await within((tx) => openRenderJob(tx, { renderId, round: 2 }));
    expect(second?.token).not.toBe(first.token);
    expect((await within((tx) => listRenderJobs(tx, renderId))).map((j) => j.round)).toEqual([1, 2]);
  });

  it('is none where the render is gone', async () => {
    expect(await within((tx) => openRenderJob(tx, { renderId: newId(), round: 1 }))).toBeNull();
    expect(await within((tx) => listRenderJobs(tx, 'no id'))).toEqual([]);
  });

  it('keeps the time of the first request, until it is renewed', async () => {
    const { id, token, sentSecondsAgo } = await aJob();
    expect(sentSecondsAgo).toBeNull();
    await within((tx) => leaseRenderJob(tx, id));
    const first = (await within((tx) => listRenderJobs(tx, renderId)))[0]?.sentAt;
    await within((tx) => leaseRenderJob(tx, id));
    expect((await within((tx) => listRenderJobs(tx, renderId)))[0]?.sentAt).toEqual(first);
    expect((await again()).sentSecondsAgo).toBeGreaterThanOrEqual(0);
    const renewed = await within((tx) => renewRenderJob(tx, id));
    expect(await again()).toMatchObject({ token: renewed, sentSecondsAgo: null });
    expect(renewed).not.toBe(token);
  });

  it("keeps the service's first id, and is not renewed once it is known", async () => {
    const { id } = await aJob();
    await within((tx) => bindRenderJob(tx, id, 'job-1'));
    await within((tx) => bindRenderJob(tx, id, 'job-2'));
    expect(await within((tx) => renewRenderJob(tx, id))).toBeNull();
    expect((await again()).jobId).toBe('job-1');
  });
});
