import { z } from 'zod';
import type { Problem, Result } from '../problems.ts';
import { problemsOf } from '../schema/issues.ts';
import { color } from '../schema/values.ts';

export const VARIABLE_TYPES = ['string', 'number', 'boolean', 'color', 'asset'] as const;
export type VariableType = (typeof VARIABLE_TYPES)[number];
export type VariableValue = string | number | boolean;

/** A variable that a template declares. Without a default a value has to be given. */
export interface VariableDefinition {
  name: string;
  type: VariableType;
  default?: VariableValue;
  /** For people. */
  description?: string;
}

const assetId = 'an asset: "asset:<id>" or its id';
const VALUES = {
  string: z.string({ error: 'a string' }).max(10_000),
  number: z.number({ error: 'a number' }),
  boolean: z.boolean({ error: 'true or false' }),
  color,
  asset: z.string({ error: assetId }).regex(/^(asset:)?[A-Za-z0-9_-]{1,64}$/, { error: assetId }),
} satisfies Record<VariableType, z.ZodType>;

const NAME = 'a name: a letter or "_" first, then letters, digits, "_", "." or "-", 64 at most';
const definition = z.strictObject({
  name: z.string({ error: NAME }).regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/, { error: NAME }),
  type: z.enum(VARIABLE_TYPES),
  default: z.union([z.string(), z.number(), z.boolean()], { error: 'a string, a number or true/false' }).optional(),
  description: z.string().max(500).optional(),
});
const definitions = z.array(definition).max(200);

/** One value of a declared type, or what is wrong with it. An asset's id becomes "asset:<id>", which is what `src` takes. */
export function readValue(type: VariableType, value: unknown, path: (string | number)[]): Result<VariableValue> {
  const { data, error } = VALUES[type].safeParse(value);
  if (data === undefined) return { ok: false, problems: problemsOf(error?.issues ?? [], VALUES[type], value, path) };
  return { ok: true, value: type === 'asset' && !String(data).startsWith('asset:') ? `asset:${data}` : data };
}

/** Checks a template's declarations. Paths start at the list. */
export function readDefinitions(list: unknown): Result<VariableDefinition[]> {
  const { data, error } = definitions.safeParse(list);
  if (!data) return { ok: false, problems: problemsOf(error.issues, definitions, list, []) };
  const problems: Problem[] = [];
  const read = data.map((raw, i): VariableDefinition => {
    const first = data.findIndex((d) => d.name === raw.name);
    if (first !== i)
      problems.push({ path: [i, 'name'], code: 'DUPLICATE_NAME', message: `"${raw.name}" is already the name of [${first}].` });
    const { name, type, description } = raw;
    const about = { name, type, ...(description === undefined ? {} : { description }) };
    if (raw.default === undefined) return about;
    const value = readValue(type, raw.default, [i, 'default']);
    if (value.ok) return { ...about, default: value.value };
    problems.push(...value.problems);
    return about;
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: read };
}
