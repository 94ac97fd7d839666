import { Inject, Injectable } from '@nestjs/common';
import type { CreateTemplateInput, TemplateVariableInput, UpdateTemplateInput } from '@workprint/graphql-schema';
import {
  claimIdempotencyKey,
  countTemplates,
  type Database,
  deleteTemplate,
  getTemplate,
  getWorkspace,
  insertTemplate,
  newId,
  readIdempotencyKey,
  type TemplateRow,
  type Tx,
  updateTemplate,
} from '@workprint/projection';
import { hashOf } from '@workprint/timeline';
import type { Principal } from '../auth/principal.ts';
import { commonProblems } from '../graphql/inputs.ts';
import { idempotencyConflict, notFound, type UserError, userError } from '../graphql/user-error.ts';
import { DATABASE } from '../tokens.ts';
import { readTemplate } from './template-check.ts';

const OPERATION = 'createTemplate';
const MAX_TEMPLATES = 500;

export interface TemplateResult {
  template: TemplateRow | null;
  userErrors: UserError[];
}

const refused = (...userErrors: UserError[]): TemplateResult => ({ template: null, userErrors });

/** Timelines with variables, kept for later. */
@Injectable()
export class TemplatesService {
  private readonly database: Database;

  constructor(@Inject(DATABASE) database: Database) {
    this.database = database;
  }

  create(actor: Principal, { idempotencyKey, ...input }: CreateTemplateInput): Promise<TemplateResult> {
    const { name, timeline, variables } = input;
    return this.database.withWorkspace(actor.workspaceId, async (tx) => {
      const claim = idempotencyKey ? { operation: OPERATION, key: idempotencyKey, inputHash: hashOf(input) } : null;
      const before = claim && (await readIdempotencyKey(tx, claim));
      if (before) return repeated(tx, before);
      const read = readTemplate({ name, timeline, variables: variables ?? [] }, await longest(tx));
      const problems = [...commonProblems({ idempotencyKey }), ...('problems' in read ? read.problems : [])];
      if ('problems' in read || problems.length > 0) return refused(...problems);
      if ((await countTemplates(tx)) >= MAX_TEMPLATES) {
        const hint = 'Delete one that is no longer used.';
        return refused(userError('TOO_MANY_TEMPLATES', `A workspace may have ${MAX_TEMPLATES} templates.`, null, hint));
      }
      const id = newId();
      if (claim) {
        const taken = await claimIdempotencyKey(tx, { ...claim, resultId: id });
        if ('conflict' in taken || !taken.fresh) return repeated(tx, taken);
      }
      return { template: await insertTemplate(tx, { ...read.content, id, createdBy: actor.id }), userErrors: [] };
    });
  }

  update(actor: Principal, id: string, { name, timeline, variables }: UpdateTemplateInput): Promise<TemplateResult> {
    return this.database.withWorkspace(actor.workspaceId, async (tx) => {
      const before = await getTemplate(tx, id);
      if (!before) return refused(notFound('template', ['id']));
      const read = readTemplate(
        { name: name ?? before.name, timeline: timeline ?? before.timeline, variables: variables ?? asInput(before) },
        await longest(tx),
      );
      if ('problems' in read) return refused(...read.problems);
      const template = await updateTemplate(tx, id, read.content);
      return template ? { template, userErrors: [] } : refused(notFound('template', ['id']));
    });
  }

  async delete(actor: Principal, id: string): Promise<{ deletedId: string | null; userErrors: UserError[] }> {
    const deleted = await this.database.withWorkspace(actor.workspaceId, (tx) => deleteTemplate(tx, id));
    return deleted ? { deletedId: id, userErrors: [] } : { deletedId: null, userErrors: [notFound('template', ['id'])] };
  }
}

const longest = async (tx: Tx): Promise<number> => (await getWorkspace(tx))?.maxTimelineSeconds ?? 0;

const asInput = (row: TemplateRow): TemplateVariableInput[] =>
  row.variables.map((v) => ({ ...v, type: v.type.toUpperCase() as TemplateVariableInput['type'] }));

const repeated = async (tx: Tx, made: object): Promise<TemplateResult> => {
  if (!('resultId' in made)) return refused(idempotencyConflict());
  const template = await getTemplate(tx, String(made.resultId));
  return template ? { template, userErrors: [] } : refused(notFound('template (any more)', ['idempotencyKey']));
};
