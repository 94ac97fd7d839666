import { failure } from '@workprint/contracts';
import { falProvider } from './fal/fal.ts';
import { lumaProvider } from './luma/luma.ts';
import { FailureError, type Provider } from './port.ts';
import { replicateProvider } from './replicate/replicate.ts';

/** The settings of all providers; a provider without its key is not configured, the others work. */
export interface ProviderSettings {
  REPLICATE_API_TOKEN?: string | undefined;
  REPLICATE_BASE_URL?: string | undefined;
  LUMAAI_API_KEY?: string | undefined;
  LUMA_BASE_URL?: string | undefined;
  FAL_KEY?: string | undefined;
  FAL_BASE_URL?: string | undefined;
}

export interface Providers {
  /** @throws FailureError PROVIDER_NOT_CONFIGURED naming the setting, PROVIDER_REFUSED for a name nobody has */
  find(name: string): Provider;
  /** Names of those that are configured, sorted. */
  names: string[];
}

export function openProviders(settings: ProviderSettings): Providers {
  const { REPLICATE_API_TOKEN: apiToken, LUMAAI_API_KEY: apiKey, FAL_KEY: falKey } = settings;
  const known: Record<string, { setting: keyof ProviderSettings; provider: Provider | null }> = {
    fal: { setting: 'FAL_KEY', provider: falKey ? falProvider({ apiKey: falKey, baseUrl: settings.FAL_BASE_URL }) : null },
    luma: { setting: 'LUMAAI_API_KEY', provider: apiKey ? lumaProvider({ apiKey, baseUrl: settings.LUMA_BASE_URL }) : null },
    replicate: {
      setting: 'REPLICATE_API_TOKEN',
      provider: apiToken ? replicateProvider({ apiToken, baseUrl: settings.REPLICATE_BASE_URL }) : null,
    },
  };
  return providersOf(known);
}

/** @param known each provider by name, null where its setting is missing */
export function providersOf(known: Record<string, { setting: string; provider: Provider | null }>): Providers {
  return {
    names: Object.keys(known)
      .filter((name) => known[name]?.provider)
      .sort(),
    find(name) {
      const entry = known[name];
      if (!entry) {
        const names = Object.keys(known).join(', ');
        throw new FailureError(failure('PROVIDER_REFUSED', `There is no provider "${name}"; there are ${names}.`));
      }
      if (!entry.provider) {
        throw new FailureError(failure('PROVIDER_NOT_CONFIGURED', `${entry.setting} is not set, so ${name} can't be used.`));
      }
      return entry.provider;
    },
  };
}
