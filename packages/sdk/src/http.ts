import { setTimeout as sleep } from 'node:timers/promises';
import { RefusedError, type UserError, WorkprintError } from './errors.ts';

export interface Connection {
  /** Where the gateway is now, no slash at the end. */
  url: () => string;
  /** API key or JWT. */
  token: string;
  /** How long a gateway that is away is waited for. */
  patienceSeconds: number;
}

interface Answer<T> {
  data?: T | null;
  errors?: { message: string; extensions?: { code?: string; userErrors?: UserError[] } }[];
}

/** One GraphQL operation. @throws WorkprintError */
export async function requestOnce<T>({ url, token }: Connection, query: string, variables: object, signal?: AbortSignal): Promise<T> {
  let answer: Answer<T>;
  try {
    const response = await fetch(`${url()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
      signal,
    });
    answer = (await response.json()) as Answer<T>;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new WorkprintError('NETWORK', `the gateway at ${url()} does not answer`, { cause: error });
  }
  const [first] = answer.errors ?? [];
  if (first?.extensions?.userErrors) throw new RefusedError(first.extensions.userErrors);
  if (first) throw new WorkprintError(first.extensions?.code ?? 'UNKNOWN', first.message);
  if (!answer.data) throw new WorkprintError('NETWORK', 'the gateway sent no data');
  return answer.data;
}

/** As requestOnce, again while the gateway is away: for what may be said twice. */
export async function requestPatiently<T>(connection: Connection, query: string, variables: object, signal?: AbortSignal): Promise<T> {
  const until = Date.now() + connection.patienceSeconds * 1000;
  for (let pause = 100; ; pause = Math.min(pause * 2, 2000)) {
    try {
      return await requestOnce<T>(connection, query, variables, signal);
    } catch (error) {
      if (!(error instanceof WorkprintError) || error.code !== 'NETWORK' || Date.now() + pause > until) throw error;
      await sleep(pause, undefined, { signal });
    }
  }
}
