import { Inject, Injectable } from '@nestjs/common';
import { type Micros, microsOfAmount, objectKeys, type StoredTimeline } from '@workprint/contracts';
import type { CreateRenderInput } from '@workprint/graphql-schema';
import {
  type AssetRow,
  claimIdempotencyKey,
  type Database,
  getAssets,
  getRender,
  getWorkspace,
  insertRender,
  type NewRender,
  newId,
  type RenderBackend,
  type RenderEstimateRecord,
  type RenderRecord,
  readIdempotencyKey,
  type Tx,
} from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { hashOf, type OutputsResult, PIPELINE_VERSION, PRESETS, resolveOutputs } from '@workprint/timeline';
import type { Principal } from '../auth/principal.ts';
import { badInput } from '../graphql/errors.ts';
import { commonProblems } from '../graphql/inputs.ts';
import { idempotencyConflict, notFound, type UserError, userError, userErrorsOf } from '../graphql/user-error.ts';
import { DATABASE, SETTINGS, type Settings, STORE } from '../tokens.ts';
import { backendProblems } from './backend.ts';
import { Estimator } from './estimator.ts';
import { generationsCost, withGenerations } from './generations-cost.ts';
import { purchaseProblems } from './purchase-problems.ts';
import { RenderStarter } from './render-starter.ts';
import { sourceProblems } from './source-problems.ts';
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
  private readonly estimator: Estimator;
  private readonly settings: Settings;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(STORE) store: ObjectStore,
    @Inject(RenderStarter) starter: RenderStarter,
    @Inject(Estimator) estimator: Estimator,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.database = database;
    this.store = store;
    this.starter = starter;
    this.estimator = estimator;
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
    const render = draft(actor, input, before.workspace, checked, await this.estimated(actor, input, checked));
    // The document first: a row is never without it. What is left when we die in between is removed with the workspace's prefix.
    await this.store.putJson(render.timelineKey, checked.document);
    const result = await this.within(actor, (tx) => this.insert(tx, render, claim));
    if (result.render?.id === render.id) await this.starter.start(result.render);
    else await this.store.remove([render.timelineKey]);
    return { ...result, warnings: userErrorsOf(checked.outputs.warnings) };
  }

  /** What the render would take that `create` would accept now. @throws BAD_USER_INPUT with all that it would refuse */
  async estimate(actor: Principal, input: CreateRenderInput): Promise<RenderEstimateRecord> {
    const { workspace, asked } = await this.within(actor, async (tx) => ({
      workspace: await getWorkspace(tx),
      asked: await readSource(tx, input),
    }));
    if (!workspace) throw new Error(`workspace ${actor.workspaceId} is gone`);
    const filled = 'problems' in asked ? asked : fill(asked.source, input.variables);
    const checked = await this.check(actor, input, workspace, filled);
    if ('userErrors' in checked) throw badInput(checked.userErrors);
    return this.estimated(actor, input, checked);
  }

  private async estimated(actor: Principal, input: CreateRenderInput, checked: Checked): Promise<RenderEstimateRecord> {
    const { timeline, assets, outputs, backend, cost } = checked;
    const { durationSeconds } = timeline;
    const estimate = await this.estimator.estimate(actor, {
      ...{ timeline: timeline.timeline, assets, outputs: outputs.value, durationSeconds, backend },
      frames: framesOf(timeline, outputs),
      priority: priorityOf(input, outputs),
    });
    return withGenerations(estimate, cost);
  }

  private async check(
    actor: Principal,
    input: CreateRenderInput,
    limits: Limits & { defaultBackend: RenderBackend },
    filled: ReturnType<typeof fill>,
  ): Promise<Checked | { userErrors: UserError[] }> {
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
    problems.push(...assetProblems(timeline, assets), ...sourceProblems(timeline, this.settings.providers));
    if (!outputs.ok || problems.length > 0) return { userErrors: problems };
    const { cost, tooDear } = await this.within(actor, async (tx) => {
      const cost = await generationsCost(tx, [timeline]);
      return { cost, tooDear: await purchaseProblems(tx, cost, input.maxCost) };
    });
    if (tooDear.length > 0) return { userErrors: tooDear };
    return { timeline: read.checked, document, assets, outputs, backend, cost };
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

/** An input that has no problems. */
interface Checked {
  timeline: CheckedTimeline;
  document: StoredTimeline;
  /** Those that the timeline names. */
  assets: AssetRow[];
  outputs: Outputs;
  backend: RenderBackend;
  /** Of the generations that have to be bought. */
  cost: Micros;
}

export const framesOf = ({ frames }: CheckedTimeline, outputs: Outputs): number =>
  outputs.value.every((output) => output.once?.kind === 'still') ? 1 : frames;

const priorityOf = (input: RenderSettings, { preset }: Outputs): number =>
  input.priority ?? (preset === null ? undefined : PRESETS[preset]?.priority) ?? DEFAULT_PRIORITY;

/** The row of a render whose input has no problems. */
export const draft = (
  actor: Principal,
  input: RenderSettings,
  limits: Limits,
  { timeline, outputs, backend }: Pick<Checked, 'timeline' | 'outputs' | 'backend'>,
  estimate: RenderEstimateRecord,
): NewRender => {
  const { durationSeconds } = timeline;
  const id = newId();
  return {
    id,
    rootId: id,
    createdBy: actor.id,
    projectId: input.projectId ?? null,
    preset: outputs.preset,
    priority: priorityOf(input, outputs),
    pipelineVersion: PIPELINE_VERSION,
    timelineKey: objectKeys.timeline(actor.workspaceId, id),
    outputSettings: outputs.value,
    metadata: input.metadata ?? null,
    playlist: input.playlist ?? true,
    maxCost: input.maxCost == null ? null : microsOfAmount(input.maxCost),
    timeoutSeconds: input.timeoutSeconds ?? limits.maxRenderSeconds,
    framesTotal: framesOf(timeline, outputs),
    durationSeconds,
    backend,
    estimate,
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
