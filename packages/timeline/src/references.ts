import { hashOf } from './canonical.ts';
import { formatPath } from './problems.ts';
import { allClips, type Clip, type GeneratedSource, hasSource, type Timeline } from './timeline.ts';

export interface AssetReference {
  assetId: string;
  /** JSON path of the clip's src, e.g. "tracks[0].clips[2].src". */
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
  /** Hash of provider, model and input; the caller adds the root render and the path when `fresh`. */
  intentKey: string;
  fresh: boolean;
}

const sources = (timeline: Timeline) => allClips(timeline).flatMap((clip) => (hasSource(clip) ? [{ clip, src: clip.src }] : []));

/** Every asset a timeline uses, once for each place. */
export const assetReferences = (timeline: Timeline): AssetReference[] =>
  sources(timeline).flatMap(({ clip, src }) =>
    src.kind === 'asset' ? [{ assetId: src.assetId, path: formatPath([...clip.path, 'src']) }] : [],
  );

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
