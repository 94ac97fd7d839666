import { Inject, Injectable } from '@nestjs/common';
import { estimateCost, failure } from '@workprint/contracts';
import {
  type Database,
  type Decision,
  deleteGenerationRow,
  type GenerationRow,
  getGeneration,
  isTerminalGeneration,
  newId,
  recordGenerationStep,
  resolveGeneration,
  type Tx,
} from '@workprint/projection';
import { hashOf } from '@workprint/timeline';
import type { Logger } from 'pino';
import type { Principal } from '../auth/principal.ts';
import { commonProblems } from '../graphql/inputs.ts';
import { notFound, type UserError, userError } from '../graphql/user-error.ts';
import { DATABASE, LOG, WORKFLOWS } from '../tokens.ts';
import { notForLong } from '../workflows/patience.ts';
import type { Workflows } from '../workflows/workflows.ts';
import { type GenerationResult, GenerationsService } from './generations.service.ts';
import type { Intent } from './take-intents.ts';

export interface Deleted {
  deletedId: string | null;
  userErrors: UserError[];
}

const refused = (...userErrors: UserError[]): GenerationResult => ({ generation: null, userErrors });

/** What can be done to a generation that has ended, or that nobody knows the end of. */
@Injectable()
export class EndedGenerationsService {
  private readonly database: Database;
  private readonly workflows: Workflows;
  private readonly generations: GenerationsService;
  private readonly log: Logger;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(WORKFLOWS) workflows: Workflows,
    @Inject(GenerationsService) generations: GenerationsService,
    @Inject(LOG) log: Logger,
  ) {
    this.database = database;
    this.workflows = workflows;
    this.generations = generations;
    this.log = log;
  }

  /** The row first: it holds whatever becomes of the workflow. */
  async resolve(actor: Principal, id: string, decision: Decision): Promise<GenerationResult> {
    if (decision.decision === 'NOT_BOUGHT' && decision.providerId) {
      return refused(userError('INVALID_VALUE', 'What was not bought has no job: leave providerId out.', ['providerId']));
    }
    const result = await this.within(actor, (tx) => resolveGeneration(tx, id, decision));
    if ('problem' in result) return refused(problemOf(result.problem));
    this.log.warn({ generationId: id, by: actor.id, ...decision }, 'a parked generation was decided about');
    await notForLong(this.tell(actor, id, decision.providerId));
    return { generation: await this.within(actor, (tx) => getGeneration(tx, id)), userErrors: [] };
  }

  /** A workflow that waits no longer can follow no job: then the row says that the video is not to be had. */
  private async tell(actor: Principal, id: string, providerId: string | null): Promise<void> {
    try {
      if ((await this.workflows.resolveGeneration(id, { providerId })) || !providerId) return;
      const gone = failure('GENERATION_FAILED', 'It was bought, and decided about too late to fetch its output.');
      const change = { to: 'FAILED', failure: gone } as const;
      await this.within(actor, (tx) => recordGenerationStep(tx, { generationId: id, step: 'resolved-too-late', change }));
    } catch (err) {
      // Without a job the row has ended, whatever the workflow hears. With one only the workflow can fetch what was bought.
      if (providerId)
        this.log.error({ err, generationId: id, providerId }, 'a decision was not delivered to Temporal: it has to be given again');
      else this.log.warn({ err, generationId: id }, 'a decision was not delivered to Temporal; the row has it');
    }
  }

  async retry(actor: Principal, id: string, confirmed: boolean, idempotencyKey: string | null): Promise<GenerationResult> {
    const problems = commonProblems({ idempotencyKey });
    if (problems.length > 0) return refused(...problems);
    const before = await this.within(actor, (tx) => getGeneration(tx, id));
    if (!before) return refused(notFound('generation', ['id']));
    if (before.status === 'PARKED' || !isTerminalGeneration(before.status)) {
      return refused(userError('GENERATION_RUNNING', 'It has not ended: nobody knows yet what it costs.', ['id']));
    }
    const price = estimateCost(before);
    if (!confirmed) {
      const message = `This buys a new video, for about ${price.amount} ${price.currency}.`;
      return refused(userError('CONFIRMATION_NEEDED', message, ['confirm'], 'Ask again with confirm: true.'));
    }
    return this.generations.buy(actor, again(actor, before, idempotencyKey ?? newId()));
  }

  async remove(actor: Principal, id: string): Promise<Deleted> {
    const { row, gone } = await this.within(actor, async (tx) => ({
      row: await getGeneration(tx, id),
      gone: await deleteGenerationRow(tx, id),
    }));
    if (gone) return { deletedId: id, userErrors: [] };
    if (!row) return { deletedId: null, userErrors: [notFound('generation', ['id'])] };
    const error = userError(
      'GENERATION_RUNNING',
      `It is ${row.status}: only one that has ended can be deleted.`,
      ['id'],
      'Cancel or resolve it first.',
    );
    return { deletedId: null, userErrors: [error] };
  }

  private within<T>(actor: Principal, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.withWorkspace(actor.workspaceId, work);
  }
}

const problemOf = (problem: 'MISSING' | 'NOT_PARKED' | 'JOB_TAKEN'): UserError => {
  if (problem === 'MISSING') return notFound('generation', ['id']);
  if (problem === 'JOB_TAKEN') return userError('JOB_TAKEN', 'That job belongs to another generation.', ['providerId']);
  return userError('NOT_PARKED', 'It is not parked: there is nothing to decide.', ['id']);
};

/** Another intent with the same words. */
const again = (actor: Principal, before: GenerationRow, key: string): Intent => {
  const { kind, provider, model, prompt, input, projectId, timeoutSeconds } = before;
  const generation = {
    id: newId(),
    createdBy: actor.id,
    intentKey: `retry:${key}`, // never equal to another operation's key, nor to the hash a render asks with
    ...{ kind, provider, model, prompt, input, projectId, timeoutSeconds },
    estimate: estimateCost(before),
    pixelArt: before.pixelArt && { wanted: before.pixelArt, renderId: newId() },
    direct: true,
  };
  return { operation: 'retryGeneration', key, inputHash: hashOf({ retryOf: before.id }), generation };
};
