/** What of two plans differs, or why there is nothing to compare. */
export type ChangeKind =
  /** There is no earlier render to be like. */
  | 'FIRST_RENDER'
  /** An earlier render had the same key: it was never finished, or was evicted, lost or damaged since. */
  | 'NOT_IN_CACHE'
  | 'PIPELINE_VERSION'
  | 'TOOLCHAIN'
  /** Of the output. */
  | 'SETTING'
  | 'CANVAS'
  | 'CLIP_ADDED'
  | 'CLIP_REMOVED'
  | 'CLIP_CHANGED'
  /** The picture is cut into chunks at other places. */
  | 'CUT'
  /** A part of the key that nothing above explains. */
  | 'OTHER';

export interface Change {
  kind: ChangeKind;
  /** Path of the clip in the later timeline; of a removed one in the earlier; null: it is no clip's. */
  clip: string | null;
  /** "text", "style.color", "crf", "background", "ffmpeg"; null where a whole clip or chunk is meant. */
  property: string | null;
  /** JSON; long values end in "…" and a hash. null: it was not there. */
  from: string | null;
  to: string | null;
  /** One sentence. */
  message: string;
}

/** What changes of a value: null where there is none. */
export type Values = Pick<Change, 'from' | 'to'>;
const NO_VALUES: Values = { from: null, to: null };

const shown = (value: string | null): string => value ?? 'nothing';
const became = ({ from, to }: Values): string => `was ${shown(from)} and is ${shown(to)}`;

export const firstRender = (): Change => ({
  ...NO_VALUES,
  ...{ kind: 'FIRST_RENDER', clip: null, property: null, message: 'No earlier render of the workspace is like it.' },
});

export const notInCache = (): Change => ({
  ...NO_VALUES,
  ...{ kind: 'NOT_IN_CACHE', clip: null, property: null },
  message: 'The earlier render has the same, but the cache had it not: never finished there, evicted, lost or damaged.',
});

export const pipelineChanged = (values: Values): Change => ({
  ...{ kind: 'PIPELINE_VERSION', clip: null, property: null, ...values },
  message: `The pipeline version ${became(values)}.`,
});

export const toolChanged = (name: string, values: Values): Change => ({
  ...{ kind: 'TOOLCHAIN', clip: null, property: name, ...values },
  message: `The worker's ${name} ${became(values)}.`,
});

export const settingChanged = (name: string, values: Values): Change => ({
  ...{ kind: 'SETTING', clip: null, property: name, ...values },
  message: `The output's ${name} ${became(values)}.`,
});

export const canvasChanged = (name: string, values: Values): Change => ({
  ...{ kind: 'CANVAS', clip: null, property: name, ...values },
  message: `The canvas' ${name} ${became(values)}.`,
});

export const clipAdded = (path: string, type: string): Change => ({
  ...NO_VALUES,
  ...{ kind: 'CLIP_ADDED', clip: path, property: null, message: `${path} (${type}) was not there.` },
});

export const clipRemoved = (path: string, type: string): Change => ({
  ...NO_VALUES,
  ...{ kind: 'CLIP_REMOVED', clip: path, property: null, message: `${path} (${type}) is there no more.` },
});

export const clipChanged = (path: string, property: string, values: Values): Change => ({
  ...{ kind: 'CLIP_CHANGED', clip: path, property, ...values },
  message: `${path}: ${property} ${became(values)}.`,
});

/** Frames, the end exclusive. */
export const cutElsewhere = (from: string, to: string): Change => ({
  ...{ kind: 'CUT', clip: null, property: null, from, to },
  message: `The picture is cut at other places: frames ${to} instead of ${from}.`,
});

export const otherPart = (part: string): Change => ({
  ...NO_VALUES,
  ...{ kind: 'OTHER', clip: null, property: part, message: `The part "${part}" of the key is another.` },
});

export const trackChanged = (path: string): Change => ({
  ...NO_VALUES,
  ...{ kind: 'OTHER', clip: null, property: `${path}.audioEffects`, message: `What is done to the sum of ${path} is another.` },
});

/** Names whose values differ, with both as JSON. */
export function differing(a: Record<string, string>, b: Record<string, string>): [string, Values][] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.filter((n) => a[n] !== b[n]).map((n) => [n, { from: a[n] ?? null, to: b[n] ?? null }]);
}
