/** Deterministic workflow ids: starting twice is starting once. */
export const renderWorkflowId = (renderId: string): string => `render-${renderId}`;
export const shardWorkflowId = (renderId: string, revision: number, shard: number): string =>
  `render-${renderId}-r${revision}-shard-${shard}`;
export const ingestWorkflowId = (assetId: string): string => `ingest-${assetId}`;
export const generationWorkflowId = (generationId: string): string => `generation-${generationId}`;
export const batchWorkflowId = (batchId: string): string => `batch-${batchId}`;

/** Object keys. Everything of a workspace lies under its own prefix; nothing is shared across workspaces. */
export const objectKeys = {
  workspace: (ws: string): string => `ws/${ws}/`,
  upload: (ws: string, assetId: string): string => `ws/${ws}/uploads/${assetId}`,
  asset: (ws: string, sha256: string): string => `ws/${ws}/assets/${sha256}`,
  chunk: (ws: string, key: string): string => `ws/${ws}/chunks/${key}.mp4`,
  /** A stretch of a source, normalised once. */
  mezzanine: (ws: string, key: string, extension: string): string => `ws/${ws}/mezzanines/${key}.${extension}`,
  audio: (ws: string, key: string): string => `ws/${ws}/audio/${key}.m4a`,
  /** Which finished file has these parts: a note of a few bytes, not the file. */
  made: (ws: string, key: string): string => `ws/${ws}/made/${key}.json`,
  allMade: (ws: string): string => `ws/${ws}/made/`,
  /** What all members of a batch share. */
  batch: (ws: string, batchId: string): string => `ws/${ws}/batches/${batchId}.json`,
  /** Everything of one render; deleteRender removes it whole. */
  render: (ws: string, renderId: string): string => `ws/${ws}/renders/${renderId}/`,
  timeline: (ws: string, renderId: string): string => `ws/${ws}/renders/${renderId}/timeline.json`,
  /** `position` counts the plans of a render whose outputs do not all show the same frames, from 0. */
  plan: (ws: string, renderId: string, revision: number, position: number): string =>
    `ws/${ws}/renders/${renderId}/plan-${revision}${position === 0 ? '' : `-${position}`}.json`,
  /** What the keys of all a render's plans begin with. */
  plans: (ws: string, renderId: string): string => `ws/${ws}/renders/${renderId}/plan-`,
  /** The first pass of a plan. */
  measurePlan: (ws: string, renderId: string, revision: number, position: number): string =>
    `ws/${ws}/renders/${renderId}/plan-${revision}-${position}-first-pass.json`,
  /** A plan with rates of `round`. */
  allotted: (ws: string, renderId: string, revision: number, position: number, round: number): string =>
    `ws/${ws}/renders/${renderId}/plan-${revision}-${position}-rates-${round}.json`,
  /** A ladder's playlists and segments. */
  ladder: (ws: string, renderId: string, output: number): string => `ws/${ws}/renders/${renderId}/outputs/${output}/`,
  /** What is watched while it is rendered: segments and captions; its playlists are made of rows. */
  watched: (ws: string, renderId: string, revision: number): string => `ws/${ws}/renders/${renderId}/hls/${revision}/`,
  /** A render as an outside service's job. */
  job: (ws: string, renderId: string, revision: number): string => `ws/${ws}/renders/${renderId}/job-${revision}.json`,
  /** What an outside service reads beside the sources. */
  jobParts: (ws: string, renderId: string): string => `ws/${ws}/renders/${renderId}/job/`,
  /** Where an outside service writes, before what it made is checked; `prefix` is the installation's, e.g. "mediaconvert/". */
  jobResults: (ws: string, prefix: string, renderId: string): string => `ws/${ws}/${prefix}${renderId}/`,
  output: (ws: string, renderId: string, file: string): string => `ws/${ws}/renders/${renderId}/${file}`,
};

/** A plan as it was prepared, or as rates were given in a round; never a first pass. */
const PLAN = /\/plan-(\d+)(?:-(\d+))?(?:-rates-(\d+))?\.json$/;

/** Of objects of a render (`objectKeys.plans`), the plans it was made by: of the last revision, at each position the last one, in order. */
export function lastPlans(keys: readonly string[]): string[] {
  const plans = keys.flatMap((key) => {
    const found = PLAN.exec(key);
    if (!found) return [];
    const [, revision, position = 0, round = -1] = found;
    return [{ key, revision: Number(revision), position: Number(position), round: Number(round) }];
  });
  const revision = Math.max(...plans.map((p) => p.revision));
  const last = new Map<number, (typeof plans)[number]>();
  for (const plan of plans)
    if (plan.revision === revision && plan.round >= (last.get(plan.position)?.round ?? -1)) last.set(plan.position, plan);
  return [...last.values()].sort((a, b) => a.position - b.position).map((p) => p.key);
}
