import type { z } from 'zod';
import { nearest } from '../nearest.ts';
import type { Problem } from '../problems.ts';
import type { Path } from '../timeline.ts';

type Issue = z.core.$ZodIssue;

/** zod's issues as problems: full path, what was found, the nearest known key. */
export function problemsOf(issues: readonly Issue[], schema: z.ZodType, input: unknown, prefix: Path): Problem[] {
  return issues.flatMap((issue) => problem(issue, schema, input, prefix));
}

function problem(issue: Issue, schema: z.ZodType, input: unknown, prefix: Path): Problem[] {
  const local = issue.path.map((p) => (typeof p === 'symbol' ? String(p) : p));
  const path = [...prefix, ...local];
  const found = at(input, local);
  const name = String(path.at(-1) ?? 'timeline');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, keysAt(schema, local, input)));
    case 'invalid_union': {
      // None of its branches has the name that tells them apart.
      if (issue.errors.length === 0) return [{ ...mismatch(path, found, issue.message), ...nearName(namesAt(schema, local), found) }];
      // The branch the value was meant for: the one it fails within (least, where it does in several), or whose range it leaves.
      const inner = (e: Issue) => e.path.length > 0 || e.code === 'unrecognized_keys';
      const ranged = (e: Issue) => e.code === 'too_small' || e.code === 'too_big';
      const meant = (test: (e: Issue) => boolean) =>
        issue.errors.filter((errors) => errors.length > 0 && errors.every(test)).sort((a, b) => strangeness(a) - strangeness(b))[0];
      const branch = meant(inner) ?? (Array.isArray(found) ? undefined : meant(ranged));
      if (!branch || found === undefined) return [{ ...mismatch(path, found, issue.message), ...meantName(issue.errors.flat(), found) }];
      return branch.flatMap((e) => problem({ ...e, path: [...issue.path, ...e.path] } as Issue, schema, input, prefix));
    }
    case 'invalid_type':
      return [mismatch(path, found, worded(issue.message) ?? article(issue.expected))];
    case 'invalid_value': {
      const values = issue.values.map((v) => JSON.stringify(v));
      const near = typeof found === 'string' ? nearest(found, issue.values.map(String)) : undefined;
      const p = mismatch(path, found, values.length === 1 ? values[0]! : `one of ${values.join(', ')}`);
      return [near && found !== undefined ? { ...p, code: 'INVALID_VALUE', hint: `Did you mean "${near}"?` } : p];
    }
    case 'invalid_format':
      return [{ path, code: 'INVALID_VALUE', message: `${name} must be ${issue.message}, not ${show(found)}.` }];
    case 'too_small':
    case 'too_big':
      return [{ path, code: 'OUT_OF_RANGE', message: `${name} must ${range(issue)}, not ${size(found)}.` }];
    case 'not_multiple_of':
      return [{ path, code: 'OUT_OF_RANGE', message: `${name} must be a multiple of ${issue.divisor}, not ${show(found)}.` }];
    default:
      return [{ path, code: 'INVALID_VALUE', message: `${name}: ${issue.message}` }];
  }
}

/** How unlike a branch a value is: another one's name tells more than any number of keys. */
const strangeness = (errors: readonly Issue[]): number =>
  errors.length + (errors.some((e) => e.code === 'invalid_value' && e.values.length === 1) ? 1000 : 0);

/** The name that a text which is none of them is nearest to. */
function meantName(errors: readonly Issue[], found: unknown): Partial<Problem> {
  const names = errors.flatMap((e) => (e.code === 'invalid_value' ? e.values.map(String) : []));
  return typeof found === 'string' && nearest(found, names) !== undefined ? nearName(names, found) : {};
}

function nearName(names: readonly string[], found: unknown): Partial<Problem> {
  if (typeof found !== 'string') return {};
  const near = nearest(found, names);
  return { code: 'INVALID_VALUE', ...(near ? { hint: `Did you mean "${near}"?` } : {}) };
}

