import { type OutputRecord, objectKeys, type PublishInput } from '@workprint/contracts';
import { findChunks, renderChunks } from '@workprint/projection';
import type { Plan } from '@workprint/timeline';
import type { Call } from './call.ts';
import type { Dependencies } from './dependencies.ts';
import { keysOf } from './keys.ts';
import { manifestOf } from './manifest.ts';
import { drawPosters } from './posters.ts';
import { reuseOf } from './reuse.ts';

/** Posters and manifest beside the finished files. */
export const publish = async (needs: Dependencies, input: PublishInput, { signal }: Call): Promise<{ outputs: OutputRecord[] }> => {
  const plans = await Promise.all(input.planKeys.map((key) => needs.plans.read(key, signal)));
  const [posters] = await Promise.all([drawPosters(needs, input, plans, signal), writeManifest(needs, input, plans, signal)]);
  return { outputs: input.outputs.map((output) => ({ ...output, posterKey: posters.get(output.index) ?? null })) };
};

const writeManifest = async (
  needs: Dependencies,
  { workspaceId, renderId }: PublishInput,
  plans: readonly Plan[],
  signal: AbortSignal,
): Promise<void> => {
  const { db, store } = needs;
  const [rows, cached] = await db.withWorkspace(
    workspaceId,
    async (tx) => [await renderChunks(tx, renderId), await findChunks(tx, keysOf(plans))] as const,
  );
  const key = objectKeys.output(workspaceId, renderId, 'manifest.json');
  const reuse = await reuseOf(needs, { workspaceId, renderId, plans, rows, cached }, signal);
  await store.putJson(key, manifestOf(renderId, plans, rows, cached, reuse), { signal });
};
