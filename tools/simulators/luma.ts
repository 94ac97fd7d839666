import { randomUUID } from 'node:crypto';
import { deliver } from './callbacks.ts';
import { CREATE_FAULTS, type Faults } from './faults.ts';
import type { Answer, Call, Route } from './http.ts';
import type { Job, JobStore } from './jobs.ts';
import { isPicture, seconds, text } from './values.ts';

export const LUMA_MODERATION = 'Prompt not allowed because advanced moderation failed.';
const STATE = { queued: 'queued', running: 'dreaming', succeeded: 'completed', failed: 'failed', canceled: 'failed' } as const;
const RATIOS: Record<string, number> = {
  '1:1': 1,
  '16:9': 16 / 9,
  '9:16': 9 / 16,
  '4:3': 4 / 3,
  '3:4': 3 / 4,
  '21:9': 21 / 9,
  '9:21': 9 / 21,
};
const HEIGHTS: Record<string, number> = { '540p': 540, '720p': 720, '1080p': 1080, '4k': 2160 };
/** US dollars a million pixels. */
const RATE: Record<string, number> = { 'ray-2': 0.0064, 'ray-flash-2': 0.0022 };
/** US dollars for a picture. */
const PICTURE = 0.016;
const START_BALANCE_CENTS = 100_000;

const refuse = (status: number, detail: string, headers?: Record<string, string>): Answer => ({
  status,
  json: { detail },
  ...(headers ? { headers } : {}),
});

/** Luma's HTTP API below `base` ("/luma/dream-machine/v1"). */
export function lumaRoutes(base: string, origin: () => string, jobs: JobStore, faults: Faults): Route[] {
  const guarded = (handle: Route['handle']): Route['handle'] => {
    return (call) => (/^Bearer \S+/.test(call.headers.authorization ?? '') ? handle(call) : refuse(403, 'Not authenticated'));
  };
  const one = (handle: (job: Job, call: Call) => Answer): Route['handle'] =>
    guarded((call) => {
      const job = jobs.find('luma', call.params.id ?? '');
      if (!job) return refuse(404, 'Generation not found');
      const fault = faults.take(['http-get'], 'luma', job.prompt);
      return fault ? refuse(fault.status ?? 503, 'Service unavailable') : handle(job, call);
    });
  const wire = (job: Job): Record<string, unknown> => generationOf(job, origin());
  const create = guarded((call) => createGeneration(call, jobs, faults, wire));
  const derive = (kind: string): Route['handle'] =>
    one((job, call) => {
      const body = { ...(call.body as Record<string, unknown> | undefined), generation_type: kind };
      return { status: 201, json: wire(accept(jobs, { ...body, model: job.model, prompt: job.prompt })) };
    });
  return [
    { method: 'POST', path: `${base}/generations`, handle: create },
    { method: 'POST', path: `${base}/generations/video`, handle: create },
    { method: 'POST', path: `${base}/generations/image`, handle: create },
    { method: 'POST', path: `${base}/generations/:id/upscale`, handle: derive('upscale_video') },
    { method: 'POST', path: `${base}/generations/:id/audio`, handle: derive('add_audio') },
    { method: 'GET', path: `${base}/generations`, handle: guarded((call) => list(call, jobs, faults, wire)) },
    { method: 'GET', path: `${base}/generations/:id`, handle: one((job) => ({ status: 200, json: wire(job) })) },
    {
      method: 'DELETE',
      path: `${base}/generations/:id`,
      handle: one((job) => {
        jobs.remove(job);
        return { status: 204 };
      }),
    },
    { method: 'GET', path: `${base}/credits`, handle: guarded(() => ({ status: 200, json: { credit_balance: balance(jobs) } })) },
    { method: 'GET', path: `${base}/ping`, handle: guarded(() => ({ status: 200, json: { message: 'pong' } })) },
  ];
}

async function createGeneration(call: Call, jobs: JobStore, faults: Faults, wire: (job: Job) => unknown): Promise<Answer> {
  const body = (call.body ?? {}) as Record<string, unknown>;
  const wrong = complaint(body);
  if (wrong) return refuse(422, wrong);
  const prompt = text(body.prompt) ?? '';
  const fault = faults.take(CREATE_FAULTS, 'luma', prompt);
  if (fault?.kind === 'reset-before') return { reset: true };
  if (fault?.kind === 'http') {
    const headers = fault.status === 429 ? { 'retry-after': String(fault.retryAfter ?? 1) } : undefined;
    const words = fault.status === 429 ? 'Too many requests' : 'Internal server error';
    return refuse(fault.status ?? 500, fault.message ?? words, headers);
  }
  const job = accept(jobs, body);
  if (fault?.kind === 'lost-response') return { reset: true };
  if (fault?.kind === 'http-after') return refuse(fault.status ?? 502, 'Bad gateway');
  if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? 1_000));
  if (fault?.kind === 'cut-body') return { status: 201, json: wire(job), cut: true };
  return { status: 201, json: wire(job) };
}

