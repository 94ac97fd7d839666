import { objectKeys, type PlanSummary, type PrepareInput, type PrepareResult, type StoredTimeline } from '@workprint/contracts';
import { compilePlans, measurePlan, type Plan, parseTimeline, storedOutputs } from '@workprint/timeline';
import { prepareJob } from '../media-job/prepare-job.ts';
import { lookUp, missingOf } from './cached-chunks.ts';
import type { Call } from './call.ts';
import { withTexts } from './caption-texts.ts';
import type { Dependencies } from './dependencies.ts';
import { checkBrowser, checkEncoders } from './encoders.ts';
import { missingPieces } from './missing-pieces.ts';
import { longestTimeline, problemsFailure, resolveSources } from './resolve.ts';
import { textProblems } from './text-problems.ts';
import { watchedPlans } from './watched-plans.ts';

type Needs = Pick<Dependencies, 'db' | 'store' | 'toolchain' | 'ffmpeg' | 'chromium' | 'fonts' | 'sources' | 'scratch' | 'jobResults'>;

/** Timeline in the store → plans in the store, and what of them is there already. Of sources only fonts and captions are read. */
export const prepare = async (needs: Needs, input: PrepareInput, { signal }: Call): Promise<PrepareResult> => {
  const { db, store, toolchain } = needs;
  const outputs = storedOutputs(input.outputs);
  if (input.backend !== 'MEDIACONVERT') checkEncoders(needs, outputs);
  const [stored, maxDurationSeconds] = await Promise.all([
    store.getJson<StoredTimeline>(input.timelineKey, { signal }),
    longestTimeline(db, input.workspaceId),
  ]);
  const parsed = parseTimeline(stored.timeline, stored.variables, { maxDurationSeconds });
  if (!parsed.ok) throw problemsFailure(parsed.problems);

  const timeline = parsed.value;
  checkBrowser(needs, timeline);
  const { assets, generated, waitingFor, missing } = await withTexts(store, await resolveSources(db, input, timeline), signal);
  if (waitingFor.length > 0 || missing.length > 0) return { ready: false, assetIds: waitingFor, generations: missing };

  if (input.backend === 'MEDIACONVERT') return prepareJob(needs, input, { timeline, outputs, assets, generated }, signal);
  const compiled = compilePlans({ timeline, outputs, assets, generated, toolchain });
  if (!compiled.ok) throw problemsFailure(compiled.problems);
  const seen = compiled.value.some((plan) => plan.chunks.length > 0);
  const unwritable = seen ? await textProblems(needs, timeline, { assets, generated }, signal) : [];
  if (unwritable.length > 0) throw problemsFailure(unwritable);
  const watched = await watchedPlans(needs, input, compiled.value);
  const filed = watched.map((plan, i) => ({
    plan,
    planKey: objectKeys.plan(input.workspaceId, input.renderId, input.revision, i),
  }));
  const firstPasses = measuresOf(input, compiled.value, toolchain);
  const [cached] = await Promise.all([
    lookUp(
      needs,
      input,
      compiled.value,
      firstPasses.flatMap((one) => (one ? [one.plan] : [])),
    ),
    ...filed.map(({ plan, planKey }) => store.putJson(planKey, plan, { signal })),
    ...firstPasses.map((one) => one && store.putJson(one.planKey, one.plan, { signal })),
  ]);
  const plans = filed.map((one) => ({ ...one, missing: missingOf(one.plan, cached) }));
  const mezzanines = await missingPieces(needs, input, plans);
  return {
    ready: true,
    plans: plans.map(({ plan, planKey, missing }, i) => ({
      planKey,
      chunkCount: plan.chunks.length,
      missing,
      hasAudio: plan.audio !== null,
      outputs: plan.outputs.map((o) => o.index),
      ...(plan.playlist ? { playlist: true as const } : {}),
      ...(mezzanines[i]?.length ? { mezzanines: mezzanines[i] } : {}),
      ...summaryOf(firstPasses[i] ?? null, cached),
    })),
    framesTotal: plans.reduce((sum, { plan }) => sum + plan.chunks.reduce((frames, chunk) => frames + chunk.frames, 0), 0),
    durationSeconds: Math.max(...plans.map(({ plan }) => plan.durationSeconds)),
  };
};

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

const summaryOf = (first: FirstPass | null, cached: ReadonlySet<string>): Pick<PlanSummary, 'measure'> =>
  first === null ? {} : { measure: { planKey: first.planKey, firstChunk: first.plan.firstChunk, missing: missingOf(first.plan, cached) } };
