import { Inject, Injectable } from '@nestjs/common';
import { allowedSource, INGEST_PRIORITY, parseS3Address } from '@workprint/contracts';
import { type AssetRow, type Database, getWorkspace, insertAsset, newId } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import type { Principal } from '../auth/principal.ts';
import { type UserError, userError } from '../graphql/user-error.ts';
import { DATABASE, STORE } from '../tokens.ts';
import { IngestStarter } from './ingest-starter.ts';

/** Assets out of buckets that the workspace may read: "s3://bucket/key". The installation's own bucket is never one of them. */
@Injectable()
export class S3SourcesService {
  private readonly database: Database;
  private readonly store: ObjectStore;
  private readonly ingest: IngestStarter;

  constructor(@Inject(DATABASE) database: Database, @Inject(STORE) store: ObjectStore, @Inject(IngestStarter) ingest: IngestStarter) {
    this.database = database;
    this.store = store;
    this.ingest = ingest;
  }

  /** All of them or none. */
  async import(
    actor: Principal,
    addresses: readonly { url: string; path: string[] }[],
  ): Promise<{ assets: Map<string, AssetRow> } | { userErrors: UserError[] }> {
    const made = await this.database.withWorkspace(actor.workspaceId, async (tx) => {
      const allowed = (await getWorkspace(tx))?.s3Sources ?? [];
      const refused = addresses.filter(({ url }) => !allowedSource(url, allowed, this.store.bucket));
      if (refused.length > 0) return { userErrors: refused.map(({ url, path }) => notAllowed(url, path)) };
      const assets = new Map<string, AssetRow>();
      for (const { url } of addresses) {
        if (assets.has(url)) continue;
        const name = parseS3Address(url)?.key.split('/').at(-1)?.slice(0, 255) || 'source';
        const row = { id: newId(), createdBy: actor.id, projectId: null, name, contentType: 'application/octet-stream', sourceUrl: url };
        assets.set(url, await insertAsset(tx, row));
      }
      return { assets };
    });
    if ('userErrors' in made) return made as { userErrors: UserError[] };
    const { workspaceId } = actor;
    await Promise.all(
      [...made.assets.values()].map(({ id }) => this.ingest.start({ workspaceId, assetId: id, priority: INGEST_PRIORITY })),
    );
    return made;
  }
}

const notAllowed = (url: string, path: string[]): UserError =>
  parseS3Address(url)
    ? userError(
        'SOURCE_NOT_ALLOWED',
        `This workspace may not read ${url}.`,
        path,
        'Whoever runs the installation can allow its bucket and prefix.',
      )
    : userError('INVALID_URL', `${url} is no address of S3.`, path, 'For instance s3://bucket/folder/clip.mp4.');
