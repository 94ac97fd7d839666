import type { Dependencies } from '../dependencies.ts';
import { settleBatches } from './batches.ts';
import type { Concern, Row } from './concern.ts';
import { settleEndings } from './endings.ts';
import { startOrphans } from './orphans.ts';

export interface SweepOptions {
  /** Milliseconds between two looks at the same workflow. */
  lookEveryMs?: number;
  /** For tests, which share a database. */
  includes?: (row: Row) => boolean;
}

const LOOK_EVERY_MS = 15_000;
const ROWS_A_SWEEP = 100;
const AT_ONCE = 5;

/** One pass over everything that is not finished. Call it again and again. */
export function sweeper(
  deps: Dependencies,
  { lookEveryMs = LOOK_EVERY_MS, includes = () => true }: SweepOptions = {},
): () => Promise<void> {
  const looked = new Map<string, number>();

  const attempt = async <R extends Row>(row: R, work: (row: R) => Promise<void>): Promise<void> => {
    try {
      await work(row);
    } catch (error) {
      deps.log.warn({ id: row.id, err: error }, 'the sweeper could not set a row right');
    }
  };
  const concern: Concern = {
    async each(rows, work) {
      for (const row of rows.filter(includes)) await attempt(row, work);
    },
    async inTurn(rows, work) {
      const now = Date.now();
      const due = rows
        .filter((row) => includes(row) && now - (looked.get(row.id) ?? 0) >= lookEveryMs)
        .sort((a, b) => (looked.get(a.id) ?? 0) - (looked.get(b.id) ?? 0))
        .slice(0, ROWS_A_SWEEP);
      const lane = async (): Promise<void> => {
        for (let row = due.shift(); row; row = due.shift()) {
          looked.set(row.id, Date.now());
          await attempt(row, work);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
    },
  };
  return async () => {
    for (const [id, at] of looked) if (Date.now() - at > 10 * lookEveryMs) looked.delete(id);
    await startOrphans(deps, concern);
    await settleEndings(deps, concern);
    await settleBatches(deps, concern);
  };
}
