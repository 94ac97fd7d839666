import { Inject, Injectable } from '@nestjs/common';
import { type Failure, type FrameInput, type FrameResult, frameKeys, type StoredTimeline } from '@workprint/contracts';
import type { RenderFrameInput } from '@workprint/graphql-schema';
import { type Database, getAssets, getRender, getWorkspace, type RenderRecord } from '@workprint/projection';
import { failureOf } from '@workprint/runtime';
import type { ObjectStore } from '@workprint/storage';
import { hashOf, type OutputSettings, type Result, resolveOutput, resolveOutputs, storedOutputs, type Timeline } from '@workprint/timeline';
import type { Principal } from '../auth/principal.ts';
import { notFound, type UserError, userError, userErrorsOf } from '../graphql/user-error.ts';
import { assetProblems, checkTimeline } from '../renders/timeline-check.ts';
import { DATABASE, STORE, WORKFLOWS } from '../tokens.ts';
import type { Workflows } from '../workflows/workflows.ts';
import { frameAtTime, requestProblems } from './frame-request.ts';

const LINK_SECONDS = 3600;

export interface FramePayload {
  url: string | null;
  width: number | null;
  height: number | null;
  frame: number | null;
  at: number | null;
  userErrors: UserError[];
}

const refused = (...userErrors: UserError[]): FramePayload => ({ url: null, width: null, height: null, frame: null, at: null, userErrors });

/** What a frame is asked of. */
interface Subject {
  document: StoredTimeline;
  render: RenderRecord | null;
  maxTimelineSeconds: number;
}

/** Shows one frame: checks what needs no media, has it drawn, and answers with its address. */
@Injectable()
export class FramesService {
  private readonly database: Database;
  private readonly store: ObjectStore;
  private readonly workflows: Workflows;

  constructor(@Inject(DATABASE) database: Database, @Inject(STORE) store: ObjectStore, @Inject(WORKFLOWS) workflows: Workflows) {
    this.database = database;
    this.store = store;
    this.workflows = workflows;
  }

  async draw(actor: Principal, input: RenderFrameInput): Promise<FramePayload> {
    const contradictions = requestProblems(input);
    if (contradictions.length > 0) return refused(...contradictions);
    const subject = await this.subject(actor, input);
    if (!subject) return refused(notFound('render', ['renderId']));
    const { document, render } = subject;

    const read = checkTimeline(document.timeline, document.variables, subject.maxTimelineSeconds);
    if ('problems' in read) return refused(...read.problems);
    const { timeline, assetIds } = read.checked;
    const output = outputOf(timeline, input, render);
    const assets = assetIds.length > 0 ? await this.database.withWorkspace(actor.workspaceId, (tx) => getAssets(tx, assetIds)) : [];
    const problems = [...(output.ok ? [] : userErrorsOf(output.problems)), ...assetProblems(timeline, assets)];
    if (!output.ok || problems.length > 0) return refused(...problems);

    const frame = input.frame ?? frameAtTime(input.at ?? 0, output.value.fps);
    const question = {
      workspaceId: actor.workspaceId,
      rootId: render?.rootId ?? null,
      output: output.value,
      frame,
      format: input.format === 'JPEG' ? ('jpeg' as const) : ('png' as const),
    };
    const timelineKey = render?.timelineKey ?? (await this.keep(actor, document));
    const result = await this.ask({ ...question, timelineKey });
    if ('failure' in result) return refused(userErrorOf(result.failure));
    if (!result.ok) return refused(...result.problems.map((p) => problemOf(p, input)));
    const { objectKey, width, height, at } = result;
    return { url: await this.store.presignGet(objectKey, { seconds: LINK_SECONDS }), width, height, frame, at, userErrors: [] };
  }

  private async subject(actor: Principal, { renderId, timeline, variables }: RenderFrameInput): Promise<Subject | null> {
    const { workspace, render } = await this.database.withWorkspace(actor.workspaceId, async (tx) => ({
      workspace: await getWorkspace(tx),
      render: renderId ? await getRender(tx, renderId) : null,
    }));
    if (!workspace) throw new Error(`workspace ${actor.workspaceId} is gone`);
    if (renderId && !render) return null;
    const document: StoredTimeline = render
      ? await this.store.getJson<StoredTimeline>(render.timelineKey)
      : { timeline, variables: (variables ?? null) as StoredTimeline['variables'] };
    return { document, render, maxTimelineSeconds: workspace.maxTimelineSeconds };
  }

  /** By content: scrubbing through one timeline keeps one object. */
  private async keep(actor: Principal, document: StoredTimeline): Promise<string> {
    const key = frameKeys.timeline(actor.workspaceId, hashOf(document));
    await this.store.putJson(key, document);
    return key;
  }

  private async ask(input: FrameInput): Promise<FrameResult | { failure: Failure }> {
    try {
      return await this.workflows.drawFrame(input, hashOf(input));
    } catch (error) {
      const failure = failureOf<Failure>(error);
      if (failure.code === 'INTERNAL' || failure.code === 'STORAGE_FAILED') throw error;
      return { failure };
    }
  }
}

const outputOf = (timeline: Timeline, { preset, output }: RenderFrameInput, render: RenderRecord | null): Result<OutputSettings> => {
  if (!render) {
    const asked = resolveOutputs(timeline.canvas, { preset, output });
    return asked.ok ? { ok: true, value: asked.value[0]! } : asked;
  }
  const stored = storedOutputs(render.outputSettings);
  // A frame of what has pictures, if there is such an output.
  const own = stored.find((o) => o.codec !== null) ?? stored[0]!;
  if (!output) return { ok: true, value: own };
  const { width = own.width, height = own.height } = output;
  const asked = resolveOutput({ ...timeline.canvas, fps: own.fps }, null, { width, height, fps: output.fps });
  return asked.ok
    ? { ok: true, value: { ...own, width: asked.value.width, height: asked.value.height, fps: asked.value.fps } }
    : { ok: false, problems: asked.problems.map((p) => ({ ...p, path: ['output', ...p.path] })) };
};

/** The worker speaks of the time as `at`; the client may have named a frame. */
const problemOf = (p: Extract<FrameResult, { ok: false }>['problems'][number], input: RenderFrameInput): UserError =>
  userError(p.code, p.message, p.path[0] === 'at' && input.frame != null ? ['frame'] : p.path, p.hint ?? null);

const userErrorOf = ({ code, message, path, hint }: Failure): UserError =>
  userError(code, message, path === undefined ? null : ['timeline', ...(path.match(/[^.[\]]+/g) ?? [])], hint);
