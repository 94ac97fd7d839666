import { createHash } from 'node:crypto';
import type { ListedJob, ProviderRequest } from './port.ts';

/** JSON with sorted keys and without what is undefined: equal values give equal text. */
function canonical(value: unknown): string {
  const sorted = (_: string, inner: unknown): unknown =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner;
  return JSON.stringify(value, sorted) ?? 'null';
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What two requests have in common that buy the same. */
export const requestHash = (provider: string, { model, input }: ProviderRequest): string => sha256(canonical([provider, model, input]));

/** An attempt whose outcome is unknown, and what it sent. */
export interface Unknown {
  /** SHA-256 of each of the intent's callback tokens, hex. */
  tokenHashes: ReadonlySet<string>;
  /** Whether every request carried its callback address. */
  calledBack: boolean;
  request: ProviderRequest;
  /** Between these moments, by the provider's clock, the job would have been made. */
  since: Date;
  until: Date;
}

/** What one listing says of it. */
export type Sighting =
  /** `certain`: by its token. */
  { kind: 'one'; providerId: string; certain: boolean } | { kind: 'none' } | { kind: 'unclear'; why: string };

/**
 * Pure. Looks for an intent's job in a whole listing: by the token in its callback address, or, where no address is shown, by model, full
 * input and time. `taken`: ids of jobs that belong to a generation already. `rivals`: how many other intents may have sent the same
 * request at that time. That there is none counts only when the address was sent and the listing shows addresses.
 */
export function sight(listed: readonly ListedJob[], unknown: Unknown, taken: ReadonlySet<string>, rivals: number): Sighting {
  const byToken = ids(listed.filter(({ callbackUrl }) => callbackUrl !== null && unknown.tokenHashes.has(tokenHash(callbackUrl))));
  if (byToken.length > 1) return { kind: 'unclear', why: `${byToken.length} jobs carry this intent's callback address` };
  if (byToken[0]) return { kind: 'one', providerId: byToken[0], certain: true };

  const nameless = listed.filter(
    ({ callbackUrl, createdAt, job }) =>
      callbackUrl === null && createdAt >= unknown.since && createdAt <= unknown.until && !taken.has(job.providerId),
  );
  if (nameless.some(({ request }) => request === null))
    return { kind: 'unclear', why: 'the listing shows jobs without saying what was asked for' };
  const alike = ids(nameless.filter((job) => isAlike(job, unknown.request)));
  if (alike.length > 1) return { kind: 'unclear', why: `${alike.length} jobs of that time look alike` };
  if (alike[0]) {
    if (rivals > 0) return { kind: 'unclear', why: 'other intents sent the same request at that time' };
    return { kind: 'one', providerId: alike[0], certain: false };
  }
  if (!unknown.calledBack) return { kind: 'unclear', why: 'no job looks like it, and it had no callback address to be told by' };
  if (!listed.some(({ callbackUrl }) => callbackUrl !== null)) {
    return { kind: 'unclear', why: 'no job looks like it, and the listing shows no callback address to be sure by' };
  }
  return { kind: 'none' };
}

const ids = (listed: readonly ListedJob[]): string[] => [...new Set(listed.map(({ job }) => job.providerId))];

const isAlike = ({ request }: ListedJob, { model, input }: ProviderRequest): boolean =>
  request?.models.includes(model) === true && canonical(request.input) === canonical(input);

/** The last part of a callback address is its token. */
const tokenHash = (callbackUrl: string): string => sha256(callbackUrl.slice(callbackUrl.lastIndexOf('/') + 1));
