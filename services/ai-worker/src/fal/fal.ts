import { ApiError, createFalClient, type QueueStatus, type WebHookResponse } from '@fal-ai/client';
import { failure, falCost, type ProviderJob } from '@workprint/contracts';
import type { Exchange } from '../exchange.ts';
import { firstUrl } from '../first-url.ts';
import { neutralInput, withoutEmpty } from '../neutral-input.ts';
import { FailureError, type Intent, type Provider, type ProviderRequest, refusal } from '../port.ts';

const REAL = 'https://queue.fal.run';
const STATES = { IN_QUEUE: 'QUEUED', IN_PROGRESS: 'RUNNING', COMPLETED: 'RUNNING' } as const;
const MODERATION = /content_policy_violation|content checker|content policy|nsfw|moderation/i;
/** Nothing else: the package takes an address for a model, too, and would send the key there. */
const ENDPOINT = /^[\w-]+(\/[\w-][\w.-]*)+$/;
/** Of the result of a job that was cancelled. */
const CANCELED = 'client_cancelled';

/** fal. A model is its endpoint, "fal-ai/minimax/video-01". It lists no jobs: what is lost only its webhook names. */
export function falProvider(settings: { apiKey: string; baseUrl?: string | undefined }): Provider {
  const baseUrl = settings.baseUrl?.replace(/\/$/, '') ?? REAL;
  // The package knows no address but fal's own.
  const queue = (exchange: Exchange) =>
    createFalClient({
      credentials: settings.apiKey,
      fetch: (input, init) => exchange.fetch(String(input).replace(REAL, baseUrl), init),
    }).queue;
  const provider: Provider = {
    name: 'fal',
    reaches: (url) => baseUrl !== REAL || url.startsWith('https:'),
    describeInput,
    async create({ model, input }, callbackUrl, exchange) {
      return underWay(await queue(exchange).submit(model, { input, ...(callbackUrl ? { webhookUrl: callbackUrl } : {}) }));
    },
    async get({ providerId, model }, exchange) {
      const status = await queue(exchange).status(model, { requestId: providerId });
      if (status.status !== 'COMPLETED') return underWay(status);
      try {
        const { data } = await queue(exchange).result(model, { requestId: providerId });
        return succeeded(providerId, data, falCost(model, billedUnits(exchange)));
      } catch (error) {
        const body = error instanceof ApiError ? (error.body as unknown) : null;
        if (!isEnd(body)) throw error;
        return failed(provider, providerId, body, error as Error);
      }
    },
    listing: null,
    readCallback(body) {
      const { request_id, status, payload, error } = body as WebHookResponse;
      if (status === 'OK' && payload) return succeeded(request_id, payload, null);
      if (status === 'ERROR') return failed(provider, request_id, payload ?? {}, new Error(error));
      throw new Error('the callback shows no end');
    },
    cancel: ({ providerId, model }, exchange) => queue(exchange).cancel(model, { requestId: providerId }),
    isModeration: (words) => MODERATION.test(words),
  };
  return provider;
}

/** Most video models take whole seconds, as a string. */
function describeInput(intent: Intent): ProviderRequest {
  if (!ENDPOINT.test(intent.model)) {
    throw new FailureError(failure('PROVIDER_REFUSED', `fal: "${intent.model}" is no endpoint such as fal-ai/minimax/video-01`));
  }
  const { prompt, length, aspectRatio, own } = neutralInput(intent);
  const duration = length === null ? null : String(Math.ceil(length));
  return { model: intent.model, input: withoutEmpty({ prompt, duration, aspect_ratio: aspectRatio, ...own }) };
}

const job = (providerId: string, providerState: string): ProviderJob => ({
  ...{ providerId, providerState, state: 'RUNNING', progress: null, outputUrl: null, failure: null, cost: null },
});

const underWay = ({ request_id, status }: QueueStatus): ProviderJob => ({ ...job(request_id ?? '', status), state: STATES[status] });

function succeeded(providerId: string, data: unknown, cost: ProviderJob['cost']): ProviderJob {
  const { video, images, image } = data as Record<string, unknown>;
  const outputUrl = firstUrl([video, images, image, data]);
  const end = { ...job(providerId, 'COMPLETED'), cost };
  if (outputUrl) return { ...end, state: 'SUCCEEDED', progress: 1, outputUrl };
  return { ...end, state: 'FAILED', failure: failure('GENERATION_FAILED', 'fal: the result has no output file') };
}

interface FalError {
  /** Of the platform: text; of a model that refuses its input: one for each thing that is wrong. */
  detail?: string | { msg: string; type: string }[];
  error_type?: string;
}

/** Whether an error is the job's own end, and not that of asking for it. */
const isEnd = (body: unknown): body is FalError => {
  const { detail, error_type } = (body ?? {}) as FalError;
  return Array.isArray(detail) || typeof error_type === 'string';
};

function failed(provider: Provider, providerId: string, { detail, error_type }: FalError, error: Error): ProviderJob {
  const end = job(providerId, 'COMPLETED');
  if (error_type === CANCELED) return { ...end, state: 'CANCELED' };
  const words = Array.isArray(detail) ? detail.map(({ msg, type }) => `${msg} (${type})`).join('; ') : (detail ?? error.message);
  return { ...end, state: 'FAILED', failure: refusal(provider, words, 'GENERATION_FAILED') };
}

/** How many of the model's units (seconds, videos, megapixels) were billed; null where fal does not tell. */
function billedUnits(exchange: Exchange): number | null {
  const result = exchange.result();
  const units = result?.kind === 'answer' ? result.headers.get('x-fal-billable-units') : null;
  return units === null || !Number.isFinite(Number(units)) ? null : Number(units);
}
