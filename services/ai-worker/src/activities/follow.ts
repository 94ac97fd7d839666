import type { ProviderActivities, ProviderJob } from '@workprint/contracts';
import { failure } from '@workprint/contracts';
import { getGeneration } from '@workprint/projection';
import { ask } from '../ask.ts';
import { FailureError, type Provider } from '../port.ts';
import type { Dependencies } from './dependencies.ts';

type Following = Pick<ProviderActivities, 'pollGeneration' | 'readCallback' | 'cancelGeneration'>;

/** How long a provider may take to say what a finished job has cost, in milliseconds. */
const COST_MS = 5_000;

/** pollGeneration and cancelGeneration ask about a job that exists; readCallback: what a callback says of it. */
export function follow(deps: Dependencies, signal: () => AbortSignal): Following {
  const providerOf = async (workspaceId: string, generationId: string): Promise<{ provider: Provider; model: string }> => {
    const row = await deps.db.withWorkspace(workspaceId, (tx) => getGeneration(tx, generationId));
    if (!row) throw new FailureError(failure('INTERNAL', `There is no generation ${generationId} in workspace ${workspaceId}.`));
    return { provider: deps.providers.find(row.provider), model: row.model };
  };
  return {
    async pollGeneration({ workspaceId, generationId, providerId }) {
      const { provider, model } = await providerOf(workspaceId, generationId);
      return ask(provider, signal(), (exchange) => provider.get({ providerId, model }, exchange));
    },
    async readCallback({ workspaceId, generationId, providerId, signed }) {
      const { provider, model } = await providerOf(workspaceId, generationId);
      const job = read(provider, signed);
      if (job?.providerId !== providerId) return null;
      if (job.state !== 'SUCCEEDED' || job.cost) return job;
      // It does not say what it cost; a provider that answers no question still delivers.
      const soon = AbortSignal.any([signal(), AbortSignal.timeout(COST_MS)]);
      const asked = await ask(provider, soon, (exchange) => provider.get({ providerId, model }, exchange)).catch(() => null);
      return asked?.state === 'SUCCEEDED' ? asked : job;
    },
    async cancelGeneration({ workspaceId, generationId, providerId }) {
      const { provider, model } = await providerOf(workspaceId, generationId);
      await ask(provider, signal(), (exchange) => provider.cancel({ providerId, model }, exchange));
    },
  };
}

function read(provider: Provider, signed: string): ProviderJob | null {
  try {
    return provider.readCallback?.(JSON.parse(signed)) ?? null;
  } catch {
    return null;
  }
}
