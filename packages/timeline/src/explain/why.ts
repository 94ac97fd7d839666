import type { Keyed, Plan, PlanChunk } from '../plan.ts';
import { secondsOf } from '../rate.ts';
import { sameTime } from './carried.ts';
import { type Change, cutElsewhere, otherPart, settingChanged, trackChanged } from './changes.ts';
import { type ClipChanges, clipChanges } from './clip-changes.ts';
import { mayBeHeard, mayBeSeen, mayMove } from './effects.ts';
import { type Doings, layerDoings, soundDoings, trackEffects } from './layers.ts';
import { canvasChanges, closest, pipelineChanges, settingChanges, toolchainChanges } from './plan-changes.ts';

/** Which of a worker's tools each part of a key holds. */
const TOOLS: Record<string, string[]> = {
  toolchain: ['ffmpeg', 'arch'],
  fonts: ['canvas', 'fonts'],
  canvas: ['canvas'],
  browser: ['chromium', 'fonts'],
};

/** Why keys of a plan are none of an earlier plan's. */
export interface Why {
  /** Of all clips. */
  clips: ClipChanges;
  /** A chunk of the later plan in one of its encodings; never empty. */
  chunk(index: number, encoding: number): Change[];
  /** The sound of the later plan in one of its encodings; never empty. */
  sound(encoding: number): Change[];
}

export function whyNew(before: Plan, after: Plan): Why {
  const clips = clipChanges(before.origins?.clips ?? [], after.origins?.clips ?? []);
  const comparison: Comparison = { before, after, clips, canvas: canvasChanges(before.origins, after.origins) };
  return {
    clips,
    chunk: (index, encoding) => chunkChanges(comparison, after.chunks[index]!, encoding),
    sound: (encoding) => soundChanges(comparison, encoding),
  };
}

interface Comparison {
  before: Plan;
  after: Plan;
  clips: ClipChanges;
  canvas: Change[];
}

function chunkChanges({ before, after, clips, canvas }: Comparison, chunk: PlanChunk, encoding: number): Change[] {
  const settings = after.encodings[encoding]!;
  const nearest = closest(settings, before.encodings);
  const counterpart = counterpartOf(before, after, clips, chunk);
  if (nearest < 0 || !counterpart) return clipsOrRest(clips.all, ['structure']);
  const [was, is] = [counterpart.encoded[nearest]!, chunk.encoded[encoding]!];
  const parts = differingParts(was, is);
  const made = toolsOf(before, after, parts);
  if (parts.includes('output')) {
    made.changes.push(...settingChanges(before.encodings[nearest]!, settings, canvas));
    if (was.kbps !== is.kbps) made.changes.push(settingChanged('kbps', { from: json(was.kbps), to: json(is.kbps) }));
  }
  const drawn = parts.filter((part) => !['compiler', 'output'].includes(part) && !(part in TOOLS));
  if (drawn.length === 0) return ended(made.changes, parts);
  const own = drawn.includes('structure') ? canvas : [];
  const seen = seenChanges(before, after, clips, counterpart, chunk);
  const direct = [...made.changes, ...own, ...seen];
  if (own.length + seen.length > 0) return direct;
  return ended([...made.changes, ...movedChanges(after, clips, counterpart, chunk)], drawn);
}

const json = (value: number | undefined): string | null => (value === undefined ? null : String(value));

const differingParts = (was: Keyed, is: Keyed): string[] =>
  [...new Set([...Object.keys(was.keyParts), ...Object.keys(is.keyParts)])].filter((part) => was.keyParts[part] !== is.keyParts[part]);

const ended = (changes: Change[], parts: readonly string[]): Change[] => (changes.length > 0 ? changes : parts.map(otherPart));
const clipsOrRest = (changes: Change[], parts: readonly string[]): Change[] => ended(changes.filter(mayBeSeen), parts);

/** Compiler and tools; a font or a browser that only the later one needs is no change of a tool. */
function toolsOf(before: Plan, after: Plan, parts: readonly string[]): { changes: Change[] } {
  const names = [...new Set(parts.flatMap((part) => TOOLS[part] ?? []))];
  const tools = names.length === 0 ? [] : toolchainChanges(before.origins, after.origins, names);
  return { changes: [...(parts.includes('compiler') ? pipelineChanges(before, after) : []), ...tools] };
}

/** The chunk that shows what this one shows: where its shortest known clip was. */
function counterpartOf(before: Plan, after: Plan, { later }: ClipChanges, chunk: PlanChunk): PlanChunk | undefined {
  const { fps } = after.canvas;
  const middle = secondsOf(chunk.start + chunk.frames / 2, fps);
  const fates = (after.origins?.layers[chunk.index] ?? []).flatMap(({ clip }) => later.get(clip) ?? []).filter((f) => f.a && f.b);
  const length = (f: (typeof fates)[number]) => f.b!.end - f.b!.start;
  const shortest = fates.reduce<(typeof fates)[number] | undefined>((best, f) => (!best || length(f) < length(best) ? f : best), undefined);
  const steady = shortest && !shortest.changes.some((c) => c.property === 'start');
  const at = middle - (steady ? shortest.shift : 0);
  const { num, den } = before.canvas.fps;
  const frame = (at * num) / den;
  return before.chunks.findLast((c) => c.start <= frame) ?? before.chunks[0];
}

