import { type Micros, moneyOf } from '@workprint/contracts';
import type { SpendAccount } from './generated/client.ts';
import { toRecordset } from './json.ts';
import type { Tx } from './tx.ts';

/** A cap would be passed: nothing was reserved, and the transaction is to be rolled back. */
export class SpendLimitError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SpendLimitError';
  }
}

/** From here on a workspace is warned that it nears a cap. */
const NEAR_PERCENT = 80n;

/** Whether so much, spent or held, nears a cap or has passed it; null: there is none. */
export const nears = (cap: Micros | null, used: Micros): boolean => cap !== null && used * 100n >= cap * NEAR_PERCENT;

export type Cap = 'daily' | 'monthly';

/** The caps whose 80% this reservation has passed. */
export type Nearing = Cap[];

export interface Hold {
  /** A generation or a render. */
  holderId: string;
  micros: Micros;
}

/** Holds money back for one. @throws SpendLimitError */
export const reserve = (tx: Tx, holderId: string, micros: Micros): Promise<Nearing> => reserveAll(tx, [{ holderId, micros }]);

/**
 * Holds money back for all or none of them, in one conditional UPDATE: however many try at once, spent and reserved together never pass
 * a cap. Lock the holders' rows first; the account is locked from here to the commit.
 * @throws SpendLimitError
 */
export async function reserveAll(tx: Tx, holds: readonly Hold[]): Promise<Nearing> {
  if (holds.length === 0) return [];
  const micros = holds.reduce((sum, hold) => sum + hold.micros, 0n);
  const now = (await raise(tx, micros)) ?? (await openAccount(tx).then(() => raise(tx, micros)));
  if (!now) throw new SpendLimitError(passed(await account(tx), micros));
  await tx.db.$executeRaw`
    INSERT INTO spend_hold (holder_id, workspace_id, micros) SELECT "holderId", ${tx.workspaceId}::uuid, micros
    FROM jsonb_to_recordset(${toRecordset(holds)}::jsonb) AS hold ("holderId" uuid, micros bigint)`;
  const near = (cap: Micros | null, spent: Micros): boolean =>
    nears(cap, spent + now.reserved) && !nears(cap, spent + now.reserved - micros);
  return [
    ...(near(now.dailyCap, now.daySpent) ? (['daily'] as const) : []),
    ...(near(now.monthlyCap, now.monthSpent) ? (['monthly'] as const) : []),
  ];
}

/** Null: a cap would be passed, or there is no account yet. */
async function raise(tx: Tx, micros: Micros): Promise<SpendAccount | null> {
  const [now] = await tx.db.$queryRaw<SpendAccount[]>`
    UPDATE spend_account SET
      reserved = reserved + ${micros}::bigint,
      day = (now() AT TIME ZONE 'utc')::date,
      day_spent = CASE WHEN day = (now() AT TIME ZONE 'utc')::date THEN day_spent ELSE 0 END,
      month = date_trunc('month', now() AT TIME ZONE 'utc')::date,
      month_spent = CASE WHEN month = date_trunc('month', now() AT TIME ZONE 'utc')::date THEN month_spent ELSE 0 END
    WHERE workspace_id = ${tx.workspaceId}::uuid
      AND (daily_cap IS NULL OR ${micros}::bigint = 0 OR reserved + ${micros}::bigint
           + CASE WHEN day = (now() AT TIME ZONE 'utc')::date THEN day_spent ELSE 0 END <= daily_cap)
      AND (monthly_cap IS NULL OR ${micros}::bigint = 0 OR reserved + ${micros}::bigint
           + CASE WHEN month = date_trunc('month', now() AT TIME ZONE 'utc')::date THEN month_spent ELSE 0 END <= monthly_cap)
    RETURNING workspace_id AS "workspaceId", daily_cap AS "dailyCap", monthly_cap AS "monthlyCap", day, day_spent AS "daySpent",
              month, month_spent AS "monthSpent", reserved`;
  return now ?? null;
}

/** What is held for a holder; null when nothing is. */
export const held = async (tx: Tx, holderId: string): Promise<Micros | null> =>
  (await tx.db.spendHold.findUnique({ where: { holderId } }))?.micros ?? null;

