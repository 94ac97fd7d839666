import type { ProviderActivities, ProviderJob } from '@workprint/contracts';
import { failure } from '@workprint/contracts';
import { getGeneration } from '@workprint/projection';
import { ask } from '../ask.ts';
import { FailureError, type Provider } from '../port.ts';
import type { Dependencies } from './dependencies.ts';

type Following = Pick<ProviderActivities, 'pollGeneration' | 'readCallback' | 'cancelGeneration'>;

/** pollGeneration and cancelGeneration: one request each, about a job that exists; readCallback: what a callback says of it. */
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
      const { provider } = await providerOf(workspaceId, generationId);
      const job = read(provider, signed);
      return job?.providerId === providerId ? job : null;
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
