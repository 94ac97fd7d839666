import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { documents } from './documents.ts';
import { WorkprintError } from './errors.ts';
import { type Connection, requestPatiently } from './http.ts';

export interface FollowOptions {
  /** Events after this number; 0 (all) when not given. */
  after?: number;
  signal?: AbortSignal;
  /** Told that the connection was lost and is made again, from the number given. */
  onReconnect?: (after: number) => void;
}

interface Event {
  seq: number;
  type: string;
}

const QUERIES = { render: documents.renderEvents, generation: documents.generationEvents };
const TERMINAL = { render: ['COMPLETED', 'FAILED', 'CANCELED'], generation: ['COMPLETED', 'FAILED', 'CANCELED', 'PARKED'] };
/** Close codes that trying again will not mend. */
const REFUSED: Record<number, string> = { 4400: 'BAD_REQUEST', 4401: 'UNAUTHENTICATED', 4403: 'UNAUTHENTICATED', 4406: 'BAD_REQUEST' };

/**
 * The stored events of a render or generation after a number, each exactly once and in order, with PROGRESS between them (it
 * carries the last stored number); ends after the terminal one. A lost connection is made again, from where it was.
 * @throws WorkprintError
 */
export async function* follow<E extends Event>(
  connection: Connection,
  kind: 'render' | 'generation',
  id: string,
  { after = 0, signal, onReconnect }: FollowOptions,
): AsyncGenerator<E, void> {
  const patience = connection.patienceSeconds * 1000;
  let last = after;
  let pause = 100;
  let patientUntil = Date.now() + patience;
  while (!signal?.aborted) {
    try {
      for await (const event of once<E>(connection, kind, id, last, signal)) {
        const stored = event.type !== 'PROGRESS';
        if (stored ? event.seq <= last : event.seq < last) continue;
        last = event.seq;
        pause = 100;
        patientUntil = Date.now() + patience;
        yield event;
        if (stored && TERMINAL[kind].includes(event.type)) return;
      }
      if (signal?.aborted || (await isOver(connection, kind, id, last, signal))) return;
    } catch (error) {
      if (signal?.aborted) return;
      if (!(error instanceof WorkprintError) || error.code !== 'NETWORK' || Date.now() > patientUntil) throw error;
    }
    await sleep(pause, undefined, { signal }).catch(() => {});
    pause = Math.min(pause * 2, 2000);
    if (!signal?.aborted) onReconnect?.(last);
  }
}

/** One connection's worth of events. */
async function* once<E>(
  { url, token }: Connection,
  kind: 'render' | 'generation',
  id: string,
  after: number,
  signal?: AbortSignal,
): AsyncGenerator<E, void> {
  const client = createClient({
    url: `${url().replace(/^http/, 'ws')}/graphql`,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
    keepAlive: 10_000,
  });
  const stop = () => client.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const results = client.iterate<{ events: E }>({ query: QUERIES[kind], variables: { id, after } });
    for await (const { data, errors } of results) {
      if (errors) throw asError(errors);
      if (data) yield data.events;
    }
  } catch (error) {
    throw asError(error);
  } finally {
    signal?.removeEventListener('abort', stop);
    await client.dispose();
  }
}

const asError = (error: unknown): WorkprintError => {
  if (error instanceof WorkprintError) return error;
  if (Array.isArray(error)) {
    const [first] = error as { message: string; extensions?: { code?: string } }[];
    const code = first?.extensions?.code ?? 'UNKNOWN';
    return new WorkprintError(code === 'INTERNAL_SERVER_ERROR' ? 'NETWORK' : code, first?.message ?? 'refused');
  }
  const code = (error as { code?: unknown } | null)?.code;
  const refused = typeof code === 'number' ? REFUSED[code] : undefined;
  return new WorkprintError(refused ?? 'NETWORK', refused ? 'the gateway refused the connection' : 'the connection was lost', {
    cause: error,
  });
};

/** Whether the stream ended because nothing follows, and not because the gateway went away politely. */
async function isOver(
  connection: Connection,
  kind: 'render' | 'generation',
  id: string,
  last: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const query = `query ($id: ID!) { it: ${kind}(id: $id) { status lastSeq } }`;
  const { it } = await requestPatiently<{ it: { status: string; lastSeq: number } | null }>(connection, query, { id }, signal);
  return !it || (TERMINAL[kind].includes(it.status) && it.lastSeq <= last);
}
