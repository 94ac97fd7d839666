import type { StoredTimeline } from '@workprint/contracts';
import { getTemplate, type Tx } from '@workprint/projection';
import { resolveVariables, type VariableDefinition, withOwn } from '@workprint/timeline';
import { notFound, type UserError, userError, userErrorsOf } from '../graphql/user-error.ts';

/** Where a render's timeline comes from: the request itself, or a template with its declared variables. */
export interface TimelineSource {
  timeline: unknown;
  /** What may be given; null: whatever the timeline uses. */
  definitions: VariableDefinition[] | null;
}

interface Asked {
  timeline?: unknown;
  templateId?: string | null;
}

/** The template, when one is named; exactly one of the two may be. A timeline that is missing is for its check to name. */
export const readSource = async (
  tx: Tx,
  { timeline, templateId }: Asked,
): Promise<{ source: TimelineSource } | { problems: UserError[] }> => {
  if (templateId === null || templateId === undefined) return { source: { timeline, definitions: null } };
  if (timeline !== null && timeline !== undefined) {
    return {
      problems: [userError('INVALID_VALUE', 'Give a timeline or a templateId, not both.', ['templateId'], 'Leave one of them out.')],
    };
  }
  const template = await getTemplate(tx, templateId);
  if (!template) return { problems: [notFound('template', ['templateId'])] };
  return { source: { timeline: template.timeline, definitions: withOwn(template.timeline, template.variables) } };
};

/** The timeline with the values it is to be rendered with: a template's defaults filled in, each value of its type. */
export const fill = (
  { timeline, definitions }: TimelineSource,
  given: unknown,
): { document: StoredTimeline } | { problems: UserError[] } => {
  if (given !== null && given !== undefined && (typeof given !== 'object' || Array.isArray(given))) {
    return {
      problems: [
        userError('INVALID_VALUE', 'variables must be an object of values by name.', ['variables'], 'For instance {"name": "world"}.'),
      ],
    };
  }
  const variables = (given ?? null) as StoredTimeline['variables'];
  if (!definitions) return { document: { timeline, variables } };
  const values = resolveVariables(definitions, variables ?? {});
  return values.ok ? { document: { timeline, variables: values.value } } : { problems: userErrorsOf(values.problems, 'variables') };
};
