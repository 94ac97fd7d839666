import { expect, it } from '@jest/globals';
import { createMetrics } from './metrics.ts';
import { serveOps } from './ops.ts';

it('serves health, readiness, metrics and stats', async () => {
  const metrics = createMetrics('spec');
  metrics.counter('workprint_spec_total', 'for the spec', ['kind']).inc({ kind: 'a' });
  let database = false;
  const lastJobAt = new Date('2026-01-01T00:00:00Z');
  const ops = await serveOps({
    port: 0,
    workerId: 'spec@host-1',
    metrics,
    stats: () => ({ processed: 3, failed: 1, lastJobAt }),
    ready: {
      database: async () => {
        if (!database) throw new Error('connection refused');
      },
      store: async () => 'anything',
    },
  });
  const get = async (path: string): Promise<[number, unknown]> => {
    const answer = await fetch(`http://127.0.0.1:${ops.port}${path}`);
    const text = await answer.text();
    return [answer.status, answer.headers.get('content-type') === 'application/json' ? JSON.parse(text) : text];
  };
  expect(await get('/health')).toEqual([200, { status: 'ok', worker_id: 'spec@host-1', uptime: expect.any(Number) }]);
  expect(await get('/ready')).toEqual([503, { status: 'not ready', checks: { database: 'connection refused', store: 'ok' } }]);
  database = true;
  expect(await get('/ready')).toEqual([200, { status: 'ok', checks: { database: 'ok', store: 'ok' } }]);
  expect(await get('/stats')).toEqual([
    200,
    { worker_id: 'spec@host-1', processed: 3, failed: 1, lastJobAt: lastJobAt.toISOString(), uptime: expect.any(Number) },
  ]);
  expect((await get('/metrics'))[1]).toContain('workprint_spec_total{kind="a",service="spec"} 1');
  expect((await get('/nothing'))[0]).toBe(404);
  ops.drain();
  expect((await get('/ready'))[0]).toBe(503);
  await ops.close();
});
