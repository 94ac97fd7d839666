import { type Failure, failure, type ProviderJob } from '@workprint/contracts';
import { singleExchange } from './exchange.ts';
import { type Provider, type ProviderRequest, refusal, wordsOf } from './port.ts';

/** What one create request came to. Only `unknown` leaves open whether it was bought. */
export type CreateAnswer =
  | { kind: 'accepted'; job: ProviderJob }
  | { kind: 'refused'; failure: Failure }
  /** Refused for now; `waitMs` is the provider's Retry-After. */
  | { kind: 'throttled'; waitMs: number }
  | { kind: 'not-sent'; why: string }
  | { kind: 'unknown'; why: string };

const DEFAULT_WAIT_MS = 2_000;

/** Sends one create request and says what is certain about it. Never throws. */
export async function createOnce(
  provider: Provider,
  request: ProviderRequest,
  callbackUrl: string | null,
  mayStillSend: () => boolean,
  limitMs?: number,
): Promise<CreateAnswer> {
  const exchange = singleExchange({ mayStillSend, ...(limitMs === undefined ? {} : { limitMs }) });
  let trouble = 'the answer names no job';
  try {
    const job = await provider.create(request, callbackUrl, exchange);
    if (job.providerId) return { kind: 'accepted', job };
  } catch (error) {
    trouble = error instanceof Error ? error.message : String(error);
  }
  const result = exchange.result();
  if (!result) return { kind: 'refused', failure: failure('PROVIDER_REFUSED', `${provider.name}: ${trouble}`) };
  if (result.kind !== 'answer') return result;
  const { status, headers } = result;
  if (status === 429) return { kind: 'throttled', waitMs: retryAfterMs(headers.get('retry-after')) };
  // 408 and 5xx may come after the job was made; a 4xx says that it was not.
  const definite = status >= 400 && status < 500 && status !== 408;
  if (definite) return { kind: 'refused', failure: refusal(provider, wordsOf(result), 'PROVIDER_REFUSED') };
  return { kind: 'unknown', why: `${provider.name} answered ${status}: ${status < 300 ? trouble : wordsOf(result)}` };
}

/** @param value seconds or an HTTP date */
export function retryAfterMs(value: string | null, now: number = Date.now()): number {
  if (value === null || value.trim() === '') return DEFAULT_WAIT_MS;
  const ms = Number.isFinite(Number(value)) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : DEFAULT_WAIT_MS;
}
