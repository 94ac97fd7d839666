import { type Readable, Transform } from 'node:stream';
import { Agent, type Dispatcher, request } from 'undici';
import { isPublicAddress, type Lookup, publicLookup } from './addresses.ts';
import { GuardError } from './errors.ts';

export interface GuardedFetchOptions {
  /** Bytes the body may have. */
  maxBytes: number;
  /** "host:port" of servers that may be private: the simulators, tests' servers. Exactly these; redirects are checked anew. */
  allowHosts?: readonly string[];
  signal?: AbortSignal;
  /** For the whole thing, body included; 10 minutes when not given. A silent server is given up after 30 s anyway. */
  timeoutMs?: number;
  headers?: Record<string, string>;
  /** How names are resolved; the system's way when not given. */
  lookup?: Lookup;
}

export interface GuardedResponse {
  /** Where it came from after redirects. */
  url: string;
  status: number;
  /** Without parameters, lower case; null when not said. */
  contentType: string | null;
  /** As announced; null when not. */
  contentLength: number | null;
  /** Fails with a GuardError when it grows too large, breaks off or takes too long. Read it or destroy it. */
  body: Readable;
}

const REDIRECTS = 5;
const SILENCE_MS = 30_000;
const CONNECT_MS = 10_000;

/**
 * GETs a public http(s) address: every connected address is checked, every redirect by hand, nothing is decoded, the size is capped.
 * Only a 2xx answer is returned. @throws GuardError
 */
export async function guardedFetch(url: string | URL, options: GuardedFetchOptions): Promise<GuardedResponse> {
  const deadline = AbortSignal.timeout(options.timeoutMs ?? 600_000);
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
  let target = parse(url);
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const agent = agentFor(target, options);
    try {
      const answer = await ask(target, agent, options, signal);
      const location = redirectOf(answer);
      if (location === null) return deliver(target, answer, agent, options, signal);
      answer.body.on('error', () => {}).destroy();
      target = parse(location, target);
    } catch (error) {
      destroy(agent);
      throw typed(error, target, options.signal);
    }
    destroy(agent);
  }
  throw new GuardError('FETCH_FAILED', `${target.host} redirects more than ${REDIRECTS} times`);
}

function parse(url: string | URL, base?: URL): URL {
  let parsed: URL;
  try {
    parsed = new URL(url, base);
  } catch {
    throw new GuardError('ADDRESS_REFUSED', 'this is not an absolute http(s) address');
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')
    throw new GuardError('ADDRESS_REFUSED', `${parsed.protocol} addresses are not fetched`);
  if (parsed.username || parsed.password) throw new GuardError('ADDRESS_REFUSED', 'addresses with a user or password are not fetched');
  return parsed;
}

function agentFor(target: URL, { allowHosts = [], lookup }: GuardedFetchOptions): Agent {
  const port = target.port || (target.protocol === 'https:' ? '443' : '80');
  if (allowHosts.includes(`${target.hostname}:${port}`)) return new Agent({ connect: { timeout: CONNECT_MS } });
  // A literal address is connected to without a lookup. The URL parser has made 0x7f.1, 2130706433 and the like plain by now.
  const literal = target.hostname.startsWith('[') ? target.hostname.slice(1, -1) : target.hostname;
  if (/^[\d.]+$|:/.test(literal) && !isPublicAddress(literal))
    throw new GuardError('ADDRESS_REFUSED', `${target.hostname} is not a public address`);
  return new Agent({ connect: { timeout: CONNECT_MS, lookup: publicLookup(lookup) as never } });
}

const ask = (target: URL, dispatcher: Agent, options: GuardedFetchOptions, signal: AbortSignal): Promise<Dispatcher.ResponseData> =>
  request(target, {
    dispatcher,
    signal,
    headersTimeout: SILENCE_MS,
    bodyTimeout: SILENCE_MS,
    headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'workprint', ...options.headers },
  });

function redirectOf({ statusCode, headers }: Dispatcher.ResponseData): string | null {
  if (statusCode < 300 || statusCode > 399) return null;
  const { location } = headers;
  if (typeof location !== 'string') throw new GuardError('FETCH_FAILED', `status ${statusCode} without a location`, { status: statusCode });
  return location;
}

function deliver(
  target: URL,
  answer: Dispatcher.ResponseData,
  agent: Agent,
  options: GuardedFetchOptions,
  signal: AbortSignal,
): GuardedResponse {
  const { statusCode: status, headers } = answer;
  const fail = (error: GuardError): never => {
    answer.body.on('error', () => {}).destroy();
    throw error;
  };
  if (status < 200 || status > 299) fail(new GuardError('FETCH_FAILED', `${target.host} answered with status ${status}`, { status }));
  const announced = Number(headers['content-length'] ?? Number.NaN);
  const contentLength = Number.isFinite(announced) ? announced : null;
  const tooLarge = (): GuardError => new GuardError('MEDIA_TOO_LARGE', `${target.host} sends more than ${options.maxBytes} bytes`);
  if (contentLength !== null && contentLength > options.maxBytes) fail(tooLarge());

  let bytes = 0;
  const body = new Transform({
    transform(part: Buffer, _, done) {
      bytes += part.length;
      if (bytes > options.maxBytes) done(tooLarge());
      else done(null, part);
    },
  });
  // Whoever reads it hears of the error from the stream itself; before anybody listens it must not end the process.
  body.on('error', () => {});
  answer.body.on('error', (error) => body.destroy(typed(signal.aborted ? signal.reason : error, target, options.signal)));
  body.on('close', () => {
    answer.body.destroy();
    destroy(agent);
  });
  answer.body.pipe(body);
  const type = headers['content-type'];
  const contentType = typeof type === 'string' ? (type.split(';')[0]?.trim().toLowerCase() ?? null) : null;
  return { url: target.href, status, contentType, contentLength, body };
}

/** The caller's abort stays what it is; everything else becomes a GuardError. */
function typed(error: unknown, target: URL, callers: AbortSignal | undefined): Error {
  if (callers?.aborted) return callers.reason instanceof Error ? callers.reason : new Error(String(callers.reason));
  for (let e = error; e instanceof Error; e = e.cause) {
    if (e instanceof GuardError) return e;
    const inner = e instanceof AggregateError ? e.errors.find((x) => x instanceof GuardError) : undefined;
    if (inner) return inner;
  }
  const reason = error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code || error.name : String(error);
  return new GuardError('FETCH_FAILED', `${target.host} could not be fetched: ${reason}`, { cause: error });
}

function destroy(agent: Agent): void {
  agent.destroy().catch(() => {});
}
