import type { ProviderName } from '../generations/known-providers.ts';

/** The models that are taken where a chat names none. */
export const CHAT_MODELS: Record<ProviderName, { video: string; image: string }> = {
  luma: { video: 'ray-2', image: 'photon-1' },
  replicate: { video: 'minimax/video-01', image: 'black-forest-labs/flux-schnell' },
  fal: { video: 'fal-ai/kling-video/v1.6/standard/text-to-video', image: 'fal-ai/flux/schnell' },
};
