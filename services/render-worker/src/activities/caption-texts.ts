import type { ObjectStore } from '@workprint/storage';
import type { SourceMedia } from '@workprint/timeline';
import type { Resolved } from './resolve.ts';

/** The same sources, those that are captions with what their files say: small texts, read whole. */
export const withTexts = async (store: Pick<ObjectStore, 'getBytes'>, sources: Resolved, signal: AbortSignal): Promise<Resolved> => {
  const read = async ([id, media]: [string, SourceMedia]): Promise<[string, SourceMedia]> =>
    media.probe.kind === 'captions'
      ? [id, { ...media, text: new TextDecoder().decode(await store.getBytes(media.objectKey, { signal })) }]
      : [id, media];
  return { ...sources, assets: Object.fromEntries(await Promise.all(Object.entries(sources.assets).map(read))) };
};
