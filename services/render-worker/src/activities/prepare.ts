import { objectKeys, type PrepareInput, type PrepareResult, type StoredTimeline } from '@workprint/contracts';
import { findChunks, seedChunks, touchChunks } from '@workprint/projection';
import { compilePlan, completeOutput, type Plan, parseTimeline } from '@workprint/timeline';
import type { Call } from './call.ts';
import { withTexts } from './caption-texts.ts';
import type { Dependencies } from './dependencies.ts';
import { checkEncoders } from './encoders.ts';
import { longestTimeline, problemsFailure, resolveSources } from './resolve.ts';
import { textProblems } from './text-problems.ts';

type Needs = Pick<Dependencies, 'db' | 'store' | 'toolchain' | 'ffmpeg' | 'fonts' | 'sources' | 'scratch'>;

/** Timeline in the store → plan in the store, and what of it is there already. Of sources only fonts and captions are read. */
export const prepare = async (needs: Needs, input: PrepareInput, { signal }: Call): Promise<PrepareResult> => {
  const { db, store, toolchain } = needs;
  const output = completeOutput(input.output);
  checkEncoders(needs, output);
  const [stored, maxDurationSeconds] = await Promise.all([
    store.getJson<StoredTimeline>(input.timelineKey, { signal }),
    longestTimeline(db, input.workspaceId),
  ]);
  const parsed = parseTimeline(stored.timeline, stored.variables, { maxDurationSeconds });
  if (!parsed.ok) throw problemsFailure(parsed.problems);

  const timeline = parsed.value;
  const { assets, generated, waitingFor, missing } = await withTexts(store, await resolveSources(db, input, timeline), signal);
  if (waitingFor.length > 0 || missing.length > 0) return { ready: false, assetIds: waitingFor, generations: missing };

  const compiled = compilePlan({ timeline, output, assets, generated, toolchain });
  if (!compiled.ok) throw problemsFailure(compiled.problems);
  const plan = compiled.value;
  const unwritable = plan.chunks.length > 0 ? await textProblems(needs, timeline, { assets, generated }, signal) : [];
  if (unwritable.length > 0) throw problemsFailure(unwritable);
  const planKey = objectKeys.plan(input.workspaceId, input.renderId, input.revision);
  const [, cached] = await Promise.all([store.putJson(planKey, plan, { signal }), lookUp(needs, input, plan)]);
  return {
    ready: true,
    planKey,
    chunkCount: plan.chunks.length,
    framesTotal: plan.chunks.length > 0 ? plan.frames : 0,
    durationSeconds: plan.durationSeconds,
    missing: plan.chunks.filter((c) => !cached.has(c.key)).map((c) => c.index),
    hasAudio: plan.audio !== null,
  };
};

/** Keys the cache knows. Whether their objects are really there shows when they are joined. */
const lookUp = ({ db }: Needs, { workspaceId, renderId }: PrepareInput, { chunks, audio }: Plan): Promise<Set<string>> =>
  db.withWorkspace(workspaceId, async (tx) => {
    const keys = chunks.map((c) => c.key);
    const rows = await findChunks(tx, audio === null ? keys : [...keys, audio.key]);
    const known = new Set(rows.map((r) => r.key));
    await seedChunks(
      tx,
      renderId,
      chunks.map(({ index, key, frames }) => ({ index, key, frames, reused: known.has(key) })),
    );
    if (known.size > 0) await touchChunks(tx, [...known]);
    return known;
  });
