/** The setting that holds each provider's key. */
export const PROVIDER_SETTING = { luma: 'LUMAAI_API_KEY', replicate: 'REPLICATE_API_TOKEN', fal: 'FAL_KEY' } as const;

export type ProviderName = keyof typeof PROVIDER_SETTING;

/** All that are known, the one first that is taken where none is named. */
export const PROVIDERS = Object.keys(PROVIDER_SETTING) as ProviderName[];

export const isProvider = (name: string): name is ProviderName => Object.hasOwn(PROVIDER_SETTING, name);
