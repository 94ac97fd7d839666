import { type AllotInput, type AllotResult, objectKeys } from '@workprint/contracts';
import { findChunks } from '@workprint/projection';
import { allotPlan, measurePlan, type Plan } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import { lookUp, missingOf } from './cached-chunks.ts';
import type { Call } from './call.ts';
import type { Dependencies } from './dependencies.ts';
import { keysOf } from './keys.ts';
import { paceOf } from './outlook.ts';

type Needs = Pick<Dependencies, 'db' | 'store' | 'toolchain' | 'chunkQueue'>;

/** What the first pass found out → rates of chunks, as new plans in the store. What the cache has lost of it has to be found out again. */
export const allot = async (needs: Needs, input: AllotInput, { signal }: Call): Promise<AllotResult> => {
  const { db, store, toolchain } = needs;
  const { workspaceId, renderId, revision, round } = input;
  const [pace, ...before] = await Promise.all([
    paceOf(db, workspaceId, needs.chunkQueue),
    ...input.planKeys.map((key) => store.getJson<Plan>(key, { signal })),
  ]);
  const measured = before.map((plan) => measurePlan(plan, 0, toolchain));
  const keys = keysOf(measured.filter((one) => one !== null));
  const rows = await db.withWorkspace(workspaceId, (tx) => findChunks(tx, keys));
  const bits = new Map(rows.map((row) => [row.key, Number(row.bytes) * 8]));
  const unmeasured = await lost(needs, input, measured, bits, signal);
  if (unmeasured.length > 0) return { plans: [], unmeasured };
  const reached = Object.fromEntries(input.reached.map(({ output, bytes }) => [output, bytes]));
  const plans = before.map((plan, i): Plan => {
    const first = measured[i];
    if (!first) return plan;
    const allotted = allotPlan(plan, first, bits, reached, toolchain);
    if (allotted.ok) return allotted.plan;
    const { index, settings } = allotted.unreachable;
    const last = reached[index]?.at(-1);
    const best = last === undefined ? '' : ` It came out with ${last}.`;
    throw fail(
      'SIZE_UNREACHABLE',
      `Output ${index} can't be made in ${settings.maxBytes} bytes: nothing would be left for its picture.${best}`,
    );
  });
  const planKeys = plans.map((_, i) => objectKeys.allotted(workspaceId, renderId, revision, i, round));
  const [known] = await Promise.all([
    db.withWorkspace(workspaceId, (tx) => lookUp(tx, input, plans, pace)),
    ...plans.map((plan, i) => store.putJson(planKeys[i]!, plan, { signal })),
  ]);
  return { plans: plans.map((plan, i) => ({ planKey: planKeys[i]!, missing: missingOf(plan, known, pace) })) };
};

/** Chunks of first passes without a row. */
const lost = async (
  { store }: Needs,
  { workspaceId, renderId, revision }: AllotInput,
  measured: readonly (Plan | null)[],
  bits: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<NonNullable<AllotResult['unmeasured']>> => {
  const lists = measured.map(async (plan, i) => {
    const indices = (plan?.chunks ?? []).filter(({ encoded }) => !encoded.every((e) => bits.has(e.key))).map((c) => c.index);
    if (indices.length === 0) return [];
    const planKey = objectKeys.measurePlan(workspaceId, renderId, revision, i);
    const { firstChunk } = await store.getJson<Plan>(planKey, { signal });
    return [{ planKey, firstChunk, indices }];
  });
  return (await Promise.all(lists)).flat();
};
