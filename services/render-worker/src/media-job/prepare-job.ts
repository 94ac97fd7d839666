import { objectKeys, type PrepareInput, type PrepareResult } from '@workprint/contracts';
import { seedChunks } from '@workprint/projection';
import { compileJob, type JobPlan, type OutputSettings, type SourceMedia, type Timeline, type UsedFallback } from '@workprint/timeline';
import type { Dependencies } from '../activities/dependencies.ts';
import { problemsFailure } from '../activities/resolve.ts';
import { textProblems } from '../activities/text-problems.ts';

interface Resolved {
  timeline: Timeline;
  fallbacks: UsedFallback[];
  outputs: readonly OutputSettings[];
  assets: Record<string, SourceMedia>;
  generated: Record<string, SourceMedia>;
}

type Ready = Extract<PrepareResult, { ready: true }>;

type Needs = Pick<Dependencies, 'db' | 'store' | 'toolchain' | 'fonts' | 'sources' | 'scratch' | 'jobResults'>;

/** Timeline and sources → a job in the store. To the rest of the system it is a plan of one chunk. @throws FailureError with everything that a job can't say */
export const prepareJob = async (
  needs: Needs,
  input: PrepareInput,
  resolved: Resolved,
  signal: AbortSignal,
): Promise<Omit<Ready, 'told'>> => {
  const { db, store, toolchain, jobResults } = needs;
  const { workspaceId, renderId, revision } = input;
  const { fallbacks, ...sources } = resolved;
  const compiled = compileJob({
    ...sources,
    toolchain,
    bucket: store.bucket,
    parts: objectKeys.jobParts(workspaceId, renderId),
    results: objectKeys.jobResults(workspaceId, jobResults, renderId),
  });
  if (!compiled.ok) throw problemsFailure(compiled.problems);
  const unwritable = await textProblems(needs, resolved.timeline, resolved, signal);
  if (unwritable.length > 0) throw problemsFailure(unwritable);
  const job: JobPlan = { ...compiled.value, plan: { ...compiled.value.plan, ...(fallbacks.length > 0 ? { fallbacks } : {}) } };
  const { frames, durationSeconds } = job.plan;
  const planKey = objectKeys.job(workspaceId, renderId, revision);
  await Promise.all([
    store.putJson(planKey, job, { signal }),
    db.withWorkspace(workspaceId, (tx) => seedChunks(tx, { renderId, revision }, [{ index: 0, key: renderId, frames, reused: false }])),
  ]);
  const outputs = resolved.outputs.map((_, i) => i);
  const plan = { planKey, chunkCount: 1, missing: [0], hasAudio: job.plan.audio !== null, outputs };
  return { ready: true, plans: [plan], framesTotal: frames, durationSeconds };
};
