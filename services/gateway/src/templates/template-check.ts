import type { TemplateVariableInput } from '@workprint/graphql-schema';
import type { TemplateVariable } from '@workprint/projection';
import { checkTemplate, readDefinitions } from '@workprint/timeline';
import { hasControl } from '../graphql/inputs.ts';
import { type UserError, userError, userErrorsOf } from '../graphql/user-error.ts';

const MAX_NAME = 200;

export interface TemplateContent {
  name: string;
  timeline: unknown;
  variables: TemplateVariable[];
}

/** A template as a client sent it; every problem at once. */
export const readTemplate = (
  input: { name: string; timeline: unknown; variables: readonly TemplateVariableInput[] },
  maxDurationSeconds: number,
): { content: TemplateContent } | { problems: UserError[] } => {
  const { name, timeline } = input;
  const problems: UserError[] = [];
  if (name.trim() === '' || name.length > MAX_NAME || hasControl(name)) {
    problems.push(userError('INVALID_VALUE', `name must have 1 to ${MAX_NAME} printable characters.`, ['name']));
  }
  const definitions = readDefinitions(declared(input.variables));
  if (!definitions.ok) return { problems: [...problems, ...userErrorsOf(definitions.problems, 'variables')] };
  problems.push(...userErrorsOf(checkTemplate(timeline, definitions.value, { maxDurationSeconds }), 'timeline'));
  return problems.length > 0 ? { problems } : { content: { name, timeline, variables: definitions.value } };
};

/** GraphQL's words as the timeline's: types in lower case, nothing instead of null. */
const declared = (variables: readonly TemplateVariableInput[]): object[] =>
  variables.map(({ name, type, default: preset, description }) => ({
    name,
    type: type.toLowerCase(),
    ...(preset === null || preset === undefined ? {} : { default: preset }),
    ...(description === null || description === undefined ? {} : { description }),
  }));
