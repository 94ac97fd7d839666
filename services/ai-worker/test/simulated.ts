import type { ProviderJob } from '@workprint/contracts';
import { readEnvironment } from '@workprint/runtime';
import { PROFILES } from '../../../tools/simulators/jobs.ts';
import { type Simulators, startSimulators } from '../../../tools/simulators/simulators.ts';
import { ask } from '../src/ask.ts';
import type { Provider } from '../src/port.ts';
import { openProviders } from '../src/providers.ts';

/** For specs: simulators whose jobs end at once, all with the same small film. */
export const instantSimulators = (): Promise<Simulators> =>
  startSimulators({ port: 0, ffmpeg: readEnvironment().FFMPEG_PATH, profile: PROFILES.instant, sameFilm: true });

export const simulatedProvider = (simulators: Simulators, name: 'luma' | 'replicate' | 'fal'): Provider =>
  openProviders({
    ...{ LUMAAI_API_KEY: 'key', LUMA_BASE_URL: simulators.luma },
    ...{ REPLICATE_API_TOKEN: 'key', REPLICATE_BASE_URL: simulators.replicate },
    ...{ FAL_KEY: 'key', FAL_BASE_URL: simulators.fal },
  }).find(name);

/** @param model of providers whose jobs are told apart by it, too */
export const look = (provider: Provider, providerId: string, model = 'owner/name'): Promise<ProviderJob> =>
  ask(provider, AbortSignal.timeout(5_000), (exchange) => provider.get({ providerId, model }, exchange));

/** Looks until the job has ended; what each look said is in `seen`. */
export async function untilEnded(provider: Provider, id: string, seen: string[] = [], model?: string): Promise<ProviderJob> {
  for (;;) {
    const job = await look(provider, id, model);
    if (seen.at(-1) !== job.providerState) seen.push(job.providerState);
    if (job.state !== 'QUEUED' && job.state !== 'RUNNING') return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
