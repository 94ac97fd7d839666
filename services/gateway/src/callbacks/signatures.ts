import { createHash, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** `unsigned`: there is nothing to check it by, so it is a hint and no more. */
export type Signature = 'signed' | 'forged' | 'unsigned';

export interface CallbackSignatures {
  /** Whether the provider has signed this body, and not long ago. Never throws. */
  judge(provider: string, headers: Record<string, string>, body: string): Promise<Signature>;
}

export interface SignatureSettings {
  /** Null: Replicate's callbacks are not checked. */
  replicateWebhookSecret: string | null;
  /** Where fal's public keys are. */
  falJwksUrl: string;
}

/** Either way; as Standard Webhooks have it. */
const MOST_SECONDS = 5 * 60;
/** How long fal's keys are kept, and how soon they are asked for again when none of them fits. */
const KEPT_MS = 24 * 60 * 60 * 1000;
const ASK_AGAIN_MS = 60_000;
const ANSWER_MS = 5_000;

export function callbackSignatures({ replicateWebhookSecret, falJwksUrl }: SignatureSettings): CallbackSignatures {
  const replicate = replicateWebhookSecret === null ? null : new Webhook(replicateWebhookSecret);
  const falKeys = keySet(falJwksUrl);
  return {
    async judge(provider, headers, body) {
      if (provider === 'replicate' && replicate) return standard(replicate, headers, body);
      if (provider === 'fal') return ed25519(falKeys, headers, body);
      return 'unsigned';
    },
  };
}

function standard(webhook: Webhook, headers: Record<string, string>, body: string): Signature {
  try {
    webhook.verify(body, headers);
    return 'signed';
  } catch {
    return 'forged';
  }
}

/** fal: Ed25519, in hex, over request id, user id, timestamp and the body's SHA-256, a line each. */
async function ed25519(keys: KeySet, headers: Record<string, string>, body: string): Promise<Signature> {
  const said = ['request-id', 'user-id', 'timestamp', 'signature'].map((name) => headers[`x-fal-webhook-${name}`] ?? '');
  const [requestId, userId, timestamp, signature = ''] = said;
  const age = Math.abs(Date.now() / 1000 - Number(timestamp));
  if (said.includes('') || !(age <= MOST_SECONDS)) return 'forged';
  const message = Buffer.from([requestId, userId, timestamp, createHash('sha256').update(body).digest('hex')].join('\n'));
  const fits = (key: KeyObject): boolean => verify(null, message, key, Buffer.from(signature, 'hex'));
  if ((await keys.get(KEPT_MS))?.some(fits)) return 'signed';
  const fresh = await keys.get(ASK_AGAIN_MS);
  // Keys that can't be had prove nothing, either way.
  if (fresh === null) return 'unsigned';
  return fresh.some(fits) ? 'signed' : 'forged';
}

interface KeySet {
  /** Null when there is none so young and it can't be had. */
  get(youngerThanMs: number): Promise<KeyObject[] | null>;
}

function keySet(url: string): KeySet {
  let asked: Promise<KeyObject[] | null> = Promise.resolve(null);
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    get(youngerThanMs) {
      if (Date.now() - askedAt >= youngerThanMs) {
        const before = asked;
        askedAt = Date.now();
        asked = fetchKeys(url).catch(() => before);
      }
      return asked;
    },
  };
}

async function fetchKeys(url: string): Promise<KeyObject[]> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  const { keys } = (await response.json()) as { keys: JsonWebKey[] };
  return keys.filter(({ crv }) => crv === 'Ed25519').map((key) => createPublicKey({ key, format: 'jwk' }));
}
