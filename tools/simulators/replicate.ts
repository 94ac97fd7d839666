import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { deliver } from './callbacks.ts';
import { CREATE_FAULTS, type Faults } from './faults.ts';
import type { Answer, Call, Route } from './http.ts';
import type { Job, JobStore } from './jobs.ts';
import { latestVersion, modelOf, versionOf } from './replicate-models.ts';
import { isPicture, seconds, text } from './values.ts';

export const REPLICATE_MODERATION = 'The input or output was flagged as sensitive. Please try again with different inputs. (E005)';
const PAGE = 100;
const STATUS = { queued: 'starting', running: 'processing', succeeded: 'succeeded', failed: 'failed', canceled: 'canceled' } as const;
/** US dollars a second of prediction, as for an A100. */
const RATE = 0.0014;
/** Deliberately slower than the simulator's clock: what a real model would have billed for a second of video. */
const PREDICT_SECONDS_PER_SECOND = 12;
const PICTURE_SECONDS = 3;

const problem = (status: number, title: string | null, detail: string, headers?: Record<string, string>): Answer => ({
  status,
  json: { ...(title ? { title } : {}), detail, status },
  ...(headers ? { headers } : {}),
});

/** Signs as Standard Webhooks do. @param secret "whsec_<base64>" */
export function sign(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** Replicate's HTTP API below `base` ("/replicate/v1"). `origin` is known only after listening. */
export function replicateRoutes(base: string, origin: () => string, secret: string, jobs: JobStore, faults: Faults): Route[] {
  const guarded = (handle: Route['handle']): Route['handle'] => {
    return (call) =>
      /^(Bearer|Token) \S+/.test(call.headers.authorization ?? '')
        ? handle(call)
        : problem(401, 'Unauthenticated', 'You did not pass a valid authentication token');
  };
  const one = (handle: (job: Job, call: Call) => Answer): Route['handle'] =>
    guarded((call) => {
      const job = jobs.find('replicate', call.params.id ?? '');
      if (!job) return problem(404, null, 'The requested resource could not be found.');
      const fault = faults.take(['http-get'], 'replicate', job.prompt);
      return fault ? problem(fault.status ?? 503, null, 'Service unavailable.') : handle(job, call);
    });
  const model = (shown: (owner: string, name: string, version: string) => unknown): Route['handle'] =>
    guarded(({ params: { owner = '', name = '', version = '' } }) => {
      const fault = faults.take(['http-model'], 'replicate', `${owner}/${name}`);
      return fault ? problem(fault.status ?? 503, null, 'Service unavailable.') : { status: 200, json: shown(owner, name, version) };
    });
  const wire = (job: Job): Record<string, unknown> => predictionOf(job, `${origin()}${base}`, origin(), jobs.profile().keepMs);
  const create = guarded((call) => createPrediction(call, jobs, faults, wire));
  return [
    { method: 'POST', path: `${base}/predictions`, handle: create },
    { method: 'POST', path: `${base}/models/:owner/:name/predictions`, handle: create },
    {
      method: 'GET',
      path: `${base}/predictions`,
      handle: guarded((call) => listPredictions(call, jobs, faults, `${origin()}${base}`, wire)),
    },
    { method: 'GET', path: `${base}/predictions/:id`, handle: one((job) => ({ status: 200, json: wire(job) })) },
    {
      method: 'POST',
      path: `${base}/predictions/:id/cancel`,
      handle: one((job) => {
        jobs.cancel(job);
        return { status: 200, json: wire(job) };
      }),
    },
    { method: 'GET', path: `${base}/models/:owner/:name`, handle: model((owner, name) => modelOf(owner, name, origin())) },
    { method: 'GET', path: `${base}/models/:owner/:name/versions/:version`, handle: model((_owner, _name, version) => versionOf(version)) },
    { method: 'GET', path: `${base}/webhooks/default/secret`, handle: guarded(() => ({ status: 200, json: { key: secret } })) },
    {
      method: 'GET',
      path: `${base}/account`,
      handle: guarded(() => ({ status: 200, json: { type: 'organization', username: 'simulated', name: 'Simulated' } })),
    },
  ];
}

async function createPrediction(call: Call, jobs: JobStore, faults: Faults, wire: (job: Job) => unknown): Promise<Answer> {
  const body = (call.body ?? {}) as Record<string, unknown>;
  const input = body.input;
  if (typeof input !== 'object' || input === null) {
    return problem(422, 'Input validation failed', '- input is required\n');
  }
  const fields = input as Record<string, unknown>;
  if (typeof fields.prompt !== 'string' || fields.prompt === '') {
    return problem(422, 'Input validation failed', '- input: prompt is required\n');
  }
  const named = call.params.owner ? `${call.params.owner}/${call.params.name}` : null;
  const version = text(body.version)?.split(':').at(-1) ?? null;
  if (!named && !/^[0-9a-f]{64}$/.test(version ?? '')) {
    return problem(
      422,
      'Invalid version or not permitted',
      'The specified version does not exist (or perhaps you don’t have permission to use it?)',
    );
  }
  const prompt = fields.prompt;
  const fault = faults.take(CREATE_FAULTS, 'replicate', prompt);
  if (fault?.kind === 'reset-before') return { reset: true };
  if (fault?.kind === 'http') {
    const headers = { 'ratelimit-remaining': '0', 'ratelimit-reset': '1', 'retry-after': String(fault.retryAfter ?? 1) };
    if (fault.status === 429)
      return problem(429, null, `Request was throttled. Expected available in ${fault.retryAfter ?? 1} second.`, headers);
    return problem(fault.status ?? 500, null, fault.message ?? 'Internal server error');
  }
  const picture = isPicture(named ?? '');
  const length = picture ? 0 : (seconds(fields.duration) ?? 5);
  const job = jobs.accept(
    {
      id: randomBytes(20).toString('hex').slice(0, 26),
      provider: 'replicate',
      model: named ?? 'simulated/model',
      prompt,
      body,
      callbackUrl: text(body.webhook),
      price: RATE * (picture ? PICTURE_SECONDS : length * PREDICT_SECONDS_PER_SECOND),
    },
    { provider: 'replicate', model: named ?? 'by version', prompt, seconds: length, ...frameSize(fields) },
  );
  if (fault?.kind === 'lost-response') return { reset: true };
  if (fault?.kind === 'http-after') return problem(fault.status ?? 502, null, 'Bad gateway');
  if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? 1_000));
  if (fault?.kind === 'cut-body') return { status: 201, json: wire(job), cut: true };
  const wait = /^wait(?:=(\d+))?/.exec(text(call.headers.prefer) ?? '');
  if (wait) await until(() => job.endedAt !== null, Number(wait[1] ?? 60) * 1000);
  return { status: 201, json: wire(job) };
}

