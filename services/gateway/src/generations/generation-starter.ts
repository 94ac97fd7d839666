import { generationWorkflowInput } from '@workprint/contracts';
import { type Database, type GenerationRow, markGenerationsStarted } from '@workprint/projection';
import type { Logger } from 'pino';
import type { Workflows } from '../workflows/workflows.ts';

const PRIORITY = 3;

interface Dependencies {
  database: Database;
  workflows: Workflows;
  log: Logger;
}

/** Starts workflows side by side and notes that they run, those of one workspace at once. What goes wrong is left to the sweeper. */
export const generationStarter =
  ({ database, workflows, log }: Dependencies) =>
  async (some: readonly GenerationRow[]): Promise<void> => {
    const start = async (generation: GenerationRow): Promise<GenerationRow[]> => {
      try {
        await workflows.startGeneration(generationWorkflowInput(generation, PRIORITY), generation);
        return [generation];
      } catch (err) {
        log.warn({ err, generationId: generation.id }, 'generation not started; the sweeper will');
        return [];
      }
    };
    const note = async (workspaceId: string, ids: string[]): Promise<void> => {
      try {
        await database.withWorkspace(workspaceId, (tx) => markGenerationsStarted(tx, ids));
      } catch (err) {
        log.warn({ err, generationIds: ids }, 'generations started, which was not noted; the sweeper will');
      }
    };
    const started = (await Promise.all(some.map(start))).flat();
    const byWorkspace = Map.groupBy(started, ({ workspaceId }) => workspaceId);
    await Promise.all(
      [...byWorkspace].map(([workspaceId, rows]) =>
        note(
          workspaceId,
          rows.map(({ id }) => id),
        ),
      ),
    );
  };
