import { hashOf } from './canonical.ts';
import { lutAssets } from './effects/luts.ts';
import { fontAsset } from './fonts.ts';
import { formatPath } from './problems.ts';
import { allClips, type Clip, type GeneratedSource, hasSource, type SourcedClip, type Timeline } from './timeline.ts';

export interface AssetReference {
  assetId: string;
  /** JSON path of what names it, e.g. "tracks[0].clips[2].src". */
  path: string;
}

/** A paid clip the timeline asks for. */
export interface GenerationReference {
  /** JSON path of the clip, e.g. "tracks[0].clips[1]": the key of CompileInput.generated. */
  path: string;
  provider: string;
  model: string;
  kind: 'VIDEO' | 'IMAGE';
  prompt: string | null;
  input: Record<string, unknown>;
  /** Hash of provider, model and input: see intentKeyIn. */
  intentKey: string;
  fresh: boolean;
}

const sources = (timeline: Timeline) => allClips(timeline).flatMap((clip) => (hasSource(clip) ? [{ clip, src: clip.src }] : []));

/** Every asset a timeline uses, once for each place. */
export const assetReferences = (timeline: Timeline): AssetReference[] => allClips(timeline).flatMap(referencesOf);

function referencesOf(clip: Clip): AssetReference[] {
  const at = (assetId: string, ...key: (string | number)[]): AssetReference => ({ assetId, path: formatPath([...clip.path, ...key]) });
  const font = 'style' in clip ? fontAsset(clip.style.font) : null;
  return [
    ...(hasSource(clip) && clip.src.kind === 'asset' ? [at(clip.src.assetId, 'src')] : []),
    ...(hasSource(clip) && clip.src.kind === 'generated' ? fallbackAssets(clip.src, at) : []),
    ...(clip.type === 'captions' && clip.file !== null ? [at(clip.file, 'src')] : []),
    ...(clip.type === 'lottie' ? [at(clip.file, 'src')] : []),
    ...(clip.type !== 'audio' && clip.mask?.kind === 'image' ? [at(clip.mask.assetId, 'mask', 'src')] : []),
    ...(clip.type === 'html' ? clip.assetIds.map((assetId) => at(assetId, 'html')) : []),
    ...(font === null ? [] : [at(font, 'style', 'font')]),
    ...lutAssets(clip).map(({ assetId, effect }) => at(assetId, 'effects', effect, 'src')),
  ];
}

const fallbackAssets = ({ fallback = [] }: GeneratedSource, at: (assetId: string, ...key: (string | number)[]) => AssetReference) =>
  fallback.flatMap((src, i) => (src.kind === 'asset' ? [at(src.assetId, 'src', 'generate', 'fallback', i)] : []));

/** The key of what is bought: a fresh generation is one of its place in the first render of a chain of retries. */
export const intentKeyIn = (
  { intentKey, fresh, path }: Pick<GenerationReference, 'intentKey' | 'fresh' | 'path'>,
  rootId: string | null,
): string => (fresh ? hashOf({ intent: intentKey, root: rootId, path }) : intentKey);

/** Every generation a timeline asks for first, in order; what would be used instead is in `generationChoices`. */
export const generationReferences = (timeline: Timeline): GenerationReference[] =>
  sources(timeline).flatMap(({ clip, src }) => (src.kind === 'generated' ? [generationReference(clip, src)] : []));

export function generationReference(clip: SourcedClip, { provider, model, input, fresh }: GeneratedSource): GenerationReference {
  return {
    path: formatPath(clip.path),
    provider,
    model,
    kind: clip.type === 'image' ? 'IMAGE' : 'VIDEO',
    prompt: typeof input.prompt === 'string' ? input.prompt : null,
    input,
    intentKey: hashOf({ provider, model, input }),
    fresh,
  };
}