function mismatch(path: Path, found: unknown, expected: string): Problem {
  const name = String(path.at(-1) ?? 'The timeline');
  return found === undefined
    ? { path, code: 'REQUIRED', message: `${name} is missing: ${expected} is expected.` }
    : { path, code: 'INVALID_TYPE', message: `${name} must be ${expected}, not ${show(found)}.` };
}

export function unknownKey(key: string, path: Path, known: readonly string[]): Problem {
  const near = nearest(key, known);
  return {
    path: [...path, key],
    code: 'UNKNOWN_KEY',
    message: `There is no key "${key.slice(0, 64)}" here.`,
    hint: near ? `Did you mean "${near}"?` : `Known keys: ${known.join(', ')}.`,
  };
}

/** Our own wordings begin in lower case; zod's with "Invalid". */
const worded = (message: string): string | undefined => (message.startsWith('Invalid') ? undefined : message);
const ARTICLES: Record<string, string> = {
  int: 'a whole number',
  object: 'an object',
  array: 'a list',
  boolean: 'true or false',
  record: 'an object',
};
const article = (expected: string): string => ARTICLES[expected] ?? `a ${expected}`;

function range(issue: Issue & { code: 'too_small' | 'too_big' }): string {
  const small = issue.code === 'too_small';
  const limit = Number(small ? issue.minimum : issue.maximum);
  const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : '';
  const bound = unit
    ? small
      ? 'have at least'
      : 'have at most'
    : issue.inclusive
      ? small
        ? 'be at least'
        : 'be at most'
      : small
        ? 'be greater than'
        : 'be less than';
  return `${bound} ${limit}${unit}`;
}
const size = (found: unknown): string =>
  typeof found === 'string' ? `${found.length}` : Array.isArray(found) ? `${found.length}` : show(found);

/** A value as it stood in the document, short. */
export function show(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

const at = (input: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (v, key) => (v !== null && typeof v === 'object' && Object.hasOwn(v, key) ? (v as Record<string, unknown>)[key] : undefined),
    input,
  );

/** The keys the schema knows at a path; of a union, the branch that shares most keys with the input. */
function keysAt(schema: z.ZodType, path: Path, input: unknown): string[] {
  let candidates: z.core.$ZodType[] = [schema];
  for (const key of path) candidates = candidates.flatMap(unwrap).flatMap((s) => child(s, key));
  const present = Object.keys((at(input, path) as object | null) ?? {});
  const shapes = candidates.flatMap(unwrap).flatMap((s) => ('shape' in s._zod.def ? [Object.keys(s._zod.def.shape as object)] : []));
  const shared = (keys: string[]) => keys.filter((k) => present.includes(k)).length;
  return shapes.sort((a, b) => shared(b) - shared(a))[0] ?? [];
}

/** The names that may stand at a path. */
function namesAt(schema: z.ZodType, path: Path): string[] {
  let candidates: z.core.$ZodType[] = [schema];
  for (const key of path) candidates = candidates.flatMap(unwrap).flatMap((s) => child(s, key));
  return candidates.flatMap(unwrap).flatMap((s) => (s._zod.def as Def).values?.map(String) ?? []);
}

type Def = {
  values?: unknown[];
  innerType?: z.core.$ZodType;
  options?: z.core.$ZodType[];
  element?: z.core.$ZodType;
  shape?: Record<string, z.core.$ZodType>;
};

function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  const def = schema._zod.def as Def;
  if (def.innerType) return unwrap(def.innerType);
  return def.options ? def.options.flatMap(unwrap) : [schema];
}

function child(schema: z.core.$ZodType, key: string | number): z.core.$ZodType[] {
  const def = schema._zod.def as Def;
  if (typeof key === 'number') return def.element ? [def.element] : [];
  const inner = def.shape && Object.hasOwn(def.shape, key) ? def.shape[key] : undefined;
  return inner ? [inner] : [];
}
