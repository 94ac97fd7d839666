import { normaliseEffects } from './audio-effects/effects.ts';
import { checkTimeline } from './check.ts';
import { nearest } from './nearest.ts';
import type { Problem, Result } from './problems.ts';
import { rateOf } from './rate.ts';
import { CLIPS, type ClipType } from './schema/clips.ts';
import { DROPPED, dropClips } from './schema/conditions.ts';
import { problemsOf, show } from './schema/issues.ts';
import { keyframes, normaliseClip, readers } from './schema/normalise.ts';
import { readCamera } from './schema/read-motion.ts';
import {
  canvas as canvasSchema,
  nested as nestedSchema,
  shell,
  track as trackSchema,
  VERSION,
  variables as variablesSchema,
} from './schema/shell.ts';
import { hex } from './schema/units.ts';
import { UPGRADES, type Upgrade } from './schema/upgrade/steps.ts';
import { upgraded } from './schema/upgrade/upgrade.ts';
import { substitute, type Variables } from './schema/variables.ts';
import { settle } from './settle.ts';
import type { Canvas, Clip, Path, Timeline, Track } from './timeline.ts';

export interface ParseOptions {
  /** Seconds a render may last; 4 hours unless said. */
  maxDurationSeconds?: number;
  /** Steps from older versions; those of this release unless said. */
  upgrades?: readonly Upgrade[];
}

const MAX_PROBLEMS = 200;
/** Timelines within timelines. */
const MAX_NESTED = 5;

/** Brings a document to version 1, checks it and fills in every default. Reports all problems at once (the first 200). */
export function parseTimeline(doc: unknown, variables?: Record<string, unknown> | null, options: ParseOptions = {}): Result<Timeline> {
  const problems: Problem[] = [];
  const timeline = settle(read(upgraded(doc, VERSION, options.upgrades ?? UPGRADES, problems), variables ?? {}, problems), {
    assets: {},
    generated: {},
  });
  problems.push(...checkTimeline(timeline, options.maxDurationSeconds ?? 4 * 3600));
  return problems.length > 0 ? { ok: false, problems: problems.slice(0, MAX_PROBLEMS) } : { ok: true, value: timeline };
}

/** Reads what can be read; what cannot is in `problems` and left out. */
function read(doc: unknown, given: Record<string, unknown>, problems: Problem[]): Timeline {
  const declared = doc !== null && typeof doc === 'object' && 'variables' in doc ? doc.variables : {};
  const values = { ...readVariables(declared, ['variables'], problems), ...readVariables(given, ['variables'], problems) };
  const body = dropClips(withoutVariables(doc), values, [], problems);
  const filled = substitute(body, values, [], problems);
  const checked = shell.safeParse(filled);
  if (!checked.success) problems.push(...problemsOf(checked.error.issues, shell, filled, []));
  const root = record(filled);
  const canvas = readCanvas(root.canvas);
  return { version: VERSION, canvas, tracks: list(root.tracks).map((t, i) => readTrack(t, ['tracks', i], canvas, problems)) };
}

function readVariables(value: unknown, path: Path, problems: Problem[]): Variables {
  const parsed = variablesSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  problems.push(...problemsOf(parsed.error.issues, variablesSchema, value, path));
  return {};
}

function withoutVariables(doc: unknown): unknown {
  if (doc === null || typeof doc !== 'object' || Array.isArray(doc)) return doc;
  const { variables: _, ...body } = doc as Record<string, unknown>;
  return body;
}

function readCanvas(value: unknown): Canvas {
  const { data } = canvasSchema.safeParse(value);
  if (!data) return { width: 1920, height: 1080, fps: { num: 30, den: 1 }, background: '#000000' };
  return {
    width: data.width,
    height: data.height,
    fps: rateOf(data.fps)!,
    background: hex(data.background ?? '#000000'),
    ...cameraOf(data),
  };
}

const cameraOf = (data: { camera?: Parameters<typeof readCamera>[0] | undefined } | undefined) =>
  data?.camera ? { camera: readCamera(data.camera, readers) } : {};

function readTrack(value: unknown, path: Path, canvas: Canvas, problems: Problem[]): Track {
  const { data } = trackSchema.safeParse(value);
  const raw = list(record(value).clips).slice(0, 5000);
  const clips = raw.flatMap((clip, i) => (clip === DROPPED ? [] : readClip(clip, [...path, 'clips', i], canvas, problems)));
  const allSound = clips.length > 0 && clips.every((c) => c.type === 'audio');
  const effects = normaliseEffects(data?.audioEffects, keyframes);
  return { id: data?.id ?? null, kind: data?.kind ?? (allSound ? 'audio' : 'visual'), ...effects, clips };
}

/** A nested timeline, whatever of it can be read; its canvas is the outer one where it says nothing else. */
function readNested(value: unknown, path: Path, outer: Canvas, problems: Problem[]): Timeline {
  const { canvas: size } = record(value);
  const { data } = nestedSchema.shape.canvas.safeParse(size);
  const background = hex(data?.background ?? '#000000');
  const { camera: _, ...around } = outer;
  const canvas = { ...around, width: data?.width ?? outer.width, height: data?.height ?? outer.height, background, ...cameraOf(data) };
  if (path.filter((key) => key === 'timeline').length > MAX_NESTED) {
    problems.push({ path, code: 'TOO_DEEP', message: `Timelines may be nested ${MAX_NESTED} deep.` });
    return { version: VERSION, canvas, tracks: [] };
  }
  const tracks = list(record(value).tracks).slice(0, 100);
  return { version: VERSION, canvas, tracks: tracks.map((t, i) => readTrack(t, [...path, 'tracks', i], canvas, problems)) };
}

function readClip(value: unknown, path: Path, canvas: Canvas, problems: Problem[]): Clip[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    problems.push({ path, code: 'INVALID_TYPE', message: `A clip must be an object, not ${show(value)}.` });
    return [];
  }
  const type = record(value).type;
  if (typeof type !== 'string' || !Object.hasOwn(CLIPS, type)) {
    const known = Object.keys(CLIPS);
    const near = typeof type === 'string' ? nearest(type, known) : undefined;
    problems.push({
      path: [...path, 'type'],
      code: type === undefined ? 'REQUIRED' : 'INVALID_VALUE',
      message: `type must be one of ${known.map((k) => `"${k}"`).join(', ')}, not ${show(type)}.`,
      ...(near ? { hint: `Did you mean "${near}"?` } : {}),
    });
    return [];
  }
  const schema = CLIPS[type as ClipType];
  const inner = type === 'timeline' ? readNested(record(value).timeline, [...path, 'timeline'], canvas, problems) : null;
  const parsed = schema.safeParse(value);
  if (parsed.success) return [normaliseClip(parsed.data, path, problems, inner)];
  problems.push(...problemsOf(parsed.error.issues, schema, value, path));
  return [];
}

const record = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
