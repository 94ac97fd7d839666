import { nearest } from '../nearest.ts';
import type { Problem } from '../problems.ts';
import type { Path } from '../timeline.ts';

export type Variables = Record<string, string | number | boolean>;

/** Levels a document may be nested: a clip's keys within five nested timelines lie deeper than 32. */
export const MAX_DEPTH = 40;
export const NAME = /\{\{\s*([A-Za-z_][A-Za-z0-9_.-]*)\s*\}\}/g;

/**
 * Replaces {{name}} in every string value. A string that is nothing but {{name}} becomes the variable itself, so that a number
 * stays one. Unknown names and documents nested deeper than 40 levels are problems.
 */
export function substitute(value: unknown, variables: Variables, path: Path, problems: Problem[]): unknown {
  if (typeof value === 'string') return inString(value, variables, path, problems);
  if (value === null || typeof value !== 'object') return value;
  if (path.length > MAX_DEPTH) {
    problems.push({ path: path.slice(0, MAX_DEPTH), code: 'TOO_DEEP', message: `The document is nested deeper than ${MAX_DEPTH} levels.` });
    return null;
  }
  if (Array.isArray(value)) return value.map((v, i) => substitute(v, variables, [...path, i], problems));
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, substitute(v, variables, [...path, k], problems)]));
}

function inString(text: string, variables: Variables, path: Path, problems: Problem[]): unknown {
  const whole = /^\{\{\s*([A-Za-z_][A-Za-z0-9_.-]*)\s*\}\}$/.exec(text)?.[1];
  if (whole !== undefined && Object.hasOwn(variables, whole)) return variables[whole];
  return text.replace(NAME, (all, name: string) => {
    if (Object.hasOwn(variables, name)) return String(variables[name]);
    const near = nearest(name, Object.keys(variables));
    problems.push({
      path,
      code: 'UNKNOWN_VARIABLE',
      message: `There is no value for {{${name}}}.`,
      hint: near ? `Did you mean {{${near}}}?` : 'Give it under "variables".',
    });
    return all;
  });
}
