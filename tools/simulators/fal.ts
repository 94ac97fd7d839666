import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign as signBytes } from 'node:crypto';
import { deliver } from './callbacks.ts';
import { CREATE_FAULTS, type Faults } from './faults.ts';
import type { Answer, Call, Route } from './http.ts';
import type { Job, JobStore } from './jobs.ts';
import { isPicture, seconds, text } from './values.ts';

export const FAL_MODERATION = 'The content could not be processed because it contained material flagged by a content checker.';
const STATUS = { queued: 'IN_QUEUE', running: 'IN_PROGRESS', succeeded: 'COMPLETED', failed: 'COMPLETED', canceled: 'COMPLETED' } as const;
/** US dollars for a second of video, and for a picture of one megapixel. */
const VIDEO_SECOND = 0.045;
const PICTURE = 0.003;
/** An endpoint has an owner, an app and up to so many parts more. */
const MOST_PARTS = 4;
const USER = 'github|simulated';

/** fal's client reads errors only where they say that they are plain JSON. */
const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  json: body,
  headers: { 'content-type': 'application/json', ...headers },
});
const refuse = (status: number, detail: unknown, headers?: Record<string, string>): Answer => json(status, { detail }, headers);

/** Signs webhooks as fal does: Ed25519, in hex, over request id, user id, timestamp and the body's SHA-256. */
export interface FalSigner {
  /** The key set at /.well-known/jwks.json. */
  keys: { keys: Record<string, unknown>[] };
  sign(requestId: string, timestamp: string, body: string): Record<string, string>;
}

export function openFalSigner(): FalSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    keys: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'simulated', use: 'sig', alg: 'EdDSA' }] },
    sign: (requestId, timestamp, body) => signed(privateKey, requestId, timestamp, body),
  };
}

function signed(key: KeyObject, requestId: string, timestamp: string, body: string): Record<string, string> {
  const message = [requestId, USER, timestamp, createHash('sha256').update(body).digest('hex')].join('\n');
  return {
    'x-fal-webhook-request-id': requestId,
    'x-fal-webhook-user-id': USER,
    'x-fal-webhook-timestamp': timestamp,
    'x-fal-webhook-signature': signBytes(null, Buffer.from(message), key).toString('hex'),
  };
}

/** fal's queue below `base` ("/fal"). It has no listing. */
export function falRoutes(base: string, origin: () => string, signer: FalSigner, jobs: JobStore, faults: Faults): Route[] {
  const guarded = (handle: Route['handle']): Route['handle'] => {
    return (call) =>
      /^Key \S+/.test(call.headers.authorization ?? '') ? handle(call) : refuse(401, 'No user found for Key ID and Secret');
  };
  const one = (handle: (job: Job) => Answer): Route['handle'] =>
    guarded((call) => {
      const job = jobs.find('fal', call.params.id ?? '');
      if (!job) return refuse(404, 'Request not found');
      const fault = faults.take(['http-get'], 'fal', job.prompt);
      return fault ? refuse(fault.status ?? 503, 'Service unavailable') : handle(job);
    });
  const root = `${base}/:owner/:app`;
  const endpoints = Array.from({ length: MOST_PARTS + 1 }, (_, parts) => root + '/:part'.repeat(parts));
  const submit = guarded((call) => take(call, base, origin(), jobs, faults));
  return [
    { method: 'GET', path: `${base}/.well-known/jwks.json`, handle: () => json(200, signer.keys) },
    {
      method: 'GET',
      path: `${root}/requests/:id/status`,
      handle: one((job) => json(job.endedAt ? 200 : 202, statusOf(job, base, origin()))),
    },
    { method: 'GET', path: `${root}/requests/:id`, handle: one((job) => resultOf(job, origin(), jobs.profile().keepMs)) },
    {
      method: 'PUT',
      path: `${root}/requests/:id/cancel`,
      handle: one((job) => {
        if (job.endedAt) return json(400, { status: 'ALREADY_COMPLETED' });
        jobs.cancel(job);
        return json(202, { status: 'CANCELLATION_REQUESTED' });
      }),
    },
    ...endpoints.map((path) => ({ method: 'POST', path, handle: submit })),
  ];
}

