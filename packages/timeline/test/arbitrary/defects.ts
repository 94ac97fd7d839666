import { formatPath } from '../../src/index.ts';
import { valueAt } from '../keys/effect.ts';
import { keysOf } from '../keys/keys.ts';

type Path = (string | number)[];

/** One wrong thing: where, and what the problem's path is to be. */
export interface Defect {
  holder: Path;
  key: string | number;
  value: unknown;
  problem: string;
}

/** Values no key of that name can have. */
const WRONG: Record<string, unknown> = {
  ...{ fps: 0, scale: 0, rotation: 'much', opacity: 2, start: -1, trim: -1, freeze: -1, fit: 'stretch', onEnd: 'stop' },
  ...{ muted: 'no', volume: 5, pan: -2, speed: 0, keepPitch: 1, color: 'red', text: '', src: 'asset:', easing: 'bounce', anchor: 'centre' },
  ...{
    kind: 'video',
    size: 1,
    weight: 5000,
    italic: 'yes',
    align: 'middle',
    lineHeight: 0,
    padding: -1,
    fill: 'none',
    angle: 'up',
    shape: 'star',
  },
};

/** Within these, and within what a condition drops, a fault is told of the whole value or not at all. */
const UNIONS: ReadonlySet<string | number> = new Set(['position', 'captions', 'gradient', 'when', 'variables', 'fadeIn', 'fadeOut']);
const isDropped = (document: unknown, path: Path): boolean =>
  path.some((_, i) => Object.hasOwn(valueAt(document, path.slice(0, i)) as object, 'when'));

/** Every place a document could be made wrong by itself, without hiding another place's fault. */
export function defectsOf(document: unknown): Defect[] {
  const defects = keysOf(document).flatMap(({ path }): Defect[] => {
    const key = path.at(-1)!;
    if (!Object.hasOwn(WRONG, key) || path.some((k) => UNIONS.has(k)) || isDropped(document, path)) return [];
    return [{ holder: path.slice(0, -1), key, value: WRONG[key], problem: formatPath(path) }];
  });
  const holders = new Map(defects.map((d) => [formatPath(d.holder), d.holder]));
  const unknown = [...holders.values()].map((holder) => ({ holder, key: 'zzz', value: 1, problem: formatPath([...holder, 'zzz']) }));
  return [...defects, ...unknown];
}

export function broken(document: unknown, defects: readonly Defect[]): unknown {
  const copy = structuredClone(document);
  for (const { holder, key, value } of defects) {
    const at = holder.reduce<unknown>((v, k) => (v as Record<string | number, unknown>)[k], copy) as Record<string | number, unknown>;
    at[key] = value;
  }
  return copy;
}
