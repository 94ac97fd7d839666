import { Inject, Injectable } from '@nestjs/common';
import { INGEST_PRIORITY } from '@workprint/contracts';
import type { ImportAssetInput } from '@workprint/graphql-schema';
import { type AssetRow, claimIdempotencyKey, type Database, getAsset, insertAsset, newId, type Tx } from '@workprint/projection';
import { hashOf } from '@workprint/timeline';
import type { Principal } from '../auth/principal.ts';
import { commonProblems } from '../graphql/inputs.ts';
import { idempotencyConflict, notFound, type UserError, userError } from '../graphql/user-error.ts';
import { DATABASE } from '../tokens.ts';
import { IngestStarter } from './ingest-starter.ts';
import type { AssetResult } from './uploads.service.ts';

/** Assets fetched by their address. The gateway looks at the address only; ingest fetches, guarded. */
@Injectable()
export class ImportsService {
  private readonly database: Database;
  private readonly ingest: IngestStarter;

  constructor(@Inject(DATABASE) database: Database, @Inject(IngestStarter) ingest: IngestStarter) {
    this.database = database;
    this.ingest = ingest;
  }

  async import(actor: Principal, input: ImportAssetInput): Promise<AssetResult> {
    const url = parseAddress(input.url);
    const problems = [...commonProblems(input), ...(url ? [] : [invalidAddress()])];
    if (!url || problems.length > 0) return { asset: null, userErrors: problems };
    const made = await this.database.withWorkspace(actor.workspaceId, (tx) => insert(tx, actor, input, url));
    if (!('asset' in made)) return { asset: null, userErrors: made.userErrors };
    await this.ingest.start({ workspaceId: actor.workspaceId, assetId: made.asset.id, priority: INGEST_PRIORITY });
    return { asset: made.asset, userErrors: [] };
  }
}

const insert = async (
  tx: Tx,
  actor: Principal,
  input: ImportAssetInput,
  url: URL,
): Promise<{ asset: AssetRow } | { userErrors: UserError[] }> => {
  const id = newId();
  const { idempotencyKey, ...rest } = input;
  if (idempotencyKey) {
    const claim = await claimIdempotencyKey(tx, { operation: 'importAsset', key: idempotencyKey, inputHash: hashOf(rest), resultId: id });
    if ('conflict' in claim) return { userErrors: [idempotencyConflict()] };
    if (!claim.fresh) {
      const asset = await getAsset(tx, claim.resultId);
      return asset ? { asset } : { userErrors: [notFound('asset', ['idempotencyKey'])] };
    }
  }
  const asset = await insertAsset(tx, {
    id,
    createdBy: actor.id,
    projectId: input.projectId ?? null,
    name: (input.name ?? url.pathname.split('/').at(-1) ?? '').slice(0, 255) || url.hostname,
    contentType: 'application/octet-stream', // until the bytes say what they are
    sourceUrl: url.href,
  });
  return { asset };
};

/** An absolute http(s) address without a user in it, or null. */
const parseAddress = (address: string): URL | null => {
  if (address.length > 4096 || !URL.canParse(address)) return null;
  const url = new URL(address);
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '' ? url : null;
};

const invalidAddress = (): UserError =>
  userError(
    'INVALID_URL',
    'The address must be an absolute http or https one, without user and password.',
    ['url'],
    'For instance https://example.com/clip.mp4.',
  );
