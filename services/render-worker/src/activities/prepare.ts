import {
  objectKeys,
  type PlanSummary,
  type PrepareInput,
  type PrepareResult,
  type RecordRenderResult,
  type RenderChange,
  renderStep,
  type StoredTimeline,
} from '@workprint/contracts';
import { recordRenderStep, type Tx } from '@workprint/projection';
import { compilePlans, measurePlan, type Plan, parseTimeline, storedOutputs } from '@workprint/timeline';
import { prepareJob } from '../media-job/prepare-job.ts';
import { complete, lookUp, missingOf } from './cached-chunks.ts';
import type { Call } from './call.ts';
import { withTexts } from './caption-texts.ts';
import type { FileCompute } from './compute.ts';
import type { Dependencies } from './dependencies.ts';
import { checkBrowser, checkEncoders } from './encoders.ts';
import { type Lacking, type UnderWay, underWay } from './going-work.ts';
import { missingPieces } from './missing-pieces.ts';
import { paceOf } from './outlook.ts';
import { longestTimeline, problemsFailure, resolveSources } from './resolve.ts';
import { textProblems } from './text-problems.ts';
import { watchedPlans } from './watched-plans.ts';

type Needs = Pick<
  Dependencies,
  'db' | 'store' | 'toolchain' | 'ffmpeg' | 'chromium' | 'fonts' | 'sources' | 'scratch' | 'jobResults' | 'plans' | 'chunkQueue'
>;

/**
 * Timeline in the store → plans in the store, and what of them is there already. Of sources only fonts and captions are read. The row is told that
 * it is planned, and that rendering begins, by the way: the workflow would take two steps more for that before the first ffmpeg.
 */
export const prepare = async (
  needs: Needs,
  input: PrepareInput,
  { signal }: Call,
  file: FileCompute = async () => {},
): Promise<PrepareResult> => {
  const { db, store, toolchain } = needs;
  const { workspaceId } = input;
  const outputs = storedOutputs(input.outputs);
  const [planning, stored, maxDurationSeconds, pace] = await Promise.all([
    db.withWorkspace(workspaceId, (tx) => tell(tx, input, { to: 'PLANNING' })),
    store.getJson<StoredTimeline>(input.timelineKey, { signal }),
    longestTimeline(db, workspaceId),
    paceOf(db, workspaceId, needs.chunkQueue),
  ]);
  if (planning.cancelRequested || planning.amended) return { ready: false, assetIds: [], generations: [], told: planning };
  if (input.backend !== 'MEDIACONVERT') checkEncoders(needs, outputs);
  const parsed = parseTimeline(stored.timeline, stored.variables, { maxDurationSeconds });
  if (!parsed.ok) throw problemsFailure(parsed.problems);

  checkBrowser(needs, parsed.value);
  const resolved = await withTexts(store, await resolveSources(db, input, parsed.value), signal);
  const { timeline, fallbacks, assets, generated, waitingFor, missing } = resolved;
  if (waitingFor.length > 0 || missing.length > 0) return { ready: false, assetIds: waitingFor, generations: missing, told: planning };

  if (input.backend === 'MEDIACONVERT')
    return { ...(await prepareJob(needs, input, { timeline, fallbacks, outputs, assets, generated }, signal)), told: planning };
  const compiled = compilePlans({ timeline, outputs, assets, generated, toolchain });
  if (!compiled.ok) throw problemsFailure(compiled.problems);
  const seen = compiled.value.some((plan) => plan.chunks.length > 0);
  const unwritable = seen ? await textProblems(needs, timeline, { assets, generated }, signal) : [];
  if (unwritable.length > 0) throw problemsFailure(unwritable);
  const watched = await watchedPlans(needs, input, compiled.value);
  const filed = watched.plans.map((plan, i) => ({
    plan: fallbacks.length > 0 ? { ...plan, fallbacks } : plan,
    planKey: objectKeys.plan(input.workspaceId, input.renderId, input.revision, i),
  }));
  const firstPasses = measuresOf(input, compiled.value, toolchain);
  const framesTotal = filed.reduce((sum, { plan }) => sum + plan.chunks.reduce((frames, chunk) => frames + chunk.frames, 0), 0);
  const durationSeconds = Math.max(...filed.map(({ plan }) => plan.durationSeconds));
  const beside = firstPasses.flatMap((one) => (one ? [one.plan] : []));
  // The render's lock first.
  const written = db.withWorkspace(workspaceId, async (tx) => {
    await file(tx);
    await watched.file(tx);
    const cached = await lookUp(tx, input, compiled.value, pace, beside);
    if (beside.length > 0) return { cached, told: planning };
    const chunks = filed.flatMap(({ plan }) => plan.chunks);
    const [chunksTotal, chunksReused] = [chunks.length, chunks.filter((chunk) => complete(chunk, cached)).length];
    const { planKey } = filed[0]!;
    return { cached, told: await tell(tx, input, { to: 'RENDERING', planKey, framesTotal, durationSeconds, chunksTotal, chunksReused }) };
  });
  const [{ cached, told }] = await Promise.all([
    written,
    ...filed.map(({ plan, planKey }) => store.putJson(planKey, plan, { signal })),
    ...firstPasses.map((one) => one && store.putJson(one.planKey, one.plan, { signal })),
  ]);
  const plans = filed.map((one) => ({ ...one, missing: missingOf(one.plan, cached, pace) }));
  const mezzanines = await missingPieces(needs, input, plans);
  const measured = firstPasses.map((one) => one && { ...one, missing: missingOf(one.plan, cached, pace) });
  const going = await goingOf(needs, input, [...plans, ...measured.flatMap((one) => one ?? [])], cached, signal);
  return {
    ready: true,
    told,
    ...(going ? { needed: going.needed } : {}),
    plans: plans.map(({ plan, planKey, missing }, i) => ({
      planKey,
      chunkCount: plan.chunks.length,
      ...takenUp(plan, missing, going),
      hasAudio: plan.audio !== null,
      outputs: plan.outputs.map((o) => o.index),
      ...(plan.playlist ? { playlist: true as const } : {}),
      ...(mezzanines[i]?.length ? { mezzanines: mezzanines[i] } : {}),
      ...summaryOf(measured[i] ?? null),
    })),
    framesTotal,
    durationSeconds,
    slots: pace.slots,
  };
};

