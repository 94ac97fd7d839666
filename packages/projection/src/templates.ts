import { isId } from './ids.ts';
import { toJson } from './json.ts';
import type { TemplateRow, TemplateVariable } from './rows.ts';
import type { Tx } from './tx.ts';

export interface NewTemplate {
  id: string;
  createdBy: string;
  name: string;
  timeline: unknown;
  variables: readonly TemplateVariable[];
}

export async function insertTemplate(tx: Tx, { timeline, variables, ...plain }: NewTemplate): Promise<TemplateRow> {
  const data = { ...plain, workspaceId: tx.workspaceId, timeline: toJson(timeline), variables: toJson(variables) };
  return (await tx.db.template.create({ data })) as unknown as TemplateRow;
}

/** Changes what is given. Null when there is none in this workspace. */
export async function updateTemplate(
  tx: Tx,
  id: string,
  { name, timeline, variables }: Partial<Pick<NewTemplate, 'name' | 'timeline' | 'variables'>>,
): Promise<TemplateRow | null> {
  if (!isId(id)) return null;
  const data = {
    updatedAt: new Date(),
    ...(name === undefined ? {} : { name }),
    ...(timeline === undefined ? {} : { timeline: toJson(timeline) }),
    ...(variables === undefined ? {} : { variables: toJson(variables) }),
  };
  const { count } = await tx.db.template.updateMany({ where: { id }, data });
  return count > 0 ? getTemplate(tx, id) : null;
}

export async function getTemplate(tx: Tx, id: string): Promise<TemplateRow | null> {
  return isId(id) ? ((await tx.db.template.findUnique({ where: { id } })) as unknown as TemplateRow | null) : null;
}

export const countTemplates = (tx: Tx): Promise<number> => tx.db.template.count();

/** All of them, by name. */
export async function listTemplates(tx: Tx): Promise<TemplateRow[]> {
  return (await tx.db.template.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] })) as unknown as TemplateRow[];
}

/** False when there was none. What was rendered from it keeps its own copy. */
export async function deleteTemplate(tx: Tx, id: string): Promise<boolean> {
  return isId(id) && (await tx.db.template.deleteMany({ where: { id } })).count > 0;
}
