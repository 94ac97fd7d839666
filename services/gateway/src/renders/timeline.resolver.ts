import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { type Database, getAssets, getWorkspace } from '@workprint/projection';
import { PRESETS, type Preset } from '@workprint/timeline';
import { Actor } from '../auth/actor.ts';
import type { Principal } from '../auth/principal.ts';
import { DATABASE } from '../tokens.ts';
import { assetProblems, checkTimeline } from './timeline-check.ts';

@Resolver()
export class TimelineResolver {
  private readonly database: Database;

  constructor(@Inject(DATABASE) database: Database) {
    this.database = database;
  }

  @Query('validateTimeline')
  async validateTimeline(@Actor() actor: Principal, @Args('timeline') timeline: unknown, @Args('variables') variables?: unknown) {
    return this.database.withWorkspace(actor.workspaceId, async (tx) => {
      const workspace = await getWorkspace(tx);
      const read = checkTimeline(timeline, variables, workspace?.maxTimelineSeconds ?? 0);
      if ('problems' in read) return { valid: false, problems: read.problems, durationSeconds: null, frames: null };
      const { frames, durationSeconds, assetIds } = read.checked;
      const problems = assetProblems(read.checked.timeline, await getAssets(tx, assetIds));
      return problems.length > 0
        ? { valid: false, problems, durationSeconds: null, frames: null }
        : { valid: true, problems, durationSeconds, frames };
    });
  }

  @Query('presets')
  presets(): Preset[] {
    return Object.values(PRESETS);
  }
}