function frameSize(fields: Record<string, unknown>): { width: number; height: number } {
  const [w, h] = (text(fields.aspect_ratio) ?? '16:9').split(':').map(Number);
  if (!w || !h || w === h) return w && w === h ? { width: 720, height: 720 } : { width: 1280, height: 720 };
  return w > h ? { width: Math.round((720 * w) / h / 2) * 2, height: 720 } : { width: 720, height: Math.round((720 * h) / w / 2) * 2 };
}

function listPredictions(call: Call, jobs: JobStore, faults: Faults, base: string, wire: (job: Job) => Record<string, unknown>): Answer {
  const fault = faults.take(['http-list'], 'replicate', '');
  if (fault) return problem(fault.status ?? 503, null, 'Service unavailable.');
  const all = jobs.list('replicate');
  const cursor = call.url.searchParams.get('cursor');
  const from = cursor ? all.findIndex((j) => j.id === cursor) : 0;
  const page = all.slice(Math.max(0, from), Math.max(0, from) + PAGE);
  const next = all[Math.max(0, from) + PAGE];
  const shown = (job: Job): unknown => {
    const { webhook, ...rest } = wire(job);
    return jobs.listsCallbacks() && webhook ? { ...rest, webhook } : rest;
  };
  return { status: 200, json: { previous: null, next: next ? `${base}/predictions?cursor=${next.id}` : null, results: page.map(shown) } };
}

function predictionOf(job: Job, base: string, origin: string, keepMs: number): Record<string, unknown> {
  const removed = job.endedAt !== null && Date.now() - job.endedAt.getTime() > keepMs;
  const done = job.phase === 'succeeded';
  const film = Number(job.price) / RATE;
  return {
    id: job.id,
    model: job.model,
    version: text(job.body.version)?.split(':').at(-1) ?? latestVersion(job.model),
    input: removed ? {} : job.body.input,
    logs: job.startedAt && !removed ? 'Using seed: 42\n' : '',
    output: done && !removed ? `${origin}/files/${job.id}.${isPicture(job.model) ? 'png' : 'mp4'}` : null,
    data_removed: removed,
    error: job.error,
    source: 'api',
    status: STATUS[job.phase],
    created_at: job.createdAt.toISOString(),
    ...(job.startedAt ? { started_at: job.startedAt.toISOString() } : {}),
    ...(job.endedAt ? { completed_at: job.endedAt.toISOString() } : {}),
    ...(done ? { metrics: { predict_time: film, total_time: film + 1 } } : {}),
    ...(job.body.webhook ? { webhook: job.body.webhook } : {}),
    ...(job.body.webhook_events_filter ? { webhook_events_filter: job.body.webhook_events_filter } : {}),
    urls: { get: `${base}/predictions/${job.id}`, cancel: `${base}/predictions/${job.id}/cancel`, web: `${origin}/p/${job.id}` },
  };
}

/** Sends the webhooks of a change of phase: start, then output (while still `processing`, as recorded) and completed. */
export async function replicateWebhooks(job: Job, base: string, origin: string, secret: string, keepMs: number): Promise<void> {
  const url = job.callbackUrl;
  if (!url) return;
  const filter = Array.isArray(job.body.webhook_events_filter) ? job.body.webhook_events_filter : ['start', 'output', 'logs', 'completed'];
  const prediction = predictionOf(job, `${origin}${base}`, origin, keepMs);
  const send = (body: unknown, pauses: number[]): Promise<void> => {
    const id = `msg_${randomUUID().replaceAll('-', '')}`;
    const raw = JSON.stringify(body);
    const headers = (): Record<string, string> => {
      const timestamp = String(Math.floor(Date.now() / 1000));
      return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': sign(secret, id, timestamp, raw) };
    };
    return deliver(job, url, raw, { headers, accept: (status) => status >= 200 && status < 300, pauses });
  };
  if (job.phase === 'running' && filter.includes('start')) return send(prediction, []);
  if (!job.endedAt) return;
  if (job.phase === 'succeeded' && filter.includes('output')) {
    const { completed_at: _, metrics: __, ...early } = prediction;
    await send({ ...early, status: 'processing' }, []);
  }
  if (filter.includes('completed')) await send(prediction, [500, 1000, 2000]);
}

async function until(done: () => boolean, limitMs: number): Promise<void> {
  const end = Date.now() + limitMs;
  while (!done() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
}
