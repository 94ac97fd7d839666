import { Inject, Injectable } from '@nestjs/common';
import { amendmentOf, objectKeys, type StoredTimeline } from '@workprint/contracts';
import type { AmendRenderInput } from '@workprint/graphql-schema';
import {
  amendRender,
  boughtBy,
  claimIdempotencyKey,
  type Database,
  getAssets,
  getRender,
  getWorkspace,
  isTerminalRender,
  newId,
  type RenderAmendment,
  type RenderRecord,
  readIdempotencyKey,
  type Tx,
  type Unamendable,
  unamendable,
} from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { hashOf, storedOutputs } from '@workprint/timeline';
import type { Logger } from 'pino';
import type { Principal } from '../auth/principal.ts';
import { commonProblems } from '../graphql/inputs.ts';
import { idempotencyConflict, notFound, type UserError, userError } from '../graphql/user-error.ts';
import { DATABASE, LOG, SETTINGS, type Settings, STORE, WORKFLOWS } from '../tokens.ts';
import { notForLong } from '../workflows/patience.ts';
import type { Workflows } from '../workflows/workflows.ts';
import { framesOf, type Limits, microsOf, type RenderResult, settingProblems } from './create-render.service.ts';
import { Estimator } from './estimator.ts';
import { generationsCost, withGenerations } from './generations-cost.ts';
import { purchaseProblems } from './purchase-problems.ts';
import { sourceProblems } from './source-problems.ts';
import { assetProblems, checkTimeline, outputProblems } from './timeline-check.ts';
import { fill, readSource } from './timeline-source.ts';

const refused = (...userErrors: UserError[]): RenderResult => ({ render: null, userErrors });

const WHY: Record<Unamendable, [code: string, message: string, hint: string]> = {
  ENDED: ['RENDER_ENDED', 'The render has ended.', 'Create another one: what is the same comes from the cache.'],
  CANCEL_REQUESTED: ['CANCEL_REQUESTED', 'The render was asked to stop.', 'Create another one: what is the same comes from the cache.'],
  TOO_LATE: ['TOO_LATE', 'The render is being joined already.', 'Create another one: what is the same comes from the cache.'],
  OUTSIDE: [
    'UNSUPPORTED',
    'An outside service makes this render as one job, which cannot be amended.',
    'Cancel it and create another one.',
  ],
  TOO_OFTEN: [
    'TOO_MANY_AMENDMENTS',
    'The render was amended too often.',
    'Cancel it and create another one: what is the same comes from the cache.',
  ],
};
const why = (reason: Unamendable): RenderResult => {
  const [code, message, hint] = WHY[reason];
  return refused(userError(code, message, ['id'], hint));
};

