import type { ProviderJob } from '@workprint/contracts';
import { readEnvironment } from '@workprint/runtime';
import { PROFILES } from '../../../tools/simulators/jobs.ts';
import { type Simulators, startSimulators } from '../../../tools/simulators/simulators.ts';
import { ask } from '../src/ask.ts';
import { lumaProvider } from '../src/luma/luma.ts';
import type { Provider } from '../src/port.ts';
import { replicateProvider } from '../src/replicate/replicate.ts';

/** For specs: simulators whose jobs end at once, all with the same small film. */
export const instantSimulators = (): Promise<Simulators> =>
  startSimulators({ port: 0, ffmpeg: readEnvironment().FFMPEG_PATH, profile: PROFILES.instant, sameFilm: true });

export const simulatedProvider = (simulators: Simulators, name: 'luma' | 'replicate'): Provider =>
  name === 'luma'
    ? lumaProvider({ apiKey: 'key', baseUrl: simulators.luma })
    : replicateProvider({ apiToken: 'key', baseUrl: simulators.replicate });

export const look = (provider: Provider, id: string): Promise<ProviderJob> =>
  ask(provider, AbortSignal.timeout(5_000), (exchange) => provider.get(id, exchange));

/** Looks until the job has ended; what each look said is in `seen`. */
export async function untilEnded(provider: Provider, id: string, seen: string[] = []): Promise<ProviderJob> {
  for (;;) {
    const job = await look(provider, id);
    if (seen.at(-1) !== job.providerState) seen.push(job.providerState);
    if (job.state !== 'QUEUED' && job.state !== 'RUNNING') return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
