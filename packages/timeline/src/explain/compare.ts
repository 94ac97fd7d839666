import type { Plan } from '../plan.ts';
import { secondsOf } from '../rate.ts';
import { type Change, firstRender, notInCache, settingChanged } from './changes.ts';
import { type ClipChanges, clipChanges } from './clip-changes.ts';
import { canvasChanges, pipelineChanges, settingChanges, toolchainChanges } from './plan-changes.ts';
import { type Why, whyNew } from './why.ts';

/** How the later of two renders differs from the earlier one. */
export interface Comparison {
  /** Everything that differs, wherever it is seen or heard: versions, tools, canvas, settings, clips. */
  changes: Change[];
  sources: { added: ComparedSource[]; removed: ComparedSource[] };
  /** All of the later render's, in order. */
  chunks: ComparedChunk[];
  /** By plan of the later render that sounds. */
  sounds: { same: boolean; changes: Change[] }[];
}

export interface ComparedSource {
  sha256: string;
  assetId: string;
}

export interface ComparedChunk {
  /** Position in the later render. */
  index: number;
  /** First frame on the timeline, and how many. */
  start: number;
  frames: number;
  startSeconds: number;
  endSeconds: number;
  /** The earlier render has it with the same key, in all encodings. */
  same: boolean;
  /** Empty when it is the same. */
  changes: Change[];
}

/** All plans of two renders, at least one each. */
export function comparePlans(before: readonly Plan[], after: readonly Plan[]): Comparison {
  const had = keysOf(before);
  const whys = after.map((plan) => whyNew(partnerOf(before, plan), plan));
  return {
    changes: allChanges(before, after, whys[0]!.clips),
    sources: sourceChanges(before, after),
    chunks: after.flatMap((plan, i) => plan.chunks.map((_, index) => comparedChunk(plan, index, whys[i]!, had))),
    sounds: after.flatMap(({ audio }, i) => {
      if (!audio) return [];
      const other = audio.encoded.flatMap((e, n) => (had.has(e.key) ? [] : [n]));
      return [{ same: other.length === 0, changes: distinct(other.flatMap((n) => whys[i]!.sound(n))) }];
    }),
  };
}

function comparedChunk({ chunks, firstChunk, canvas }: Plan, index: number, why: Why, had: ReadonlySet<string>): ComparedChunk {
  const { start, frames, encoded } = chunks[index]!;
  const other = encoded.flatMap((e, n) => (had.has(e.key) ? [] : [n]));
  return {
    ...{ index: firstChunk + index, start, frames },
    startSeconds: secondsOf(start, canvas.fps),
    endSeconds: secondsOf(start + frames, canvas.fps),
    same: other.length === 0,
    changes: distinct(other.flatMap((n) => why.chunk(index, n))),
  };
}

/** Why what a render has was not in the cache: by position of the plan, chunk in it and encoding. */
export interface Explanation {
  chunk(plan: number, index: number, encoding: number): Change[];
  sound(plan: number, encoding: number): Change[];
}

/** @param before all plans of the nearest earlier render; null: there is none. */
export function explainPlans(before: readonly Plan[] | null, after: readonly Plan[]): Explanation {
  if (before === null) return { chunk: () => [firstRender()], sound: () => [firstRender()] };
  const had = keysOf(before);
  const whys = after.map((plan) => whyNew(partnerOf(before, plan), plan));
  return {
    chunk: (plan, index, encoding) =>
      had.has(after[plan]!.chunks[index]!.encoded[encoding]!.key) ? [notInCache()] : whys[plan]!.chunk(index, encoding),
    sound: (plan, encoding) => (had.has(after[plan]!.audio!.encoded[encoding]!.key) ? [notInCache()] : whys[plan]!.sound(encoding)),
  };
}

/** The likeness of renders that have everything in common. */
export const ALL_ALIKE = 3;

/** How much of the later render the earlier one had, 0 to ALL_ALIKE: keys, clips, and, where there are any of these, everything else. */
export function likeness(before: readonly Plan[], after: readonly Plan[]): number {
  const had = keysOf(before);
  const has = [...keysOf(after)];
  const clips = clipChanges(before[0]?.origins?.clips ?? [], after[0]?.origins?.clips ?? []);
  const fates = [...clips.later.values()];
  const alike = fates.reduce((sum, { a, changes }) => sum + (a === null ? 0 : changes.length === 0 ? 1 : 0.5), 0);
  const shared = has.filter((key) => had.has(key)).length / Math.max(1, has.length) + alike / Math.max(1, fates.length);
  return shared === 0 ? 0 : shared + 1 / (1 + allChanges(before, after, clips).length - clips.all.length);
}

const keysOf = (plans: readonly Plan[]): Set<string> =>
  new Set(plans.flatMap(({ chunks, audio }) => [...chunks.flatMap((c) => c.encoded), ...(audio?.encoded ?? [])].map((e) => e.key)));

/** The plan that has most of the same, else the one that makes the same output. */
function partnerOf(before: readonly Plan[], plan: Plan): Plan {
  const outputs = plan.outputs.map((o) => o.index);
  const keys = keysOf([plan]);
  const score = (one: Plan) =>
    [...keysOf([one])].filter((key) => keys.has(key)).length + (one.outputs.some((o) => outputs.includes(o.index)) ? 0.5 : 0);
  return before.reduce((best, one) => (score(one) > score(best) ? one : best));
}

function allChanges(before: readonly Plan[], after: readonly Plan[], clips: ClipChanges): Change[] {
  const [a, b] = [before[0]!, after[0]!];
  const canvas = canvasChanges(a.origins, b.origins);
  return [
    ...pipelineChanges(a, b),
    ...toolchainChanges(a.origins, b.origins),
    ...canvas,
    ...outputChanges(before, after, canvas),
    ...clips.all,
  ];
}

/** By position among the outputs; of several they are called "outputs[1].crf". */
function outputChanges(before: readonly Plan[], after: readonly Plan[], canvas: readonly Change[]): Change[] {
  const settingsOf = (plans: readonly Plan[]) => new Map(plans.flatMap((p) => p.outputs.map((o) => [o.index, o.settings] as const)));
  const [as, bs] = [settingsOf(before), settingsOf(after)];
  const count = Math.max(as.size, bs.size);
  return Array.from({ length: count }, (_, i) => i).flatMap((i) => {
    const [a, b] = [as.get(i), bs.get(i)];
    const name = `outputs[${i}]`;
    if (!a || !b) return [settingChanged(name, { from: a ? JSON.stringify(a.format) : null, to: b ? JSON.stringify(b.format) : null })];
    return settingChanges(a, b, canvas).map(({ property, from, to }) =>
      settingChanged(count > 1 ? `${name}.${property}` : property!, { from, to }),
    );
  });
}

function sourceChanges(before: readonly Plan[], after: readonly Plan[]): Comparison['sources'] {
  const sourcesOf = (plans: readonly Plan[]) =>
    new Map(plans.flatMap((p) => Object.values(p.sources)).map(({ sha256, assetId }) => [sha256, { sha256, assetId }]));
  const [was, is] = [sourcesOf(before), sourcesOf(after)];
  const only = (these: typeof was, those: typeof was) => [...these.values()].filter(({ sha256 }) => !those.has(sha256));
  return { added: only(is, was), removed: only(was, is) };
}

function distinct(changes: readonly Change[]): Change[] {
  return [...new Map(changes.map((c) => [JSON.stringify(c), c])).values()];
}
