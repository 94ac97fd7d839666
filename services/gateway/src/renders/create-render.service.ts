import { Inject, Injectable } from '@nestjs/common';
import { microsOfAmount, objectKeys, type StoredTimeline } from '@workprint/contracts';
import type { CreateRenderInput } from '@workprint/graphql-schema';
import {
  claimIdempotencyKey,
  type Database,
  getAssets,
  getRender,
  getWorkspace,
  insertRender,
  type NewRender,
  newId,
  type RenderBackend,
  type RenderRecord,
  readIdempotencyKey,
  type Tx,
} from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { hashOf, type OutputsResult, PIPELINE_VERSION, PRESETS, resolveOutputs } from '@workprint/timeline';
import type { Principal } from '../auth/principal.ts';
import { commonProblems } from '../graphql/inputs.ts';
import { idempotencyConflict, notFound, type UserError, userError, userErrorsOf } from '../graphql/user-error.ts';
import { DATABASE, SETTINGS, type Settings, STORE } from '../tokens.ts';
import { backendProblems } from './backend.ts';
import { estimate } from './estimate.ts';
import { purchaseProblems } from './purchase-problems.ts';
import { RenderStarter } from './render-starter.ts';
import { assetProblems, type CheckedTimeline, checkTimeline, outputProblems } from './timeline-check.ts';
import { fill, readSource } from './timeline-source.ts';

const OPERATION = 'createRender';
const MAX_METADATA_BYTES = 65_536;
const DEFAULT_PRIORITY = 3;

export interface RenderResult {
  render: RenderRecord | null;
  userErrors: UserError[];
  /** What was asked for and not used. */
  warnings?: UserError[];
}

const refused = (...userErrors: UserError[]): RenderResult => ({ render: null, userErrors });

/** What a workspace allows. */
export interface Limits {
  maxRenderSeconds: number;
  maxTimelineSeconds: number;
  maxOutputSide: number;
}

/** Takes a render: checks everything that needs no media, keeps it, and starts its workflow. */
@Injectable()
export class CreateRenderService {
  private readonly database: Database;
  private readonly store: ObjectStore;
  private readonly starter: RenderStarter;
  private readonly settings: Settings;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(STORE) store: ObjectStore,
    @Inject(RenderStarter) starter: RenderStarter,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.database = database;
    this.store = store;
    this.starter = starter;
    this.settings = settings;
  }

  /** What was answered under a key before; null: nothing was. */
  madeBefore(actor: Principal, key: string, inputHash: string): Promise<RenderResult | null> {
    return this.within(actor, (tx) => this.repeated(tx, { operation: OPERATION, key, inputHash }));
  }

  /** @param inputHash of what the idempotency key stands for; of the input itself when not given */
  async create(actor: Principal, input: CreateRenderInput, inputHash?: string): Promise<RenderResult> {
    const { idempotencyKey, ...rest } = input;
    const claim = idempotencyKey ? { operation: OPERATION, key: idempotencyKey, inputHash: inputHash ?? hashOf(rest) } : null;
    const before = await this.within(actor, async (tx) => ({
      workspace: await getWorkspace(tx),
      repeated: claim && (await this.repeated(tx, claim)),
      asked: await readSource(tx, input),
    }));
    if (before.repeated) return before.repeated;
    if (!before.workspace) throw new Error(`workspace ${actor.workspaceId} is gone`);

    const filled = 'problems' in before.asked ? before.asked : fill(before.asked.source, input.variables);
    const checked = await this.check(actor, input, before.workspace, filled);
    if ('userErrors' in checked) return refused(...checked.userErrors);

    // The document first: a row is never without it. What is left when we die in between is removed with the workspace's prefix.
    await this.store.putJson(checked.render.timelineKey, checked.document);
    const result = await this.within(actor, (tx) => this.insert(tx, checked.render, claim));
    if (result.render?.id === checked.render.id) await this.starter.start(result.render);
    else await this.store.remove([checked.render.timelineKey]);
    return { ...result, warnings: checked.warnings };
  }

  private async check(
    actor: Principal,
    input: CreateRenderInput,
    limits: Limits & { defaultBackend: RenderBackend },
    filled: ReturnType<typeof fill>,
  ): Promise<{ render: NewRender; document: StoredTimeline; warnings: UserError[] } | { userErrors: UserError[] }> {
    const problems = [...commonProblems(input), ...settingProblems(input, limits)];
    if ('problems' in filled) return { userErrors: [...problems, ...filled.problems] };
    const { document } = filled;
    const read = checkTimeline(document.timeline, document.variables, limits.maxTimelineSeconds);
    if ('problems' in read) return { userErrors: [...problems, ...read.problems] };
    const { timeline, assetIds } = read.checked;

    const outputs = resolveOutputs(timeline.canvas, input);
    const listed = input.outputs != null;
    problems.push(...(outputs.ok ? outputProblems(timeline, outputs.value, limits, listed) : userErrorsOf(outputs.problems)));
    const backend = input.backend ?? limits.defaultBackend;
    if (outputs.ok) {
      const { missing } = this.settings.mediaConvert;
      problems.push(...backendProblems({ backend, timeline, outputs: outputs.value, listed, missing }));
    }
    const assets = assetIds.length > 0 ? await this.within(actor, (tx) => getAssets(tx, assetIds)) : [];
    problems.push(...assetProblems(timeline, assets));
    if (!outputs.ok || problems.length > 0) return { userErrors: problems };
    const tooDear = await this.within(actor, (tx) => purchaseProblems(tx, timeline, input.maxCost));
    if (tooDear.length > 0) return { userErrors: tooDear };

    return { render: draft(actor, input, limits, read.checked, outputs, backend), document, warnings: userErrorsOf(outputs.warnings) };
  }

  private async insert(tx: Tx, render: NewRender, claim: Claim | null): Promise<RenderResult> {
    if (claim) {
      const taken = await claimIdempotencyKey(tx, { ...claim, resultId: render.id });
      if ('conflict' in taken || !taken.fresh) return (await this.repeated(tx, claim)) ?? refused(idempotencyConflict());
    }
    return { render: await insertRender(tx, render), userErrors: [] };
  }

  private async repeated(tx: Tx, claim: Claim): Promise<RenderResult | null> {
    const made = await readIdempotencyKey(tx, claim);
    if (!made) return null;
    if ('conflict' in made) return refused(idempotencyConflict());
    const render = await getRender(tx, made.resultId);
    return render ? { render, userErrors: [] } : refused(notFound('render (any more)', ['idempotencyKey']));
  }

  private within<T>(actor: Principal, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.withWorkspace(actor.workspaceId, work);
  }
}

