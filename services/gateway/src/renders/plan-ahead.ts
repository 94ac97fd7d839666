import { type AssetRow, findGenerationsByIntent, getAssets, type Tx } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import {
  assetReferences,
  compilePlans,
  generationReferences,
  measurePlan,
  type OutputSettings,
  type Plan,
  pieceWork,
  planPieces,
  type SourceMedia,
  type Timeline,
  type Toolchain,
  timelineLength,
  undertakingOf,
  type Work,
} from '@workprint/timeline';

/** Longer timelines take the gateway too long to plan while others wait. */
const LONGEST_SECONDS = 3600;

/** What a timeline's clips are made of: by asset id, and by path of generated clips. */
export interface Sources {
  assets: Record<string, SourceMedia>;
  generated: Record<string, SourceMedia>;
}

/** Null when something is not there yet: an upload that is being probed, a generation that is to be bought. */
export async function sourcesAhead(tx: Tx, timeline: Timeline, assets: readonly AssetRow[]): Promise<Sources | null> {
  const wanted = generationReferences(timeline);
  if (wanted.some((one) => one.fresh)) return null;
  const bought =
    wanted.length === 0
      ? []
      : await findGenerationsByIntent(
          tx,
          wanted.map((one) => one.intentKey),
        );
  const outputs = await getAssets(
    tx,
    bought.flatMap((one) => (one.status === 'COMPLETED' && one.outputAssetId ? [one.outputAssetId] : [])),
  );
  const generated = wanted.map(({ intentKey, path }) => {
    const id = bought.find((one) => one.intentKey === intentKey)?.outputAssetId;
    return [path, mediaOf(outputs.find((row) => row.id === id))] as const;
  });
  const byId = new Map(assets.map((row) => [row.id, row]));
  const own = assetReferences(timeline).map(({ assetId }) => [assetId, mediaOf(byId.get(assetId.toLowerCase()))] as const);
  if ([...generated, ...own].some(([, media]) => media === null)) return null;
  return {
    assets: Object.fromEntries(own) as Sources['assets'],
    generated: Object.fromEntries(generated) as Sources['generated'],
  };
}

const mediaOf = (row: AssetRow | undefined): SourceMedia | null =>
  row?.status === 'READY' && row.sha256 !== null && row.objectKey !== null && row.probe !== null
    ? { assetId: row.id, sha256: row.sha256, objectKey: row.objectKey, probe: row.probe }
    : null;

/** Captions with what their files say. */
export async function withTexts(store: Pick<ObjectStore, 'getBytes'>, { assets, generated }: Sources): Promise<Sources> {
  const read = async ([id, media]: [string, SourceMedia]): Promise<[string, SourceMedia]> =>
    media.probe.kind === 'captions'
      ? [id, { ...media, text: new TextDecoder().decode(await store.getBytes(media.objectKey)) }]
      : [id, media];
  return { assets: Object.fromEntries(await Promise.all(Object.entries(assets).map(read))), generated };
}

/** Plans as a worker will make them, and what has to be done before their chunks. */
export interface Ahead {
  plans: Plan[];
  /** What the cache may have of them. */
  keys: string[];
  beforehand(known: ReadonlySet<string>): Work[];
}

/** Null when the timeline cannot be planned here: it is very long, or a problem only shows with its media. */
export function planAhead(timeline: Timeline, outputs: readonly OutputSettings[], sources: Sources, toolchain: Toolchain): Ahead | null {
  if (timelineLength(timeline).durationSeconds > LONGEST_SECONDS) return null;
  const compiled = compilePlans({ timeline, outputs, ...sources, toolchain });
  if (!compiled.ok) return null;
  const plans = compiled.value;
  const measures = plans.flatMap((plan) => measurePlan(plan, 0, toolchain) ?? []);
  const pieces = plans.flatMap((plan) => planPieces(plan, toolchain).map((one) => ({ ...one, sources: plan.sources })));
  const keyed = [...plans, ...measures].flatMap(({ chunks, audio }) => [...chunks.flatMap((c) => c.encoded), ...(audio?.encoded ?? [])]);
  return {
    plans,
    keys: [...new Set([...keyed, ...pieces].map(({ key }) => key))],
    beforehand: (known) => [
      ...pieces.filter(({ key }) => !known.has(key)).map((one) => pieceWork(one.piece, one.sources)),
      ...undertakingOf(measures, known).jobs,
    ],
  };
}
