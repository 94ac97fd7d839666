import { Inject, Injectable } from '@nestjs/common';
import { INGEST_PRIORITY, objectKeys } from '@workprint/contracts';
import type { CreateUploadInput } from '@workprint/graphql-schema';
import {
  type AssetRow,
  claimIdempotencyKey,
  completeUpload,
  type Database,
  getAsset,
  getWorkspace,
  insertAsset,
  newId,
  type Tx,
} from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { hashOf } from '@workprint/timeline';
import type { Principal } from '../auth/principal.ts';
import { commonProblems, hasControl } from '../graphql/inputs.ts';
import { idempotencyConflict, notFound, type UserError, userError } from '../graphql/user-error.ts';
import { DATABASE, STORE } from '../tokens.ts';
import { IngestStarter } from './ingest-starter.ts';
import { MEDIA_TYPES, maxBytesOf } from './media-types.ts';

/** How long an upload may begin after it was asked for. */
const UPLOAD_SECONDS = 3600;
const MAX_NAME = 255;

export interface UploadResult {
  asset: AssetRow | null;
  upload: { url: string; fields: { name: string; value: string }[]; expiresAt: Date } | null;
  userErrors: UserError[];
}

export interface AssetResult {
  asset: AssetRow | null;
  userErrors: UserError[];
}

/** Uploads: an address to send bytes to, then the word that they are there. */
@Injectable()
export class UploadsService {
  private readonly database: Database;
  private readonly store: ObjectStore;
  private readonly ingest: IngestStarter;

  constructor(@Inject(DATABASE) database: Database, @Inject(STORE) store: ObjectStore, @Inject(IngestStarter) ingest: IngestStarter) {
    this.database = database;
    this.store = store;
    this.ingest = ingest;
  }

  async create(actor: Principal, input: CreateUploadInput): Promise<UploadResult> {
    const made = await this.database.withWorkspace(actor.workspaceId, async (tx) => {
      const userErrors = problemsOf(input, (await getWorkspace(tx))?.maxUploadBytes ?? 0n);
      return userErrors.length > 0 ? { userErrors } : this.insert(tx, actor, input);
    });
    if (!('asset' in made)) return { asset: null, upload: null, userErrors: made.userErrors };
    const { asset } = made;
    if (asset.completedUploadAt) return { asset, upload: null, userErrors: [] };
    const { url, fields } = await this.store.presignPost(objectKeys.upload(actor.workspaceId, asset.id), {
      contentType: asset.contentType,
      maxBytes: Number(asset.bytes ?? input.bytes),
      seconds: UPLOAD_SECONDS,
    });
    const upload = {
      url,
      fields: Object.entries(fields).map(([name, value]) => ({ name, value })),
      expiresAt: new Date(Date.now() + UPLOAD_SECONDS * 1000),
    };
    return { asset, upload, userErrors: [] };
  }

  async complete(actor: Principal, id: string): Promise<AssetResult> {
    const asset = await this.database.withWorkspace(actor.workspaceId, (tx) => getAsset(tx, id));
    if (!asset?.uploadKey) return { asset: null, userErrors: [notFound('upload', ['assetId'])] };
    if (asset.completedUploadAt) return { asset, userErrors: [] };
    const head = await this.store.head(asset.uploadKey);
    if (!head || head.bytes === 0) {
      const hint = 'Send the file to the address createUpload gave, then call this again.';
      return {
        asset: null,
        userErrors: [userError(head ? 'EMPTY_UPLOAD' : 'UPLOAD_MISSING', 'There are no bytes yet.', ['assetId'], hint)],
      };
    }
    const completed = await this.database.withWorkspace(actor.workspaceId, (tx) => completeUpload(tx, id));
    await this.ingest.start({ workspaceId: actor.workspaceId, assetId: id, priority: INGEST_PRIORITY });
    return { asset: completed, userErrors: [] };
  }

  private async insert(tx: Tx, actor: Principal, input: CreateUploadInput): Promise<{ asset: AssetRow } | { userErrors: UserError[] }> {
    const id = newId();
    const { idempotencyKey, ...rest } = input;
    if (idempotencyKey) {
      const claim = await claimIdempotencyKey(tx, {
        operation: 'createUpload',
        key: idempotencyKey,
        inputHash: hashOf(rest),
        resultId: id,
      });
      if ('conflict' in claim) return { userErrors: [idempotencyConflict()] };
      if (!claim.fresh) {
        const asset = await getAsset(tx, claim.resultId);
        return asset ? { asset } : { userErrors: [notFound('upload', ['idempotencyKey'])] };
      }
    }
    const asset = await insertAsset(tx, {
      id,
      createdBy: actor.id,
      projectId: input.projectId ?? null,
      name: input.name,
      contentType: input.contentType.toLowerCase(),
      uploadKey: objectKeys.upload(actor.workspaceId, id),
      bytes: BigInt(input.bytes),
    });
    return { asset };
  }
}

const problemsOf = (input: CreateUploadInput, allowed: bigint): UserError[] => {
  const problems = commonProblems(input);
  const own = maxBytesOf(input.contentType.toLowerCase());
  const maxBytes = own !== null && own < allowed ? own : allowed;
  const bytes = BigInt(input.bytes);
  if (input.name.length === 0 || input.name.length > MAX_NAME || hasControl(input.name)) {
    problems.push(userError('INVALID_VALUE', `name must have 1 to ${MAX_NAME} printable characters.`, ['name']));
  }
  if (!MEDIA_TYPES.includes(input.contentType.toLowerCase())) {
    const hint = `Use one of ${MEDIA_TYPES.join(', ')}.`;
    problems.push(userError('UNSUPPORTED_MEDIA_TYPE', `"${input.contentType.slice(0, 100)}" is not taken.`, ['contentType'], hint));
  }
  if (bytes <= 0n)
    problems.push(userError('EMPTY_UPLOAD', 'An upload needs at least one byte.', ['bytes'], 'Check that the file is not empty.'));
  else if (bytes > maxBytes) {
    problems.push(
      userError(
        'UPLOAD_TOO_LARGE',
        `An upload${own === maxBytes ? ' of this type' : ''} may have ${maxBytes} bytes at most.`,
        ['bytes'],
        'Make the file smaller or ask for a higher limit.',
      ),
    );
  }
  return problems;
};
