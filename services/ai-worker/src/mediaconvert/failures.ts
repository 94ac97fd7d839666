import { type Failure, failure } from '@workprint/contracts';

/** Why a job ended in error, by the service's code: 10xx are the job's own fault, 14xx what it may not reach; the rest is the service's. */
export function jobFailure(code: number | undefined, words: string | undefined): Failure {
  const message = `mediaconvert ${code ?? 'without a code'}: ${words ?? 'no reason given'}`;
  if (code === 1010) return failure('UNREADABLE_MEDIA', message);
  if (code !== undefined && code >= 1000 && code < 1100) return failure('TRANSCODE_REFUSED', message);
  if (code !== undefined && code >= 1400 && code < 1500) {
    const hint = 'The role of MEDIA_CONVERT_ROLE_ARN must be able to read the sources and to write the results: docs/mediaconvert.md.';
    return failure('TRANSCODE_REFUSED', message, { hint });
  }
  return failure('TRANSCODE_FAILED', message);
}

/** What is certain about a request that threw. */
export type Trouble =
  /** It was answered with no. */
  | { kind: 'refused'; failure: Failure }
  /** Nothing was taken, for now. */
  | { kind: 'throttled'; failure: Failure }
  /** It may have been taken. */
  | { kind: 'unknown'; failure: Failure };

/** Nothing was written before one of these: there was no connection yet. The SDK may keep no more than the words of an error. */
const BEFORE_SENDING = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)\b/;

/** @param error what the SDK threw */
export function troubleOf(error: unknown): Trouble {
  const {
    name = 'Error',
    message = String(error),
    code,
    $metadata,
  } = error as Partial<Record<'name' | 'message' | 'code', string>> & {
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  const words = `mediaconvert: ${name}: ${message}`;
  const unavailable = failure('PROVIDER_UNAVAILABLE', words);
  if (name === 'CredentialsProviderError')
    return { kind: 'refused', failure: failure('PROVIDER_NOT_CONFIGURED', words, { hint: CREDENTIALS }) };
  if (status === 429 || name === 'ThrottlingException') return { kind: 'throttled', failure: unavailable };
  if (status !== undefined && status >= 400 && status < 500 && status !== 408)
    return { kind: 'refused', failure: failure('PROVIDER_REFUSED', words) };
  if (BEFORE_SENDING.test(`${code} ${message}`)) return { kind: 'throttled', failure: unavailable };
  return { kind: 'unknown', failure: unavailable };
}

const CREDENTIALS = "AWS' default credential chain found none: give the worker a role or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.";
