import { Agent, fetch as send } from 'undici';

/** How long one request to a provider may take, in milliseconds. */
export const REQUEST_LIMIT_MS = 30_000;

/** What became of the one request. `unknown`: it may have arrived. */
export type ExchangeResult =
  | { kind: 'answer'; status: number; headers: Headers; body: string }
  | { kind: 'not-sent'; why: string }
  | { kind: 'unknown'; why: string };

/** The way to a provider, whatever the SDK above it would like to repeat. */
export interface Exchange {
  /** Given to the SDK as its fetch. */
  fetch: typeof globalThis.fetch;
  /** What happened last; null while the SDK has not called. */
  result(): ExchangeResult | null;
}

/** Nothing was written before one of these: there was no connection yet. */
const BEFORE_SENDING = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** No kept-alive connections: one that the server closed meanwhile would leave it unknown whether a request arrived. */
const agent = new Agent({ pipelining: 0, connect: { timeout: 10_000 } });

/**
 * One HTTP request: a second call gets the first one's result and sends nothing.
 * @param options.mayStillSend asked as late as possible, right before the request; false: nothing is sent
 * @param options.signal aborts the request
 * @param options.limitMs how long it may take; REQUEST_LIMIT_MS when not given
 */
export function singleExchange(options: Options = {}): Exchange {
  return exchangeOf(options, () => 'the one');
}

/** Requests that buy nothing: one to each address, a second one there gets the first one's result. */
export function readingExchange(options: { signal: AbortSignal }): Exchange {
  return exchangeOf(options, (url) => url);
}

type Options = { mayStillSend?: () => boolean; signal?: AbortSignal; limitMs?: number };

function exchangeOf(options: Options, keyOf: (url: string) => string): Exchange {
  const sent = new Map<string, Promise<ExchangeResult>>();
  let last: ExchangeResult | null = null;
  return {
    fetch: async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      const key = keyOf(url);
      const answer = sent.get(key) ?? perform(url, init, options);
      sent.set(key, answer);
      last = await answer;
      return toResponse(last);
    },
    result: () => last,
  };
}

async function perform(url: string, init: RequestInit | undefined, options: Options): Promise<ExchangeResult> {
  if (options.mayStillSend && !options.mayStillSend()) return { kind: 'not-sent', why: 'the lease to send ran out first' };
  try {
    const response = await send(url, {
      method: init?.method ?? 'GET',
      headers: init?.headers as Record<string, string>,
      body: (init?.body ?? null) as string | null,
      redirect: 'manual',
      dispatcher: agent,
      signal: AbortSignal.any([AbortSignal.timeout(options.limitMs ?? REQUEST_LIMIT_MS), ...(options.signal ? [options.signal] : [])]),
    });
    const headers = new Headers([...response.headers]);
    return { kind: 'answer', status: response.status, headers, body: await response.text() };
  } catch (error) {
    const codes = causes(error);
    const why = codes.length > 0 ? codes.join(', ') : String(error);
    return { kind: codes.length > 0 && codes.every((c) => BEFORE_SENDING.has(c)) ? 'not-sent' : 'unknown', why };
  }
}

/**
 * The answer in a form that no SDK repeats: replicate 1.4.0 retries whatever throws and every 429 (six POSTs in all), fal's client 429 and
 * most 5xx, so a network error and these all become a 599; the true result is read from the exchange.
 */
function toResponse(result: ExchangeResult): Response {
  if (result.kind !== 'answer') return new Response(null, { status: 599, statusText: result.kind });
  const { status, headers, body } = result;
  if (status < 200 || status === 429 || status >= 500) return new Response(body, { status: 599, headers });
  return new Response([204, 205, 304].includes(status) ? null : body, { status, headers });
}

/** The error codes at the roots of an error: its cause's, or those of every address that was tried. */
function causes(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown[] };
  if (Array.isArray(errors) && errors.length > 0) return errors.flatMap(causes);
  const below = causes(cause);
  if (below.length > 0) return below;
  return typeof code === 'string' ? [code] : [];
}
