import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { attemptOfToken, type Database, getGeneration, noteHeard, wasHeard } from '@workprint/projection';
import { DATABASE, SETTINGS, type Settings, WORKFLOWS } from '../tokens.ts';
import type { Workflows } from '../workflows/workflows.ts';
import { type CallbackSignatures, callbackSignatures } from './signatures.ts';

/** `forged`: not signed by the provider, or too long ago. `replayed`: the same message was heard before. */
export type CallbackVerdict = 'heard' | 'unknown' | 'forged' | 'replayed';

const MAX_PROVIDER_ID = 200;
/** Characters of a signed body that goes into a workflow's history; of a longer one only the hint does. */
const MAX_SIGNED = 32_768;

/** Passes providers' callbacks on as hints to look. What they say is believed only when the provider has signed it. */
@Injectable()
export class CallbacksService {
  private readonly database: Database;
  private readonly workflows: Workflows;
  private readonly signatures: CallbackSignatures;

  constructor(@Inject(DATABASE) database: Database, @Inject(WORKFLOWS) workflows: Workflows, @Inject(SETTINGS) settings: Settings) {
    this.database = database;
    this.workflows = workflows;
    this.signatures = callbackSignatures(settings);
  }

  async hear(provider: string, token: string, headers: Record<string, string>, body: string): Promise<CallbackVerdict> {
    const hash = sha256(token);
    const workspaceId = await this.database.workspaceOfCallbackToken(hash);
    if (!workspaceId) return 'unknown';
    const generation = await this.database.withWorkspace(workspaceId, async (tx) => {
      const attempt = await attemptOfToken(tx, hash);
      return attempt && getGeneration(tx, attempt.generationId);
    });
    if (!generation || generation.provider !== provider) return 'unknown';
    const signature = await this.signatures.judge(provider, headers, body);
    if (signature === 'forged') return 'forged';
    const message = messageHash(signature === 'signed' ? boundBy(provider, headers) : {}, body);
    if (await this.database.withWorkspace(workspaceId, (tx) => wasHeard(tx, generation.id, message))) return 'replayed';
    const believed = signature === 'signed' && body.length <= MAX_SIGNED ? { signed: body } : {};
    await this.workflows.hintGeneration(generation.id, { providerId: providerIdOf(body), ...believed });
    // Only now: a provider whose callback we could not pass on may send it again.
    await this.database.withWorkspace(workspaceId, (tx) => noteHeard(tx, generation.id, message));
    return 'heard';
  }
}

/** What a provider's signature binds beside the body. */
const boundBy = (provider: string, headers: Record<string, string>): { id?: string | undefined; at?: string | undefined } =>
  provider === 'fal'
    ? { id: headers['x-fal-webhook-request-id'], at: headers['x-fal-webhook-timestamp'] }
    : { id: headers['webhook-id'], at: headers['webhook-timestamp'] };

/**
 * What makes a message this one: all that its signature binds (each sending has its own id or time), or what it says where nothing is
 * signed. Never a header as it stands: others may be listed beside the signature, or letters follow the time, and it verifies all the same.
 */
const messageHash = ({ id, at }: ReturnType<typeof boundBy>, body: string): string =>
  sha256(id && at ? `${id}.${Number.parseInt(at, 10)}.${body}` : body);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const providerIdOf = (body: string): string | null => {
  try {
    const { id: own, request_id } = JSON.parse(body) as { id?: unknown; request_id?: unknown };
    const id = own ?? request_id;
    return typeof id === 'string' && id.length > 0 && id.length <= MAX_PROVIDER_ID ? id : null;
  } catch {
    return null;
  }
};
