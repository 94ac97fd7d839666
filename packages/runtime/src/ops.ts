import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';

export interface WorkerStats {
  processed: number;
  failed: number;
  lastJobAt: Date | null;
}

export interface OpsOptions {
  /** 0: a free one. */
  port: number;
  /** 127.0.0.1 when not given. */
  host?: string;
  workerId: string;
  metrics: Metrics;
  /** Workers only: adds /stats. */
  stats?: () => WorkerStats;
  /** What must answer before work is taken, by name; each has 3 s. */
  ready?: Record<string, () => Promise<unknown>>;
}

export interface OpsServer {
  port: number;
  /** From now on /ready says 503: call it when a graceful stop begins. */
  drain(): void;
  close(): Promise<void>;
}

const CHECK_MS = 3000;

/** Serves /health (the process turns), /ready (503 until every check passes), /metrics and, for workers, /stats. */
export async function serveOps({ port, host = '127.0.0.1', workerId, metrics, stats, ready = {} }: OpsOptions): Promise<OpsServer> {
  let draining = false;
  const uptime = (): number => Math.round(process.uptime());

  const routes: Record<string, () => Promise<{ status: number; body: unknown }>> = {
    '/health': async () => ({ status: 200, body: { status: 'ok', worker_id: workerId, uptime: uptime() } }),
    '/ready': async () => {
      const checks = Object.fromEntries(
        await Promise.all(Object.entries(ready).map(async ([name, check]) => [name, await verdict(check)])),
      );
      const good = !draining && Object.values(checks).every((v) => v === 'ok');
      return { status: good ? 200 : 503, body: { status: draining ? 'draining' : good ? 'ok' : 'not ready', checks } };
    },
    '/metrics': async () => ({ status: 200, body: await metrics.registry.metrics() }),
  };
  if (stats) {
    routes['/stats'] = async () => {
      const { processed, failed, lastJobAt } = stats();
      return { status: 200, body: { worker_id: workerId, processed, failed, lastJobAt, uptime: uptime() } };
    };
  }

  const server = createServer(async (request, response) => {
    const route = routes[(request.url ?? '').split('?')[0] ?? ''];
    const { status, body } = route
      ? await route().catch((error: Error) => ({ status: 500, body: { error: error.message } }))
      : { status: 404, body: { error: 'no such page' } };
    const text = typeof body === 'string';
    response.writeHead(status, { 'content-type': text ? metrics.registry.contentType : 'application/json' });
    response.end(text ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    drain: () => {
      draining = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function verdict(check: () => Promise<unknown>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('no answer'), CHECK_MS);
  });
  const answer = (async () => check())().then(
    () => 'ok',
    (error: Error) => error.message || error.name,
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
