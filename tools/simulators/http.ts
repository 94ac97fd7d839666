import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** A request as handlers see it. */
export interface Call {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  /** The parts of the path that `:name` stood for. */
  params: Record<string, string>;
  body: unknown;
}

export type Answer =
  /** `cut`: the connection breaks in the middle of the body. */
  | { status: number; json?: unknown; headers?: Record<string, string>; cut?: true }
  | { file: string; contentType: string }
  | { bytes: string; contentType: string }
  /** Breaks the connection without a word. */
  | { reset: true };

export interface Route {
  method: string;
  /** For instance "/generations/:id". */
  path: string;
  handle(call: Call): Answer | Promise<Answer>;
}

/** A server that knows nothing but these routes; anything else is 404. */
export function createRouter(routes: Route[]): Server {
  return createServer((request, response) => {
    answer(routes, request).then(
      (result) => write(request, response, result),
      (error: Error) => write(request, response, { status: 500, json: { detail: error.message } }),
    );
  });
}

async function answer(routes: Route[], request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  const method = request.method ?? 'GET';
  for (const route of routes) {
    const params = route.method === method ? match(route.path, url.pathname) : null;
    if (!params) continue;
    const text = await read(request);
    let body: unknown;
    try {
      body = text ? JSON.parse(text) : undefined;
    } catch {
      return { status: 400, json: { detail: 'The body is not JSON.' } };
    }
    return route.handle({ method, url, headers: request.headers, params, body });
  }
  return { status: 404, json: { detail: 'Not found.' } };
}

function match(path: string, pathname: string): Record<string, string> | null {
  const wanted = path.split('/');
  const given = pathname.replace(/\/$/, '').split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const value = given[i] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return params;
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

async function write(request: IncomingMessage, response: ServerResponse, result: Answer): Promise<void> {
  if ('reset' in result) {
    request.socket.resetAndDestroy();
    return;
  }
  if ('bytes' in result) {
    response.writeHead(200, { 'content-type': result.contentType, 'content-length': Buffer.byteLength(result.bytes) });
    response.end(result.bytes);
    return;
  }
  if ('file' in result) {
    const found = await stat(result.file).catch(() => null);
    if (!found) return write(request, response, { status: 404, json: { detail: 'Not found.' } });
    response.writeHead(200, { 'content-type': result.contentType, 'content-length': found.size });
    createReadStream(result.file).pipe(response);
    return;
  }
  const text = result.json === undefined ? '' : JSON.stringify(result.json);
  const problem = result.status >= 400 ? 'application/problem+json' : 'application/json';
  if (result.cut) {
    response.writeHead(result.status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    response.write(text.slice(0, text.length / 2), () => request.socket.resetAndDestroy());
    return;
  }
  response.writeHead(result.status, { ...(text ? { 'content-type': problem } : {}), ...result.headers });
  response.end(text);
}
