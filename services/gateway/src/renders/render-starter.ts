import { Inject, Injectable } from '@nestjs/common';
import { renderWorkflowInput } from '@workprint/contracts';
import { type Database, markRenderStarted, type RenderRow } from '@workprint/projection';
import type { Logger } from 'pino';
import { DATABASE, LOG, WORKFLOWS } from '../tokens.ts';
import { notForLong } from '../workflows/patience.ts';
import type { Workflows } from '../workflows/workflows.ts';

/** Starts the workflow of an accepted render. A start that fails is left to the sweeper: the client has its render. */
@Injectable()
export class RenderStarter {
  private readonly database: Database;
  private readonly workflows: Workflows;
  private readonly log: Logger;

  constructor(@Inject(DATABASE) database: Database, @Inject(WORKFLOWS) workflows: Workflows, @Inject(LOG) log: Logger) {
    this.database = database;
    this.workflows = workflows;
    this.log = log;
  }

  start(row: RenderRow): Promise<void> {
    return notForLong(this.tryToStart(row));
  }

  private async tryToStart(row: RenderRow): Promise<void> {
    try {
      await this.workflows.startRender(renderWorkflowInput(row));
      await this.database.withWorkspace(row.workspaceId, (tx) => markRenderStarted(tx, row.id));
    } catch (err) {
      this.log.warn({ err, renderId: row.id }, 'render not started; the sweeper will');
    }
  }
}