async function take(call: Call, base: string, origin: string, jobs: JobStore, faults: Faults): Promise<Answer> {
  const model = call.url.pathname.slice(base.length + 1);
  if (call.params.owner !== 'fal-ai') return refuse(404, `Application ${model.split('/')[1]} not found`);
  const body = (call.body ?? {}) as Record<string, unknown>;
  const prompt = text(body.prompt) ?? '';
  const fault = faults.take(CREATE_FAULTS, 'fal', prompt);
  if (fault?.kind === 'reset-before') return { reset: true };
  if (fault?.kind === 'http') {
    const headers = fault.status === 429 ? { 'retry-after': String(fault.retryAfter ?? 1) } : undefined;
    return refuse(fault.status ?? 500, fault.message ?? (fault.status === 429 ? 'Too many requests' : 'Internal server error'), headers);
  }
  const length = isPicture(model) ? 0 : (seconds(body.duration) ?? 5);
  const film = { provider: 'fal', model, prompt, seconds: length, ...frameSize(text(body.aspect_ratio)) };
  const callbackUrl = call.url.searchParams.get('fal_webhook');
  const price = length === 0 ? PICTURE : VIDEO_SECOND * length;
  const job = jobs.accept({ id: randomUUID(), provider: 'fal', model, prompt, body, callbackUrl, price }, film);
  const answer = { ...statusOf(job, base, origin), gateway_request_id: job.id };
  if (fault?.kind === 'lost-response') return { reset: true };
  if (fault?.kind === 'http-after') return refuse(fault.status ?? 502, 'Bad gateway');
  if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? 1_000));
  if (fault?.kind === 'cut-body') return { status: 200, json: answer, cut: true };
  return json(200, answer);
}

function frameSize(ratio: string | null): { width: number; height: number } {
  if (ratio === '9:16') return { width: 720, height: 1280 };
  return ratio === '1:1' ? { width: 720, height: 720 } : { width: 1280, height: 720 };
}

function statusOf(job: Job, base: string, origin: string): Record<string, unknown> {
  const url = `${origin}${base}/${job.model.split('/').slice(0, 2).join('/')}/requests/${job.id}`;
  const status = STATUS[job.phase];
  return {
    ...{ status, request_id: job.id, response_url: url, status_url: `${url}/status`, cancel_url: `${url}/cancel`, logs: null },
    ...(status === 'IN_QUEUE' ? { queue_position: 0 } : {}),
    ...(job.phase === 'succeeded' ? { metrics: { inference_time: 4.2 } } : {}),
  };
}

/** What the model answered, or how it failed. */
function resultOf(job: Job, origin: string, keepMs: number): Answer {
  if (!job.endedAt) return refuse(400, 'Request is still in progress');
  if (Date.now() - job.endedAt.getTime() > keepMs) return refuse(404, 'Request not found');
  const { status, body } = endOf(job, origin);
  const units = job.price / (isPicture(job.model) ? PICTURE : VIDEO_SECOND);
  return json(status, body, status === 200 ? { 'x-fal-billable-units': String(Number(units.toFixed(3))) } : {});
}

function endOf(job: Job, origin: string): { status: number; body: Record<string, unknown> } {
  if (job.phase === 'canceled')
    return { status: 499, body: { detail: 'Request was cancelled by the client', error_type: 'client_cancelled' } };
  if (job.error === FAL_MODERATION) {
    const flagged = { loc: ['body', 'prompt'], msg: job.error, type: 'content_policy_violation' };
    return { status: 422, body: { detail: [flagged] } };
  }
  if (job.phase === 'failed') return { status: 500, body: { detail: job.error, error_type: 'runner_server_error' } };
  if (!isPicture(job.model)) {
    const file = { url: `${origin}/files/${job.id}.mp4`, content_type: 'video/mp4', file_name: 'output.mp4' };
    return { status: 200, body: { video: file } };
  }
  const image = { url: `${origin}/files/${job.id}.png`, content_type: 'image/png', width: 1280, height: 720 };
  return { status: 200, body: { images: [image], seed: 42, has_nsfw_concepts: [false], prompt: job.prompt } };
}

/** Sends the signed webhook of a job's end; fal says nothing before. */
export async function falWebhook(job: Job, origin: string, signer: FalSigner): Promise<void> {
  if (!job.callbackUrl || !job.endedAt || job.phase === 'canceled') return;
  const { status, body: payload } = endOf(job, origin);
  const ids = { request_id: job.id, gateway_request_id: job.id };
  const body = JSON.stringify(
    status === 200
      ? { ...ids, status: 'OK', error: null, payload }
      : { ...ids, status: 'ERROR', error: `Invalid status code: ${status}`, payload },
  );
  const headers = (): Record<string, string> => signer.sign(job.id, String(Math.floor(Date.now() / 1000)), body);
  await deliver(job, job.callbackUrl, body, { headers, accept: (answer) => answer >= 200 && answer < 300, pauses: [500, 1000, 2000] });
}
