import { failure, lumaCost, type ProviderJob } from '@workprint/contracts';
import LumaAI from 'lumaai';
import type { Exchange } from '../exchange.ts';
import { neutralInput, withoutEmpty } from '../neutral-input.ts';
import { FailureError, type Intent, type ListedJob, type Provider, type ProviderRequest, refusal } from '../port.ts';

const REAL = 'https://api.lumalabs.ai/dream-machine/v1';
const LENGTHS = [5, 9];
const STATES = { queued: 'QUEUED', dreaming: 'RUNNING', completed: 'SUCCEEDED', failed: 'FAILED' } as const;
/** A page of the listing, and how far the next one reaches back into it: jobs that are deleted meanwhile move the others up. */
const PAGE = 100;
const OVERLAP = 20;
/** Models that make pictures. */
const PICTURES = /^photon/;
const LAG_MS = 10_000;
const MODERATION = /moderation|content policy|inappropriate/i;

/** Luma Dream Machine. It has no cancel: a job that was taken runs on and is billed. */
export function lumaProvider(settings: { apiKey: string; baseUrl?: string | undefined }): Provider {
  const baseURL = settings.baseUrl ?? REAL;
  const client = (exchange: Exchange): LumaAI =>
    new LumaAI({ authToken: settings.apiKey, baseURL, maxRetries: 0, fetch: exchange.fetch as never });
  const provider: Provider = {
    name: 'luma',
    reaches: (url) => baseURL !== REAL || url.startsWith('https:'),
    describeInput,
    async create({ model, input }, callbackUrl, exchange) {
      const body = { ...input, model, ...(callbackUrl ? { callback_url: callbackUrl } : {}) };
      const { video, image } = client(exchange).generations;
      if (PICTURES.test(model)) return toJob(provider, await image.create(body as LumaAI.Generations.ImageCreateParams));
      return toJob(provider, await video.create(body as LumaAI.Generations.VideoCreateParams));
    },
    listing: {
      lagMs: LAG_MS,
      async page(cursor, exchange) {
        const offset = Number(cursor ?? 0);
        const page = await client(exchange).generations.list({ limit: PAGE, offset });
        const generations = page.generations as LumaAI.Generation[];
        const more = generations.length === PAGE || page.has_more === true;
        const next = more && generations.length > 0 ? String(offset + PAGE - OVERLAP) : null;
        return { jobs: generations.map((one) => listed(provider, one)), cursor: next };
      },
    },
    get: async ({ providerId }, exchange) => toJob(provider, await client(exchange).generations.get(providerId)),
    cancel: async () => undefined,
    isModeration: (words) => MODERATION.test(words),
  };
  return provider;
}

function describeInput(intent: Intent): ProviderRequest {
  const { prompt, length, aspectRatio, own } = neutralInput(intent);
  const taken = length === null ? null : LENGTHS.find((seconds) => seconds >= length);
  if (taken === undefined && own.duration === undefined) {
    throw new FailureError(failure('PROVIDER_REFUSED', `luma makes ${LENGTHS.join(' or ')} s at a time; ${length} s was asked for`));
  }
  const duration = taken ? `${taken}s` : null;
  return { model: intent.model, input: withoutEmpty({ prompt, duration, aspect_ratio: aspectRatio, ...own }) };
}

function listed(provider: Provider, generation: LumaAI.Generation): ListedJob {
  const request = generation.request as Record<string, unknown> | undefined;
  const { callback_url, generation_type: _, model: __, ...input } = request ?? {};
  return {
    job: toJob(provider, generation),
    createdAt: new Date(generation.created_at ?? 0),
    callbackUrl: typeof callback_url === 'string' ? callback_url : null,
    request: request ? { models: [generation.model ?? ''], input } : null,
  };
}

function toJob(provider: Provider, generation: LumaAI.Generation): ProviderJob {
  const state = generation.state ?? 'queued';
  const done = state === 'completed';
  const request = (generation.request ?? {}) as Partial<Record<string, string>>;
  const { duration = '5s', resolution = '720p', aspect_ratio = '16:9' } = request;
  return {
    providerId: generation.id ?? '',
    providerState: state,
    state: STATES[state] ?? 'RUNNING',
    progress: done ? 1 : null,
    outputUrl: done ? (generation.assets?.video ?? generation.assets?.image ?? null) : null,
    failure: state === 'failed' ? refusal(provider, generation.failure_reason ?? 'no reason given', 'GENERATION_FAILED') : null,
    cost: done ? lumaCost(generation.model ?? '', duration, resolution, aspect_ratio) : null,
  };
}
