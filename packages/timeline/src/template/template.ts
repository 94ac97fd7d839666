import { nearest } from '../nearest.ts';
import { type ParseOptions, parseTimeline } from '../parse.ts';
import type { Problem } from '../problems.ts';
import { MAX_DEPTH, NAME } from '../schema/variables.ts';
import type { Path } from '../timeline.ts';
import type { VariableDefinition } from './definitions.ts';
import { resolveVariables, withOwn } from './resolve.ts';

/**
 * What can be said of a template before it is used: every variable in it is declared (or in the timeline's own `variables`),
 * and, where each has a default, the timeline that the defaults give is valid.
 */
export function checkTemplate(timeline: unknown, definitions: readonly VariableDefinition[], options: ParseOptions = {}): Problem[] {
  const all = withOwn(timeline, definitions);
  const known = all.map((d) => d.name);
  const found = undeclared(timeline, known, []);
  const defaults = resolveVariables(all, {});
  if (found.length > 0 || !defaults.ok) return found;
  const parsed = parseTimeline(timeline, defaults.value, options);
  return parsed.ok ? [] : parsed.problems;
}

/** Names used and not declared; also in clips that the defaults would drop. */
function undeclared(value: unknown, known: readonly string[], path: Path): Problem[] {
  if (path.length > MAX_DEPTH) return [];
  if (typeof value === 'string') return [...value.matchAll(NAME)].flatMap((m) => unknown(m[1] as string, known, path));
  if (value === null || typeof value !== 'object') return [];
  if (path.at(-1) === 'when' && 'variable' in value && typeof value.variable === 'string')
    return unknown(value.variable, known, [...path, 'variable']);
  const steps: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return steps.flatMap(([key, inner]) => undeclared(inner, known, [...path, key]));
}

function unknown(name: string, known: readonly string[], path: Path): Problem[] {
  if (known.includes(name)) return [];
  const near = nearest(name, known);
  const message = `The variable "${name}" is not declared.`;
  return [{ path, code: 'UNKNOWN_VARIABLE', message, hint: near ? `Did you mean "${near}"?` : 'Declare it under "variables".' }];
}
