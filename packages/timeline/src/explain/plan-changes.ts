import { canonicalJson } from '../canonical.ts';
import type { Rational } from '../media.ts';
import type { Plan, PlanOrigins } from '../plan.ts';
import { type Change, canvasChanged, differing, pipelineChanged, settingChanged, toolChanged } from './changes.ts';

/** Values of a record by dotted name, as JSON; a rate is one value, "30000/1001". */
export function valuesOf(record: object): Record<string, string> {
  const values: [string, string][] = Object.entries(record).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    if (value === undefined) return [];
    if (isRate(value)) return [[name, value.den === 1 ? String(value.num) : `${value.num}/${value.den}`]];
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return [[name, canonicalJson(value)]];
    return Object.entries(valuesOf(value)).map(([inner, text]): [string, string] => [`${name}.${inner}`, text]);
  });
  return Object.fromEntries(values);
}

const isRate = (value: unknown): value is Rational => value !== null && typeof value === 'object' && 'num' in value && 'den' in value;

export const pipelineChanges = (a: Plan, b: Plan): Change[] =>
  a.pipelineVersion === b.pipelineVersion ? [] : [pipelineChanged({ from: a.pipelineVersion, to: b.pipelineVersion })];

/** `of`: beginnings of names ("fonts" means all of them); all of the worker when not given. */
export function toolchainChanges(a: PlanOrigins | undefined, b: PlanOrigins | undefined, of?: readonly string[]): Change[] {
  if (!a || !b) return [];
  return differing(valuesOf(a.toolchain), valuesOf(b.toolchain))
    .filter(([name]) => of?.includes(name.split('.')[0]!) ?? true)
    .map(([name, values]) => toolChanged(name, values));
}

export function canvasChanges(a: PlanOrigins | undefined, b: PlanOrigins | undefined): Change[] {
  if (!a || !b) return [];
  return differing(valuesOf(a.canvas), valuesOf(b.canvas)).map(([name, values]) => canvasChanged(name, values));
}

/** Settings that differ; what only follows from the canvas is left out. */
export function settingChanges(a: object, b: object, canvas: readonly Change[]): Change[] {
  return differing(valuesOf(a), valuesOf(b))
    .filter(([name, { from, to }]) => !canvas.some((c) => c.property === name && c.from === from && c.to === to))
    .map(([name, values]) => settingChanged(name, values));
}

/** Of what there was, the one that differs least. */
export function closest<T extends object>(wanted: object, all: readonly T[]): number {
  const values = valuesOf(wanted);
  const distances = all.map((one) => differing(valuesOf(one), values).length);
  return distances.indexOf(Math.min(...distances));
}