const tell = (tx: Tx, { renderId, revision }: PrepareInput, change: RenderChange): Promise<RecordRenderResult> =>
  recordRenderStep(tx, { renderId, revision, step: renderStep(revision, change), change });

interface FirstPass {
  plan: Plan;
  planKey: string;
}

/** The first passes over plans whose chunks are to be given rates; null: that one needs none. */
const measuresOf = (
  { workspaceId, renderId, revision }: PrepareInput,
  plans: readonly Plan[],
  toolchain: Needs['toolchain'],
): (FirstPass | null)[] => {
  const count = plans.reduce((sum, p) => sum + p.chunks.length, 0);
  return plans.map((one, i) => {
    const plan = measurePlan(one, count + one.firstChunk, toolchain);
    return plan && { plan, planKey: objectKeys.measurePlan(workspaceId, renderId, revision, i) };
  });
};

/** Null when nothing is under way. */
const goingOf = async (
  needs: Needs,
  { going }: PrepareInput,
  wanted: readonly Lacking[],
  cached: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<UnderWay | null> => (going ? underWay(needs, going, wanted, cached, signal) : null);

/** Missing chunks: those to be begun, and those that are under way. */
const takenUp = ({ chunks }: Plan, missing: number[], going: UnderWay | null): Pick<PlanSummary, 'missing' | 'going'> => {
  if (going === null) return { missing };
  const taken = missing.flatMap((index) => {
    const from = going.makes(chunks[index]!);
    return from ? [{ index, from }] : [];
  });
  const made = new Set(taken.map(({ index }) => index));
  return { missing: missing.filter((index) => !made.has(index)), ...(taken.length > 0 ? { going: taken } : {}) };
};

const summaryOf = (first: (FirstPass & Lacking) | null): Pick<PlanSummary, 'measure'> =>
  first === null ? {} : { measure: { planKey: first.planKey, firstChunk: first.plan.firstChunk, missing: first.missing } };
