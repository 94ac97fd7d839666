import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { ImportTimelineInput } from '@workprint/graphql-schema';
import { type AssetRow, type Database, getAssets } from '@workprint/projection';
import { assetReferences, exportTimeline, parseTimeline, type SourceMedia } from '@workprint/timeline';
import { Actor } from '../auth/actor.ts';
import type { Principal } from '../auth/principal.ts';
import { userErrorsOf } from '../graphql/user-error.ts';
import { DATABASE } from '../tokens.ts';
import { ImportTimelineService, type TimelineResult } from './import-timeline.service.ts';

@Resolver()
export class ImportsResolver {
  private readonly database: Database;
  private readonly imports: ImportTimelineService;

  constructor(@Inject(DATABASE) database: Database, @Inject(ImportTimelineService) imports: ImportTimelineService) {
    this.database = database;
    this.imports = imports;
  }

  @Mutation('importTimeline')
  importTimeline(@Actor() actor: Principal, @Args('input') input: ImportTimelineInput): Promise<TimelineResult> {
    return this.imports.import(actor, input);
  }

  @Query('exportTimeline')
  async exportTimeline(
    @Actor() actor: Principal,
    @Args('timeline') timeline: unknown,
    @Args('variables') variables?: Record<string, unknown>,
  ) {
    const parsed = parseTimeline(timeline, variables);
    if (!parsed.ok) return { document: null, unsupported: [], userErrors: userErrorsOf(parsed.problems, 'timeline') };
    const ids = [...new Set(assetReferences(parsed.value).map((r) => r.assetId))];
    const rows = await this.database.withWorkspace(actor.workspaceId, (tx) => getAssets(tx, ids));
    const assets = Object.fromEntries(rows.flatMap((row) => probed(row)));
    const exported = exportTimeline({ timeline, variables: variables ?? null, assets });
    return exported.ok
      ? { ...exported.value, userErrors: [] }
      : { document: null, unsupported: [], userErrors: userErrorsOf(exported.problems, 'timeline') };
  }
}

const probed = (row: AssetRow): [string, SourceMedia][] =>
  row.status === 'READY' && row.probe && row.sha256 && row.objectKey
    ? [[row.id, { assetId: row.id, sha256: row.sha256, objectKey: row.objectKey, probe: row.probe }]]
    : [];
