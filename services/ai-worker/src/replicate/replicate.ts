import { failure, type ProviderJob, replicateCost } from '@workprint/contracts';
import Replicate, { type Prediction } from 'replicate';
import type { Exchange } from '../exchange.ts';
import { firstUrl } from '../first-url.ts';
import { neutralInput, withoutEmpty } from '../neutral-input.ts';
import { type Intent, type ListedJob, type Provider, type ProviderRequest, refusal } from '../port.ts';

const REAL = 'https://api.replicate.com/v1';
const STATES = {
  starting: 'QUEUED',
  processing: 'RUNNING',
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  canceled: 'CANCELED',
  aborted: 'FAILED',
} as const;
const LAG_MS = 10_000;
const MODERATION = /flagged as sensitive|\bE005\b|nsfw|content policy|moderation/i;

/** Replicate. A model is "owner/name" (its official version), "owner/name:version" or a bare version. */
export function replicateProvider(settings: { apiToken: string; baseUrl?: string | undefined }): Provider {
  const baseUrl = settings.baseUrl ?? REAL;
  const client = (exchange: Exchange): Replicate =>
    new Replicate({ auth: settings.apiToken, baseUrl, fetch: exchange.fetch as never, useFileOutput: false });
  const provider: Provider = {
    name: 'replicate',
    reaches: (url) => baseUrl !== REAL || url.startsWith('https:'),
    describeInput,
    async create({ model, input }, callbackUrl, exchange) {
      const webhook = callbackUrl ? { webhook: callbackUrl, webhook_events_filter: ['start' as const, 'completed' as const] } : {};
      return toJob(provider, await client(exchange).predictions.create({ ...named(model), input, ...webhook }));
    },
    listing: {
      lagMs: LAG_MS,
      async page(cursor, exchange) {
        const response = await client(exchange).request(`/predictions${cursor ?? ''}`, { method: 'GET' });
        const { results, next } = (await response.json()) as { results: Prediction[]; next: string | null };
        return { jobs: results.map((one) => listed(provider, one)), cursor: next && new URL(next).search };
      },
    },
    get: async ({ providerId }, exchange) => toJob(provider, await client(exchange).predictions.get(providerId)),
    readCallback: (body) => toJob(provider, body as Prediction),
    cancel: async ({ providerId }, exchange) => void (await client(exchange).predictions.cancel(providerId)),
    published: {
      openApi: (model, exchange) => openApi(client(exchange), model),
      neutral: { duration: 'length', aspect_ratio: 'aspectRatio' },
    },
    isModeration: (words) => MODERATION.test(words),
  };
  return provider;
}

function named(model: string): { model: string } | { version: string } {
  const version = model.includes(':') ? model.slice(model.indexOf(':') + 1) : model;
  return model.includes('/') && version === model ? { model } : { version };
}

/** A version alone does not say whose it is. */
async function openApi(client: Replicate, model: string): Promise<object | null> {
  const [, owner, name, version] = /^([^/:]+)\/([^/:]+)(?::(.+))?$/.exec(model) ?? [];
  if (!owner || !name) return null;
  const found = version ? await client.models.versions.get(owner, name, version) : (await client.models.get(owner, name)).latest_version;
  return found?.openapi_schema ?? null;
}

function describeInput(intent: Intent): ProviderRequest {
  const { prompt, length, aspectRatio, own } = neutralInput(intent);
  const duration = length === null ? null : Math.ceil(length);
  return { model: intent.model, input: withoutEmpty({ prompt, duration, aspect_ratio: aspectRatio, ...own }) };
}

/** Whether a listing shows the webhook is not documented. */
function listed(provider: Provider, prediction: Prediction): ListedJob {
  const { webhook, input, model, version, created_at, data_removed } = prediction;
  return {
    job: toJob(provider, prediction),
    createdAt: new Date(created_at),
    callbackUrl: webhook ?? null,
    request: data_removed ? null : { models: [model, version, `${model}:${version}`], input: input as Record<string, unknown> },
  };
}

function toJob(provider: Provider, prediction: Prediction): ProviderJob {
  const { id, status, error, metrics } = prediction;
  // An output can be whole while the status is still `processing`; it counts when the status says so.
  const outputUrl = status === 'succeeded' ? firstUrl(prediction.output) : null;
  const words = typeof error === 'string' ? error : error ? JSON.stringify(error) : `the prediction was ${status}`;
  const empty = status === 'succeeded' && !outputUrl;
  const lost = prediction.data_removed ? 'the output was deleted before it could be copied' : 'the prediction has no output file';
  return {
    providerId: id ?? '',
    providerState: status,
    state: empty ? 'FAILED' : (STATES[status] ?? 'RUNNING'),
    progress: status === 'succeeded' ? 1 : null,
    outputUrl,
    failure: empty
      ? failure('GENERATION_FAILED', `replicate: ${lost}`)
      : status === 'failed' || status === 'aborted'
        ? refusal(provider, words, 'GENERATION_FAILED')
        : null,
    cost: metrics?.predict_time ? replicateCost(metrics.predict_time) : null,
  };
}
