import { type Money, moneyOf } from '@workprint/contracts';
import { type Database, renderCosts } from '@workprint/projection';
import DataLoader from 'dataloader';

export type RenderCostLoader = DataLoader<string, Money>;

/** What renders have cost, by their ids, all of a request in one query. */
export const renderCostLoader = (database: Database, workspaceId: string): RenderCostLoader =>
  new DataLoader(
    async (ids) => {
      const costs = await database.withWorkspace(workspaceId, (tx) => renderCosts(tx, ids));
      return ids.map((id) => moneyOf(costs.get(id) ?? 0n));
    },
    // A subscription lives long, and a generation may end after its render.
    { cache: false },
  );
