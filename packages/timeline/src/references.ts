import { hashOf } from './canonical.ts';
import { fontAsset } from './fonts.ts';
import { formatPath } from './problems.ts';
import { allClips, type Clip, type GeneratedSource, hasSource, type Timeline } from './timeline.ts';

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
  const at = (assetId: string, ...key: string[]): AssetReference => ({ assetId, path: formatPath([...clip.path, ...key]) });
  const font = 'style' in clip ? fontAsset(clip.style.font) : null;
  return [
    ...(hasSource(clip) && clip.src.kind === 'asset' ? [at(clip.src.assetId, 'src')] : []),
    ...(clip.type === 'captions' && clip.file !== null ? [at(clip.file, 'src')] : []),
    ...(clip.type === 'html' ? clip.assetIds.map((assetId) => at(assetId, 'html')) : []),
    ...(font === null ? [] : [at(font, 'style', 'font')]),
  ];
}

/** The key of what is bought: a fresh generation is one of its place in the first render of a chain of retries. */
export const intentKeyIn = ({ intentKey, fresh, path }: GenerationReference, rootId: string | null): string =>
  fresh ? hashOf({ intent: intentKey, root: rootId, path }) : intentKey;

/** Every generation a timeline asks for, in order. */
export const generationReferences = (timeline: Timeline): GenerationReference[] =>
  sources(timeline).flatMap(({ clip, src }) => (src.kind === 'generated' ? [reference(clip, src)] : []));

function reference(clip: Clip, { provider, model, input, fresh }: GeneratedSource): GenerationReference {
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
