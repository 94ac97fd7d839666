import { z } from 'zod';
import { nearest } from '../nearest.ts';
import type { Problem } from '../problems.ts';
import type { Path } from '../timeline.ts';
import { problemsOf } from './issues.ts';
import { MAX_DEPTH, substitute, type Variables } from './variables.ts';

const value = z.union([z.string(), z.number(), z.boolean()], { error: 'a string, a number or true/false' });
const variable = z.string().min(1).max(64);

/** Whether a clip is there: the variable has exactly this value, or any but this one. */
export const condition = z.union([z.strictObject({ variable, equals: value }), z.strictObject({ variable, not: value })], {
  error: '{ "variable", "equals" } or { "variable", "not" }',
});

/** Stands where a clip was whose condition is false, so that the others keep their places and paths. */
export const DROPPED = Symbol('a clip left out by its condition');

/**
 * Takes `when` off every clip of every track, at any depth, and leaves DROPPED where it is false: what is dropped is not
 * looked at again, its unknown variables included.
 */
export function dropClips(document: unknown, variables: Variables, path: Path, problems: Problem[]): unknown {
  if (document === null || typeof document !== 'object' || path.length > MAX_DEPTH) return document;
  if (Array.isArray(document)) {
    const clips = path.at(-1) === 'clips';
    return document.map((item, i) =>
      clips && !isShown(item, variables, [...path, i], problems) ? DROPPED : dropClips(item, variables, [...path, i], problems),
    );
  }
  const inClip = path.at(-2) === 'clips';
  const kept = Object.entries(document).filter(([key]) => !(inClip && key === 'when'));
  return Object.fromEntries(kept.map(([key, inner]) => [key, dropClips(inner, variables, [...path, key], problems)]));
}

function isShown(clip: unknown, variables: Variables, path: Path, problems: Problem[]): boolean {
  if (clip === null || typeof clip !== 'object' || !Object.hasOwn(clip, 'when')) return true;
  const at = [...path, 'when'];
  const raw = substitute((clip as { when: unknown }).when, variables, at, problems);
  const { data, error } = condition.safeParse(raw);
  if (!data) {
    problems.push(...problemsOf(error.issues, condition, raw, at));
    return true;
  }
  const wanted = 'equals' in data ? data.equals : data.not;
  if (!Object.hasOwn(variables, data.variable)) {
    const near = nearest(data.variable, Object.keys(variables));
    problems.push({
      path: [...at, 'variable'],
      code: 'UNKNOWN_VARIABLE',
      message: `There is no value for the variable "${data.variable}".`,
      hint: near ? `Did you mean "${near}"?` : 'Give it under "variables".',
    });
    return true;
  }
  const found = variables[data.variable];
  if (typeof found !== typeof wanted) {
    problems.push({
      path: [...at, 'equals' in data ? 'equals' : 'not'],
      code: 'INVALID_TYPE',
      message: `The variable "${data.variable}" is a ${typeof found}, and is compared with a ${typeof wanted}.`,
      hint: `Compare it with a ${typeof found}.`,
    });
    return true;
  }
  return (found === wanted) === 'equals' in data;
}