interface Claim {
  operation: string;
  key: string;
  inputHash: string;
}

type RenderSettings = Omit<CreateRenderInput, 'timeline' | 'templateId' | 'variables' | 'idempotencyKey'>;
type Outputs = Extract<OutputsResult, { ok: true }>;

/** The row of a render whose input has no problems. */
export const draft = (
  actor: Principal,
  input: RenderSettings,
  limits: Limits,
  checked: CheckedTimeline,
  outputs: Outputs,
  backend: RenderBackend = 'FFMPEG',
): NewRender => {
  const { durationSeconds } = checked;
  const { preset } = outputs;
  const frames = outputs.value.every((output) => output.once?.kind === 'still') ? 1 : checked.frames;
  const id = newId();
  return {
    id,
    rootId: id,
    createdBy: actor.id,
    projectId: input.projectId ?? null,
    preset,
    priority: input.priority ?? (preset === null ? undefined : PRESETS[preset]?.priority) ?? DEFAULT_PRIORITY,
    pipelineVersion: PIPELINE_VERSION,
    timelineKey: objectKeys.timeline(actor.workspaceId, id),
    outputSettings: outputs.value,
    metadata: input.metadata ?? null,
    playlist: input.playlist ?? true,
    maxCost: input.maxCost == null ? null : microsOfAmount(input.maxCost),
    timeoutSeconds: input.timeoutSeconds ?? limits.maxRenderSeconds,
    framesTotal: frames,
    durationSeconds,
    backend,
    estimate: estimate(frames, durationSeconds, outputs.value, backend),
  };
};

/** What is wrong with the settings beside timeline and output. */
export const settingProblems = (input: RenderSettings, limits: Limits): UserError[] => {
  const problems: UserError[] = [];
  const { priority, timeoutSeconds, metadata, maxCost } = input;
  if (priority != null && (priority < 1 || priority > 5))
    problems.push(userError('INVALID_VALUE', 'priority must be 1 to 5.', ['priority']));
  if (timeoutSeconds != null && (timeoutSeconds < 1 || timeoutSeconds > limits.maxRenderSeconds)) {
    problems.push(
      userError('INVALID_VALUE', `timeoutSeconds must be 1 to ${limits.maxRenderSeconds} in this workspace.`, ['timeoutSeconds']),
    );
  }
  if (maxCost != null && microsOfAmount(maxCost) === null) {
    problems.push(userError('INVALID_VALUE', 'maxCost must be US dollars with at most six digits after the point.', ['maxCost']));
  }
  if (metadata != null && Buffer.byteLength(JSON.stringify(metadata)) > MAX_METADATA_BYTES) {
    problems.push(userError('INVALID_VALUE', `metadata may have ${MAX_METADATA_BYTES} bytes of JSON at most.`, ['metadata']));
  }
  return problems;
};