function complaint(body: Record<string, unknown>): string | null {
  if (!text(body.model)) return 'model: Field required';
  if (!text(body.prompt) && !body.keyframes) return 'Either prompt or keyframes must be given';
  if (body.aspect_ratio !== undefined && !RATIOS[String(body.aspect_ratio)])
    return `aspect_ratio: Input should be ${Object.keys(RATIOS).join(', ')}`;
  if (body.duration !== undefined && !['5s', '9s'].includes(String(body.duration))) return "duration: Input should be '5s' or '9s'";
  if (body.resolution !== undefined && !HEIGHTS[String(body.resolution)])
    return `resolution: Input should be ${Object.keys(HEIGHTS).join(', ')}`;
  return null;
}

function accept(jobs: JobStore, body: Record<string, unknown>): Job {
  const model = text(body.model) ?? 'ray-2';
  const prompt = text(body.prompt) ?? '';
  const picture = isPicture(model);
  const length = picture ? 0 : (seconds(body.duration) ?? 5);
  const frame = frameSize(text(body.aspect_ratio) ?? '16:9', text(body.resolution) ?? '720p');
  const price = picture ? PICTURE : ((frame.width * frame.height * length * 24) / 1e6) * (RATE[model] ?? 0.0064);
  return jobs.accept(
    { id: randomUUID(), provider: 'luma', model, prompt, body, callbackUrl: text(body.callback_url), price },
    { provider: 'luma', model, prompt, seconds: length, ...frame },
  );
}

function frameSize(ratio: string, resolution: string): { width: number; height: number } {
  const short = HEIGHTS[resolution] ?? 720;
  const wide = RATIOS[ratio] ?? 16 / 9;
  const long = Math.round((short * Math.max(wide, 1 / wide)) / 2) * 2;
  return wide >= 1 ? { width: long, height: short } : { width: short, height: long };
}

function list(call: Call, jobs: JobStore, faults: Faults, wire: (job: Job) => Record<string, unknown>): Answer {
  const fault = faults.take(['http-list'], 'luma', '');
  if (fault) return refuse(fault.status ?? 503, 'Service unavailable');
  const limit = Number(call.url.searchParams.get('limit') ?? 100);
  const offset = Number(call.url.searchParams.get('offset') ?? 0);
  const all = jobs.list('luma');
  const page = all.slice(offset, offset + limit);
  const shown = (job: Job): unknown => {
    const one = wire(job);
    const { callback_url: _, ...request } = one.request as Record<string, unknown>;
    return jobs.listsCallbacks() ? one : { ...one, request };
  };
  return {
    status: 200,
    json: { has_more: offset + page.length < all.length, count: all.length, limit, offset, generations: page.map(shown) },
  };
}

function balance(jobs: JobStore): number {
  const spent = jobs.ledger().filter((entry) => entry.provider === 'luma');
  return START_BALANCE_CENTS - Math.round(spent.reduce((sum, entry) => sum + entry.usd, 0) * 100);
}

function generationOf(job: Job, origin: string): Record<string, unknown> {
  const picture = isPicture(job.model);
  const file = `${origin}/files/${job.id}.${picture ? 'png' : 'mp4'}`;
  const assets = picture ? { video: null, image: file } : { video: file, image: null };
  return {
    id: job.id,
    generation_type: picture ? 'image' : 'video',
    state: STATE[job.phase],
    failure_reason: job.error,
    created_at: job.createdAt.toISOString(),
    assets: job.phase === 'succeeded' ? { ...assets, progress_video: null } : null,
    model: job.model,
    request: { generation_type: picture ? 'image' : 'video', ...job.body },
  };
}

/** Sends the unsigned callback of a change of state: dreaming, completed, failed. Three more tries, 100 ms apart. */
export async function lumaCallback(job: Job, origin: string): Promise<void> {
  if (!job.callbackUrl || job.phase === 'canceled') return;
  const body = JSON.stringify(generationOf(job, origin));
  await deliver(job, job.callbackUrl, body, { headers: () => ({}), accept: (status) => status === 200, pauses: [100, 100, 100] });
}
