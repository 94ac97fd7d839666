import type { ProviderJob } from '@workprint/contracts';
import type { GenerationRow } from '@workprint/projection';
import { ask } from '../ask.ts';
import type { Provider } from '../port.ts';
import { type Dependencies, TIMING } from './dependencies.ts';

/** A job that is known to be there but did not answer just now; the next poll tells. */
const unseen: Omit<ProviderJob, 'providerId' | 'providerState'> = {
  state: 'QUEUED',
  progress: null,
  outputUrl: null,
  failure: null,
  cost: null,
};

/** The job of an intent that is bought, as the provider shows it now. Never throws: that it was bought is certain. */
export async function jobNow(deps: Dependencies, provider: Provider, row: GenerationRow, providerId: string): Promise<ProviderJob> {
  const { requestMs } = deps.timing ?? TIMING;
  return ask(provider, AbortSignal.timeout(requestMs), (exchange) => provider.get({ providerId, model: row.model }, exchange)).catch(
    (): ProviderJob => ({ ...unseen, providerId, providerState: row.providerState ?? 'unknown' }),
  );
}
