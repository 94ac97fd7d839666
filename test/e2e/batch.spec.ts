import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openRoom, type Room, type Tenant, until } from './room.ts';

jest.setTimeout(200_000);

let room: Room;
beforeAll(async () => {
  room = await openRoom();
}, 120_000);
afterAll(() => room?.close());

interface Batch {
  id: string;
  status: string;
  progress: { percent: number; queued: number; running: number; completed: number; failed: number; canceled: number };
}

const FIELDS = 'id status progress { percent queued running completed failed canceled }';

async function ask(tenant: Tenant, query: string, variables: object) {
  const response = await fetch(`${room.stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tenant.apiKey}` },
    body: JSON.stringify({ query, variables }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: answers of several shapes
  return ((await response.json()) as { data: any }).data;
}

const timeline = {
  version: 1,
  canvas: { width: 64, height: 36, fps: 10 },
  tracks: [{ clips: [{ type: 'text', text: '{{name}}', start: 0, length: 0.3, style: { size: 12 } }] }],
};

describe('a batch of 1,000 rows', () => {
  it('is taken in one call, shown as one progress, and cancelled as one', async () => {
    const tenant = await room.tenant();
    const rows = Array.from({ length: 1000 }, (_, i) => ({ name: `n${i}` }));
    const create = `mutation ($input: CreateRenderBatchInput!) { createRenderBatch(input: $input) { batch { ${FIELDS} } userErrors { message } } }`;
    const { batch, userErrors } = (await ask(tenant, create, { input: { timeline, rows } })).createRenderBatch;
    expect(userErrors).toEqual([]);
    const look = async (): Promise<Batch> =>
      (await ask(tenant, `query ($id: ID!) { renderBatch(id: $id) { ${FIELDS} } }`, batch)).renderBatch;
    const some = await until('the first videos', async () => {
      const now = await look();
      return now.progress.completed >= 3 && now;
    });
    expect(some).toMatchObject({ status: 'RUNNING', progress: { failed: 0, canceled: 0 } });
    expect(some.progress.percent).toBeGreaterThan(0);

    await ask(tenant, 'mutation ($id: ID!) { cancelRenderBatch(id: $id) { userErrors { message } } }', batch);
    const over = await until(
      'the end',
      async () => {
        const now = await look();
        return now.status === 'CANCELED' && now;
      },
      150,
    );
    const { completed, canceled, ...rest } = over.progress;
    expect(rest).toEqual({ percent: 100, queued: 0, running: 0, failed: 0 });
    expect(completed).toBeGreaterThanOrEqual(3);
    expect(completed + canceled).toBe(1000);
  });
});
