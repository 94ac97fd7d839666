import { nearest } from '../nearest.ts';
import type { Problem, Result } from '../problems.ts';
import { readValue, type VariableDefinition, type VariableValue } from './definitions.ts';

/**
 * The values of a template's variables: what is given, else the default, each of its declared type. Paths start at the
 * variables. Problems: REQUIRED, UNKNOWN_VARIABLE, INVALID_TYPE, INVALID_VALUE, OUT_OF_RANGE.
 */
export function resolveVariables(
  definitions: readonly VariableDefinition[],
  given: Readonly<Record<string, unknown>>,
): Result<Record<string, VariableValue>> {
  const problems: Problem[] = unknownNames(definitions, given);
  const values: Record<string, VariableValue> = {};
  for (const { name, type, default: preset } of definitions) {
    const found = Object.hasOwn(given, name) && given[name] !== null ? given[name] : preset;
    if (found === undefined) {
      const message = `The template's variable "${name}" (${type}) has no value and no default.`;
      problems.push({ path: [name], code: 'REQUIRED', message, hint: 'Give it under "variables".' });
      continue;
    }
    const value = readValue(type, found, [name]);
    if (value.ok) values[name] = value.value;
    else problems.push(...value.problems);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: values };
}

const unknownNames = (definitions: readonly VariableDefinition[], given: Readonly<Record<string, unknown>>): Problem[] => {
  const known = definitions.map((d) => d.name);
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearest(name, known);
      return {
        path: [name],
        code: 'UNKNOWN_VARIABLE',
        message: `There is no variable "${name.slice(0, 64)}".`,
        hint: near ? `Did you mean "${near}"?` : `Known variables: ${known.join(', ') || 'none'}.`,
      };
    });
};

/** What a timeline's own `variables` declare: each value is a default, and its type the variable's. */
export function definitionsOf(timeline: unknown): VariableDefinition[] {
  const variables = timeline !== null && typeof timeline === 'object' && 'variables' in timeline ? timeline.variables : null;
  if (variables === null || typeof variables !== 'object' || Array.isArray(variables)) return [];
  return Object.entries(variables).flatMap(([name, value]) => {
    const type = typeof value;
    return type === 'string' || type === 'number' || type === 'boolean' ? [{ name, type, default: value }] : [];
  });
}

/** A template's declarations, and those of its timeline's own `variables` under other names. */
export function withOwn(timeline: unknown, definitions: readonly VariableDefinition[]): VariableDefinition[] {
  const declared = new Set(definitions.map((d) => d.name));
  return [...definitions, ...definitionsOf(timeline).filter((d) => !declared.has(d.name))];
}

/** A row of text, as CSV has it, with numbers and booleans of the declared types. An empty cell gives no value: the default holds. */
export function fromCells(definitions: readonly VariableDefinition[], row: Readonly<Record<string, string>>): Record<string, unknown> {
  const typeOf = new Map(definitions.map((d) => [d.name, d.type]));
  return Object.fromEntries(
    Object.entries(row)
      .filter(([, text]) => text !== '')
      .map(([name, text]) => [name, typed(typeOf.get(name), text)]),
  );
}

/** What is no number, or neither true nor false, stays text, for the check to name. */
function typed(type: VariableDefinition['type'] | undefined, text: string): unknown {
  const bare = text.trim();
  if (type === 'number') return bare !== '' && Number.isFinite(Number(bare)) ? Number(bare) : text;
  if (type === 'boolean') return { true: true, false: false }[bare.toLowerCase()] ?? text;
  return text;
}
