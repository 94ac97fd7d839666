import {
  assetReferences,
  canonicalJson,
  compilePlan,
  generationChoices,
  generationReferences,
  type OutputRequest,
  parseTimeline,
  resolveOutput,
} from '../../src/index.ts';
import { library } from '../described.ts';
import { toolchain } from '../sources.ts';
import type { Shape } from './keys.ts';

/** What a document compiles to, as far as a key could change it; null where it is refused. */
export function effectOf(document: unknown, request: OutputRequest = {}): string | null {
  const timeline = parseTimeline(document);
  if (!timeline.ok) return null;
  const output = resolveOutput(timeline.value.canvas, null, request);
  if (!output.ok) return null;
  const [used, made] = [assetReferences(timeline.value), generationReferences(timeline.value)];
  const choices = generationChoices(timeline.value);
  const assets = Object.fromEntries(used.map((r) => [r.assetId, library(r.assetId)]));
  const generated = Object.fromEntries(made.map((r) => [r.path, library(r.kind === 'VIDEO' ? 'v1' : 'i1')]));
  const plan = compilePlan({ timeline: timeline.value, output: output.value, assets, generated, toolchain });
  if (!plan.ok) return null;
  const { chunks, audio, frames, canvas, captions = null } = plan.value;
  return canonicalJson({
    ...{ canvas, frames, captions, used, made, choices },
    chunks: chunks.map((c) => [c.start, c.key]),
    audio: audio?.encoded.map((e) => e.key) ?? null,
  });
}

type Path = (string | number)[];

/** The document with another value at a path, or without it. */
export function changed(document: unknown, path: Path, value: unknown): unknown {
  const copy = structuredClone(document) as Record<string, unknown>;
  const holder = path.slice(0, -1).reduce<Record<string, unknown>>((v, key) => v[key] as Record<string, unknown>, copy);
  const key = path.at(-1)!;
  if (value === undefined) delete holder[key];
  else holder[key] = value;
  return copy;
}

export const valueAt = (document: unknown, path: Path): unknown =>
  path.reduce<unknown>((v, key) => (v as Record<string | number, unknown>)[key], document);

/** Other values a key could have. */
export function others(value: unknown, forms: readonly Shape[]): unknown[] {
  // Some of a long list are enough.
  const listed = forms
    .flatMap((f) => f.enum ?? (f.const === undefined ? [] : [f.const]))
    .filter((v) => v !== value)
    .slice(0, 6);
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return [value / 2, value + 2, value + 0.1, value - 1];
  if (Array.isArray(value)) return [value.slice(0, -1)];
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([k, v]) => others(v, []).map((o) => ({ ...value, [k]: o })));
  if (typeof value !== 'string') return [];
  if (value.startsWith('#')) return ['#12345678'];
  if (/^asset:\w/.test(value)) return [`${value}9`];
  if (/^\d+%$/.test(value)) return ['33%'];
  return [...listed, 'sale', 'place', 'music', 'other', 'Noto Sans Arabic', `${value}x`];
}