/** Makes another film of a render that is under way: checks it as a new one is checked, keeps it, and tells the workflow. */
@Injectable()
export class AmendRenderService {
  private readonly database: Database;
  private readonly store: ObjectStore;
  private readonly workflows: Workflows;
  private readonly estimator: Estimator;
  private readonly settings: Settings;
  private readonly log: Logger;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(STORE) store: ObjectStore,
    @Inject(WORKFLOWS) workflows: Workflows,
    @Inject(Estimator) estimator: Estimator,
    @Inject(SETTINGS) settings: Settings,
    @Inject(LOG) log: Logger,
  ) {
    this.database = database;
    this.store = store;
    this.workflows = workflows;
    this.estimator = estimator;
    this.settings = settings;
    this.log = log;
  }

  async amend(actor: Principal, id: string, input: AmendRenderInput): Promise<RenderResult> {
    const { idempotencyKey, ...rest } = input;
    const claim = idempotencyKey ? claimOf(id, idempotencyKey, rest) : null;
    const before = await this.within(actor, async (tx) => ({
      workspace: await getWorkspace(tx),
      render: await getRender(tx, id),
      repeated: claim && (await repeated(tx, claim)),
      asked: await readSource(tx, input),
    }));
    if (before.repeated) return this.told(before.repeated);
    const { render, workspace } = before;
    if (!workspace) throw new Error(`workspace ${actor.workspaceId} is gone`);
    if (!render) return refused(notFound('render', ['id']));
    const reason = unamendable(render);
    if (reason) return why(reason);

    const filled = 'problems' in before.asked ? before.asked : fill(before.asked.source, input.variables);
    const checked = await this.check(actor, render, input, workspace, filled);
    if ('userErrors' in checked) return refused(...checked.userErrors);

    // The document first, as when a render is made.
    const { timelineKey } = checked.amendment;
    await this.store.putJson(timelineKey, checked.document);
    const result = await this.write(actor, render.id, checked.amendment, claim);
    if (result.render?.timelineKey !== timelineKey) await this.store.remove([timelineKey]);
    return this.told(result);
  }

  private async check(
    actor: Principal,
    render: RenderRecord,
    input: AmendRenderInput,
    limits: Limits,
    filled: ReturnType<typeof fill>,
  ): Promise<{ amendment: RenderAmendment; document: StoredTimeline } | { userErrors: UserError[] }> {
    const problems = [...commonProblems(input), ...settingProblems({ maxCost: input.maxCost }, limits)];
    if ('problems' in filled) return { userErrors: [...problems, ...filled.problems] };
    const { document } = filled;
    const read = checkTimeline(document.timeline, document.variables, limits.maxTimelineSeconds);
    if ('problems' in read) return { userErrors: [...problems, ...read.problems] };
    const { timeline, assetIds, durationSeconds } = read.checked;

    const outputs = storedOutputs(render.outputSettings);
    const assets = assetIds.length > 0 ? await this.within(actor, (tx) => getAssets(tx, assetIds)) : [];
    problems.push(...outputProblems(timeline, outputs, limits, outputs.length > 1), ...assetProblems(timeline, assets));
    problems.push(...sourceProblems(timeline, this.settings.providers));
    if (problems.length > 0) return { userErrors: problems };
    const maxCost = input.maxCost == null ? render.maxCost : microsOf(input.maxCost);
    const { cost, tooDear } = await this.within(actor, async (tx) => {
      const cost = await generationsCost(tx, [timeline], render.rootId);
      return { cost, tooDear: await purchaseProblems(tx, cost, maxCost, await boughtBy(tx, [render.id])) };
    });
    if (tooDear.length > 0) return { userErrors: tooDear };

    const framesTotal = framesOf(read.checked, outputs);
    const { backend, priority } = render;
    const asked = { timeline, assets, outputs, frames: framesTotal, durationSeconds, priority, backend };
    const amendment = {
      ...{ framesTotal, durationSeconds, maxCost },
      timelineKey: objectKeys.amendedTimeline(actor.workspaceId, render.id, newId()),
      estimate: withGenerations(await this.estimator.estimate(actor, asked), cost),
    };
    return { amendment, document };
  }

  private async write(actor: Principal, id: string, amendment: RenderAmendment, claim: Claim | null): Promise<RenderResult> {
    try {
      return await this.within(actor, (tx) => write(tx, id, amendment, claim));
    } catch (error) {
      if (!claim || !(error instanceof TakenMeanwhile)) throw error;
      return (await this.within(actor, (tx) => repeated(tx, claim))) ?? refused(idempotencyConflict());
    }
  }

  /** Tells the workflow what the row says; when that is lost, its next step reads the row, or the sweeper tells it. */
  private async told(result: RenderResult): Promise<RenderResult> {
    const { render } = result;
    if (render && render.revision > 1 && !isTerminalRender(render.status)) {
      const lost = (err: unknown) => this.log.warn({ err, renderId: render.id }, 'amendment not delivered to Temporal; the row has it');
      await notForLong(this.workflows.amendRender(render.id, amendmentOf(render)).catch(lost));
    }
    return result;
  }

  private within<T>(actor: Principal, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.withWorkspace(actor.workspaceId, work);
  }
}

const claimOf = (id: string, key: string, input: object) => ({
  operation: 'amendRender',
  key,
  inputHash: hashOf({ ...input, id: id.toLowerCase() }),
});
type Claim = ReturnType<typeof claimOf>;

/** The same request came twice at a time, and the other one was first. */
class TakenMeanwhile extends Error {}

const write = async (tx: Tx, id: string, amendment: RenderAmendment, claim: Claim | null): Promise<RenderResult> => {
  const amended = await amendRender(tx, id, amendment);
  if (!amended) return refused(notFound('render', ['id']));
  // A refusal takes no key.
  if ('refused' in amended) return (claim && (await repeated(tx, claim))) ?? why(amended.refused);
  if (claim) {
    const taken = await claimIdempotencyKey(tx, { ...claim, resultId: id });
    if ('conflict' in taken || !taken.fresh) throw new TakenMeanwhile();
  }
  return { render: amended.render, userErrors: [] };
};

/** What was answered under the key before, as it is now; null: the key is free. */
const repeated = async (tx: Tx, claim: Claim): Promise<RenderResult | null> => {
  const made = await readIdempotencyKey(tx, claim);
  if (!made) return null;
  if ('conflict' in made) return refused(idempotencyConflict());
  const render = await getRender(tx, made.resultId);
  return render ? { render, userErrors: [] } : refused(notFound('render (any more)', ['idempotencyKey']));
};
