import { type Failure, failure, type ProviderJob } from '@workprint/contracts';
import type { Exchange, ExchangeResult } from './exchange.ts';

/** What is wanted, in our words. */
export interface Intent {
  model: string;
  kind: string;
  prompt: string | null;
  /** Neutral keys (`length` in seconds, `aspectRatio`) beside the provider's own, which win. */
  input: Record<string, unknown>;
}

/** What is sent, in the provider's words. */
export interface ProviderRequest {
  model: string;
  input: Record<string, unknown>;
}

/** A job as the provider's listing shows it. */
export interface ListedJob {
  job: ProviderJob;
  createdAt: Date;
  /** Null where the listing shows none. */
  callbackUrl: string | null;
  /** What was sent, as the listing echoes it; null where it does not. `models`: every name that the model may have been asked for by. */
  request: { models: string[]; input: Record<string, unknown> } | null;
}

/** One page of a listing, newest first. */
export interface Listing {
  jobs: ListedJob[];
  /** Of the next page; null after the last. */
  cursor: string | null;
}

/** A job that was taken, and the model it was asked of. */
export interface JobName {
  providerId: string;
  model: string;
}

/** What a provider shows of all its jobs. */
export interface JobList {
  /** Milliseconds after which a job that was taken is sure to be listed. */
  lagMs: number;
  /** @param cursor null for the first page */
  page(cursor: string | null, exchange: Exchange): Promise<Listing>;
}

/**
 * An outside service that makes videos and pictures for money. Each verb talks through the exchange it is given, `create` with exactly one
 * HTTP request, and may throw whatever its SDK throws: `create-once.ts` and `ask.ts` read from the exchange what happened.
 */
export interface Provider {
  name: string;
  /** False where the provider could not reach this callback address anyway; then polling alone finds the end. */
  reaches(callbackUrl: string): boolean;
  /** Pure. @throws FailureError PROVIDER_REFUSED when the provider has no words for the intent */
  describeInput(intent: Intent): ProviderRequest;
  create(request: ProviderRequest, callbackUrl: string | null, exchange: Exchange): Promise<ProviderJob>;
  get(job: JobName, exchange: Exchange): Promise<ProviderJob>;
  /** Null where the provider shows none: then only a callback can name a job whose answer was lost. */
  listing: JobList | null;
  /** The job that a callback's body describes; only of a provider that signs its callbacks. Pure. @throws anything when it is none */
  readCallback?(body: unknown): ProviderJob;
  /** Does nothing where the provider knows no cancel. */
  cancel(job: JobName, exchange: Exchange): Promise<void>;
  /** Where the provider publishes what its models take. */
  published?: {
    /** OpenAPI 3 with the input under components/schemas/Input; null where this model has none. */
    openApi(model: string, exchange: Exchange): Promise<object | null>;
    /** Its words for our neutral keys. */
    neutral: Record<string, string>;
  };
  /** Whether the provider's words mean that its moderation refused the content. */
  isModeration(words: string): boolean;
}

/** An expected failure on its way to an ApplicationFailure. */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(reason: Failure) {
    super(reason.message);
    this.name = 'FailureError';
    this.failure = reason;
  }
}

/** CONTENT_REJECTED or `otherwise`, with the provider's own words. */
export function refusal(provider: Provider, words: string, otherwise: 'PROVIDER_REFUSED' | 'GENERATION_FAILED'): Failure {
  const code = provider.isModeration(words) ? 'CONTENT_REJECTED' : otherwise;
  return failure(code, `${provider.name}: ${words}`);
}

/** The human part of an error body: problem+json's title and detail, or {"detail"}, or the text itself. */
export function wordsOf(answer: Extract<ExchangeResult, { kind: 'answer' }>): string {
  try {
    const { title, detail, error } = JSON.parse(answer.body) as Record<string, unknown>;
    const said = [title, detail ?? error].filter((part) => part !== undefined && part !== null);
    if (said.length > 0) return said.map((part) => (typeof part === 'string' ? part.trim() : JSON.stringify(part))).join(': ');
  } catch {
    // not JSON: the text is all there is
  }
  return answer.body.trim().slice(0, 500) || `HTTP ${answer.status}`;
}
