import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bindRenderJob, insertRender, newId, openRenderJob, recordRenderStep } from '@workprint/projection';
import { aRender } from '@workprint/testing';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';

const TOKEN = 'a token that nobody guesses';
let gateway: TestGateway;
let client: Client;
let renderId: string;
const jobId = '1700000000000-abcdef';

beforeAll(async () => {
  gateway = await startGateway({ mediaConvert: { missing: [], callbackToken: TOKEN } });
  client = await gateway.client();
});
afterAll(() => gateway.close());
beforeEach(async () => {
  renderId = newId();
  await gateway.database.withWorkspace(client.workspaceId, async (tx) => {
    await insertRender(tx, { ...aRender({ id: renderId }), backend: 'MEDIACONVERT' });
    const row = await openRenderJob(tx, { renderId, round: 1 });
    await bindRenderJob(tx, row!.id, jobId);
  });
});

const event = (more: object = {}, detail: object = {}) => ({
  ...{ version: '0', id: newId(), 'detail-type': 'MediaConvert Job State Change', source: 'aws.mediaconvert' },
  detail: {
    timestamp: Date.now(),
    jobId,
    status: 'COMPLETE',
    userMetadata: { workspace: client.workspaceId, render: renderId },
    ...detail,
  },
  ...more,
});
const send = async (body: unknown, token = TOKEN) => {
  const url = `${gateway.url}/callbacks/mediaconvert/${encodeURIComponent(token)}`;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (await fetch(url, { method: 'POST', body: text, headers: { 'content-type': 'application/json' } })).status;
};
const hints = () => gateway.workflows.hintedRenders.filter((id) => id === renderId).length;

describe('events of MediaConvert', () => {
  it('wake the render they are of, each time', async () => {
    expect([await send(event()), await send(event())]).toEqual([200, 200]);
    expect(hints()).toBe(2);
  });

  it('are refused when forged, malformed, stale, oversized or of nobody', async () => {
    const hour = 3600_000;
    gateway.callbacks.length = 0;
    expect(await send(event(), 'guessed')).toBe(404);
    expect(await send('not json')).toBe(400);
    expect(await send(event({ source: 'someone.else' }))).toBe(400);
    expect(await send(event({}, { userMetadata: {} }))).toBe(400);
    expect(await send(event({}, { timestamp: Date.now() - 25 * hour }))).toBe(400);
    expect(await send(event({}, { timestamp: Date.now() + hour }))).toBe(400);
    expect(await send(event({}, { jobId: 'another' }))).toBe(404);
    expect(await send(event({}, { userMetadata: { workspace: newId(), render: renderId } }))).toBe(404);
    expect(await send(event({ filler: 'x'.repeat(300_000) }))).toBe(413);
    expect(hints()).toBe(0);
    const counted = ['forged', 'malformed', 'malformed', 'malformed', 'stale', 'stale', 'unknown', 'unknown', 'oversized'];
    expect(gateway.callbacks).toEqual(counted.map((verdict) => `mediaconvert ${verdict}`));
  });

  it('change nothing once the render is over', async () => {
    await gateway.database.withWorkspace(client.workspaceId, (tx) =>
      recordRenderStep(tx, { renderId, step: 'end', change: { to: 'CANCELED' } }),
    );
    expect(await send(event())).toBe(410);
    expect(hints()).toBe(0);
  });

  it('have no address where no token is set', async () => {
    const closed = await startGateway();
    try {
      const answer = await fetch(`${closed.url}/callbacks/mediaconvert/null`, { method: 'POST', body: JSON.stringify(event()) });
      expect(answer.status).toBe(404);
    } finally {
      await closed.close();
    }
  });
});
