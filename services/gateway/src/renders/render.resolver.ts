import { Inject } from '@nestjs/common';
import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { type Money, objectKeys, renderWorkflowId } from '@workprint/contracts';
import {
  type Database,
  isTerminalRender,
  type LogRecord,
  type RenderEventRecord,
  type RenderRecord,
  readLogs,
  renderEventsAfter,
} from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { storedOutputs } from '@workprint/timeline';
import type { ShownPrincipal } from '../auth/principals.ts';
import type { RequestContext } from '../graphql/context.ts';
import { DATABASE, SETTINGS, type Settings, STORE } from '../tokens.ts';
import { watchLink } from '../watching/links.ts';

const LINK_SECONDS = 3600;
const MAX_EVENTS = 500;

/** Fields of a render that its record does not hold as they are shown. The record may be a snapshot from the past. */
@Resolver('Render')
export class RenderResolver {
  private readonly database: Database;
  private readonly store: ObjectStore;
  private readonly settings: Settings;

  constructor(@Inject(DATABASE) database: Database, @Inject(STORE) store: ObjectStore, @Inject(SETTINGS) settings: Settings) {
    this.database = database;
    this.store = store;
    this.settings = settings;
  }

  @ResolveField('createdBy')
  createdBy(@Parent() render: RenderRecord, @Context() context: RequestContext): Promise<ShownPrincipal> | null {
    return context.principals?.load(render.createdBy) ?? null;
  }

  @ResolveField('progress')
  progress(@Parent() { status, chunksTotal, progress }: RenderRecord) {
    return { ...progress, stage: status, chunksTotal };
  }

  @ResolveField('draft')
  draft(@Parent() { outputSettings }: RenderRecord): boolean {
    return storedOutputs(outputSettings).some((output) => output.draft === true);
  }

  @ResolveField('cost')
  cost(@Parent() { id, status }: RenderRecord, @Context() context: RequestContext): Promise<Money> | null {
    return isTerminalRender(status) ? (context.renderCosts?.load(id) ?? null) : null;
  }

  /** Snapshots of earlier versions do not say. */
  @ResolveField('computeSeconds')
  computeSeconds(@Parent() { computeSeconds }: RenderRecord): number {
    return computeSeconds ?? 0;
  }

  @ResolveField('playlistUrl')
  playlistUrl(@Parent() { id: renderId, workspaceId, revision, playlistAt }: RenderRecord): string | null {
    return playlistAt ? watchLink(this.settings, { renderId, workspaceId }, revision) : null;
  }

  @ResolveField('manifestUrl')
  manifestUrl(@Parent() render: RenderRecord): Promise<string> | null {
    if (render.status !== 'COMPLETED') return null;
    const key = objectKeys.output(render.workspaceId, render.id, 'manifest.json');
    return this.store.presignGet(key, { seconds: LINK_SECONDS, contentType: 'application/json' });
  }

  @ResolveField('workflowUrl')
  workflowUrl(@Parent() render: RenderRecord): string | null {
    const { temporalUiUrl, temporalNamespace } = this.settings;
    return temporalUiUrl && `${temporalUiUrl}/namespaces/${encodeURIComponent(temporalNamespace)}/workflows/${renderWorkflowId(render.id)}`;
  }

  @ResolveField('events')
  events(@Parent() render: RenderRecord, @Args('after') after?: number, @Args('first') first?: number): Promise<RenderEventRecord[]> {
    const count = Math.min(Math.max(first ?? 100, 1), MAX_EVENTS);
    return this.database.withWorkspace(render.workspaceId, (tx) => renderEventsAfter(tx, render.id, after ?? 0, count));
  }

  @ResolveField('logs')
  logs(@Parent() render: RenderRecord, @Args('tail') tail?: number): Promise<LogRecord[]> {
    return this.database.withWorkspace(render.workspaceId, (tx) => readLogs(tx, render.id, tail ?? 100));
  }
}