/** Passes money on from one holder to another, which has none. @throws when there is not so much */
export async function passOn(tx: Tx, from: string, to: string, micros: Micros): Promise<void> {
  const taken = await tx.db.spendHold.updateMany({
    where: { holderId: from, micros: { gte: micros } },
    data: { micros: { decrement: micros } },
  });
  if (taken.count !== 1) throw new Error(`less than ${micros} is held for ${from}`);
  await tx.db.spendHold.create({ data: { holderId: to, workspaceId: tx.workspaceId, micros } });
}

/**
 * Ends a hold: `actual` counts as spent (null: what was held), the rest is free again. Null when nothing was held, as when it is ended
 * twice.
 */
export async function settle(tx: Tx, holderId: string, actual: Micros | null): Promise<Micros | null> {
  const [hold] = await tx.db.$queryRaw<{ micros: bigint }[]>`DELETE FROM spend_hold WHERE holder_id = ${holderId}::uuid RETURNING micros`;
  if (!hold) return null;
  const spent = actual ?? hold.micros;
  await tx.db.$executeRaw`
    UPDATE spend_account SET
      reserved = reserved - ${hold.micros}::bigint,
      day = (now() AT TIME ZONE 'utc')::date,
      day_spent = ${spent}::bigint + CASE WHEN day = (now() AT TIME ZONE 'utc')::date THEN day_spent ELSE 0 END,
      month = date_trunc('month', now() AT TIME ZONE 'utc')::date,
      month_spent = ${spent}::bigint + CASE WHEN month = date_trunc('month', now() AT TIME ZONE 'utc')::date THEN month_spent ELSE 0 END
    WHERE workspace_id = ${tx.workspaceId}::uuid`;
  return spent;
}

/** Ends a hold: all of it is free again. */
export const release = (tx: Tx, holderId: string): Promise<Micros | null> => settle(tx, holderId, 0n);

export interface Spending {
  dailyCap: Micros | null;
  monthlyCap: Micros | null;
  spentToday: Micros;
  spentThisMonth: Micros;
  /** For what may be bought; counts against both caps. */
  reserved: Micros;
}

/** How a workspace's money stands. Days and months are UTC. */
export async function spending(tx: Tx): Promise<Spending> {
  const row = await account(tx);
  const [today] = await tx.db.$queryRaw<{ day: string; month: string }[]>`
    SELECT to_char(now() AT TIME ZONE 'utc', 'YYYY-MM-DD') AS day, to_char(now() AT TIME ZONE 'utc', 'YYYY-MM') AS month`;
  const day = row?.day.toISOString().slice(0, 10);
  const month = row?.month.toISOString().slice(0, 7);
  return {
    dailyCap: row?.dailyCap ?? null,
    monthlyCap: row?.monthlyCap ?? null,
    spentToday: row && day === today?.day ? row.daySpent : 0n,
    spentThisMonth: row && month === today?.month ? row.monthSpent : 0n,
    reserved: row?.reserved ?? 0n,
  };
}

/** Null: no cap. What is spent and held already stays so, also above a new cap. */
export async function setCaps(tx: Tx, caps: { daily: Micros | null; monthly: Micros | null }): Promise<void> {
  await openAccount(tx);
  await tx.db.spendAccount.update({
    where: { workspaceId: tx.workspaceId },
    data: { dailyCap: caps.daily, monthlyCap: caps.monthly },
  });
}

const account = (tx: Tx): Promise<SpendAccount | null> => tx.db.spendAccount.findUnique({ where: { workspaceId: tx.workspaceId } });

const openAccount = (tx: Tx): Promise<number> => tx.db.$executeRaw`
  INSERT INTO spend_account (workspace_id, day, month)
  VALUES (${tx.workspaceId}::uuid, (now() AT TIME ZONE 'utc')::date, date_trunc('month', now() AT TIME ZONE 'utc')::date)
  ON CONFLICT DO NOTHING`;

function passed(row: SpendAccount | null, micros: Micros): string {
  const shown = (cap: Micros | null | undefined): string => (cap === null || cap === undefined ? 'none' : moneyOf(cap).amount);
  return `${moneyOf(micros).amount} USD more would pass a cap of the workspace (daily ${shown(row?.dailyCap)}, monthly ${shown(row?.monthlyCap)}; ${moneyOf(row?.reserved ?? 0n).amount} is reserved).`;
}