const doingsOf = (plan: Plan, chunk: PlanChunk): Doings => layerDoings(chunk.graph, plan.origins?.layers[chunk.index] ?? []);

/** What of the clips in either chunk has changed and is seen in it. */
function seenChanges(before: Plan, after: Plan, clips: ClipChanges, was: PlanChunk, is: PlanChunk): Change[] {
  return doneOtherwise(clips, doingsOf(before, was), doingsOf(after, is)).filter(mayBeSeen);
}

function doneOtherwise({ later, earlier }: ClipChanges, was: Doings, is: Doings): Change[] {
  const changes: Change[] = [];
  for (const [path, doings] of is) {
    const fate = later.get(path);
    const before = fate?.a ? (was.get(fate.a.path) ?? []) : [];
    if (fate && !(doings.length === before.length && doings.every((d) => before.includes(d)))) changes.push(...fate.changes);
  }
  for (const path of was.keys()) {
    const fate = earlier.get(path);
    if (fate && !(fate.b && is.has(fate.b.path))) changes.push(...fate.changes);
  }
  return changes;
}

/** Nothing in the chunk was changed: the cuts have moved, or its clips lie otherwise beside each other because of changes elsewhere. */
function movedChanges(after: Plan, { later, all }: ClipChanges, was: PlanChunk, is: PlanChunk): Change[] {
  const shifts = (after.origins?.layers[is.index] ?? []).flatMap(({ clip }) => later.get(clip)?.shift ?? []);
  const together = shifts.length > 0 && shifts.every((shift) => sameTime(shift, shifts[0]!));
  const causes = together ? [] : all.filter((c) => mayMove(c) && mayBeSeen(c));
  const range = (c: PlanChunk) => `${c.start}–${c.start + c.frames}`;
  if (causes.length > 0) return causes;
  return was.frames !== is.frames || was.start !== is.start ? [cutElsewhere(range(was), range(is))] : [];
}

function soundChanges({ before, after, clips, canvas }: Comparison, encoding: number): Change[] {
  const audio = after.audio!;
  const settings = soundSettings(audio.encoded[encoding]!.encoding);
  const sounds = before.audio?.encoded ?? [];
  const nearest = closest(
    settings,
    sounds.map((s) => soundSettings(s.encoding)),
  );
  if (!before.audio || nearest < 0) return ended(clips.all.filter(mayBeHeard), ['graph']);
  const parts = differingParts(sounds[nearest]!, audio.encoded[encoding]!);
  const { changes } = toolsOf(before, after, parts);
  if (parts.includes('output')) changes.push(...settingChanges(soundSettings(sounds[nearest]!.encoding), settings, canvas));
  if (!parts.includes('graph')) return ended(changes, parts);
  const was = soundDoings(before.audio.graph, before.origins?.sounds ?? []);
  const is = soundDoings(audio.graph, after.origins?.sounds ?? []);
  const direct = [...doneOtherwise(clips, was, is), ...[...is.keys()].flatMap((path) => startsOf(clips, path))].filter(mayBeHeard);
  const all = [...changes, ...tracksDoneOtherwise(before, after), ...new Set(direct)];
  return all.length > changes.length ? all : ended([...changes, ...clips.all.filter(mayMove)], ['graph']);
}

/** Tracks whose sum goes through other effects; a track that has only moved is none. */
function tracksDoneOtherwise(before: Plan, after: Plan): Change[] {
  const effectsOf = ({ audio, origins }: Plan) => [...(audio ? trackEffects(audio.graph, origins?.sounds ?? []) : [])];
  const [was, is] = [effectsOf(before), effectsOf(after)];
  const missing = (list: typeof was, from: typeof was) => list.filter(([, effects]) => !from.some(([, e]) => e === effects));
  return [...new Set([...missing(is, was), ...missing(was, is)].map(([path]) => path))].map(trackChanged);
}

const startsOf = ({ later }: ClipChanges, path: string): Change[] =>
  (later.get(path)?.changes ?? []).filter((c) => c.property === 'start' && c.kind === 'CLIP_CHANGED');

/** As OutputSettings calls them. */
const soundSettings = ({ codec, bitrateKbps, ...rest }: { codec: string; bitrateKbps: number | null }): object => ({
  audioCodec: codec,
  audioBitrateKbps: bitrateKbps,
  ...rest,
});
