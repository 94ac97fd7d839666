import { canonicalJson, hashOf } from '../canonical.ts';
import type { Rational } from '../media.ts';
import type { ClipOrigin } from '../origins.ts';
import { formatPath } from '../problems.ts';
import { secondsOf } from '../rate.ts';
import type { Clip } from '../timeline.ts';
import type { Placed } from './place.ts';

/** Every clip with what the document says of it, nested ones after the clip they stand in. */
export const clipOrigins = (placed: readonly Placed[], fps: Rational): ClipOrigin[] =>
  placed.flatMap((p) => [originOf(p, fps), ...clipOrigins(p.inner, fps)]);

function originOf({ clip, start, end, media }: Placed, fps: Rational): ClipOrigin {
  return {
    path: formatPath(clip.path),
    type: clip.type,
    start: rounded(clip.start),
    end: rounded(clip.start + (clip.length ?? secondsOf(end - start, fps))),
    follows: clip.timing?.after ?? false,
    fills: clip.length === null || (clip.timing?.fill ?? false),
    source: media?.sha256 ?? null,
    said: saidOf(clip),
  };
}

/** To the microsecond, the timeline's own grain. */
const rounded = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;

function saidOf(clip: Clip): Record<string, string> {
  const { path: _, type: __, start: ___, length: ____, timing: _____, ...rest } = clip;
  // The clips within are told apart by themselves.
  const own =
    'timeline' in rest
      ? { ...rest, timeline: { canvas: rest.timeline.canvas } }
      : 'src' in rest && rest.src.kind === 'asset'
        ? { ...rest, src: `asset:${rest.src.assetId}` }
        : rest;
  return Object.fromEntries(flat(own, '').map(([name, value]) => [name, short(value)]));
}

/** Records become dotted names; lists and sources stay whole. */
function flat(value: object, prefix: string): [string, unknown][] {
  return Object.entries(value).flatMap(([name, v]: [string, unknown]): [string, unknown][] =>
    v !== null && typeof v === 'object' && !Array.isArray(v) && name !== 'src' ? flat(v, `${prefix}${name}.`) : [[`${prefix}${name}`, v]],
  );
}

/** Characters up to which a value is kept as it is. */
const LONGEST = 100;

function short(value: unknown): string {
  const text = canonicalJson(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST / 2)}… ${hashOf(value).slice(0, 16)}`;
}
