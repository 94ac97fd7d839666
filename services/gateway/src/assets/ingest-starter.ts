import { Inject, Injectable } from '@nestjs/common';
import type { IngestWorkflowInput } from '@workprint/contracts';
import { type Database, markAssetStarted } from '@workprint/projection';
import type { Logger } from 'pino';
import { DATABASE, LOG, WORKFLOWS } from '../tokens.ts';
import { notForLong } from '../workflows/patience.ts';
import type { Workflows } from '../workflows/workflows.ts';

/** Starts the hashing and probing of an asset. A start that fails is left to the sweeper. */
@Injectable()
export class IngestStarter {
  private readonly database: Database;
  private readonly workflows: Workflows;
  private readonly log: Logger;

  constructor(@Inject(DATABASE) database: Database, @Inject(WORKFLOWS) workflows: Workflows, @Inject(LOG) log: Logger) {
    this.database = database;
    this.workflows = workflows;
    this.log = log;
  }

  start(input: IngestWorkflowInput): Promise<void> {
    return notForLong(this.tryToStart(input));
  }

  private async tryToStart(input: IngestWorkflowInput): Promise<void> {
    try {
      await this.workflows.startIngest(input);
      await this.database.withWorkspace(input.workspaceId, (tx) => markAssetStarted(tx, input.assetId));
    } catch (err) {
      this.log.warn({ err, assetId: input.assetId }, 'ingest not started; the sweeper will');
    }
  }
}
