import { type Micros, type Money, microsOf, moneyOf } from '@workprint/contracts';
import { awaitedGenerations } from './generation-waiters.ts';
import { findGenerationsByIntent } from './generations.ts';
import { lockRender } from './render-events.ts';
import { ENDED_GENERATION } from './rows.ts';
import { held, type Nearing, release, reserve, SpendLimitError } from './spend.ts';
import type { Tx } from './tx.ts';

export interface PricedIntent {
  intentKey: string;
  estimate: Money;
}

/**
 * Holds back what all intents of a render that have to be bought will cost together, before the first of them is: within the render's
 * own maxCost, its batch's and the workspace's caps. Whatever an earlier call of this render held and did not use is free again first.
 * @throws SpendLimitError
 */
export async function reserveForRender(tx: Tx, renderId: string, wanted: readonly PricedIntent[]): Promise<Nearing> {
  const render = await lockRender(tx, renderId);
  await release(tx, renderId);
  const micros = await costToBuy(tx, renderId, wanted);
  if (micros === 0n || !render) return [];
  await checkMaxCost(tx, renderId, render.maxCost, micros);
  if (render.batchId) await checkBatchCost(tx, render.batchId, micros);
  return reserve(tx, renderId, micros);
}

/** What of a render's intents is neither being made, nor made, nor waited for already, together. */
async function costToBuy(tx: Tx, renderId: string, wanted: readonly PricedIntent[]): Promise<Micros> {
  const known = new Set((await awaitedGenerations(tx, renderId)).map((g) => g.intentKey));
  return sumOfIntents(
    await unbought(
      tx,
      wanted.filter(({ intentKey }) => !known.has(intentKey)),
    ),
  );
}

/** Of these intents those that nobody has running or finished, each once. */
export async function unbought(tx: Tx, wanted: readonly PricedIntent[]): Promise<PricedIntent[]> {
  const live = new Set(
    (
      await findGenerationsByIntent(
        tx,
        wanted.map(({ intentKey }) => intentKey),
      )
    ).map((g) => g.intentKey),
  );
  return [...new Map(wanted.filter(({ intentKey }) => !live.has(intentKey)).map((one) => [one.intentKey, one])).values()];
}

export const sumOfIntents = (intents: readonly PricedIntent[]): Micros =>
  intents.reduce((all, { estimate }) => all + microsOf(estimate), 0n);

/** What the render has bought already counts, too. */
async function checkMaxCost(tx: Tx, renderId: string, maxCost: Micros | null, micros: Micros): Promise<void> {
  if (maxCost === null) return;
  const total = (await boughtBy(tx, [renderId])) + micros;
  if (total > maxCost) throw tooMuch("render's", total, maxCost);
}

/** As for one render; what other members hold for what they are about to buy counts as well. */
async function checkBatchCost(tx: Tx, batchId: string, micros: Micros): Promise<void> {
  const batch = await tx.db.renderBatch.findUnique({ where: { id: batchId }, select: { maxCost: true } });
  if (batch?.maxCost == null) return;
  // One member at a time: the next sees what this one holds.
  await tx.db.$queryRaw`SELECT 1 AS one FROM render_batch WHERE id = ${batchId}::uuid FOR NO KEY UPDATE`;
  const ids = (await tx.db.render.findMany({ where: { batchId }, select: { id: true } })).map(({ id }) => id);
  const { _sum } = await tx.db.spendHold.aggregate({ where: { holderId: { in: ids } }, _sum: { micros: true } });
  const total = (await boughtBy(tx, ids)) + (_sum.micros ?? 0n) + micros;
  if (total > batch.maxCost) throw tooMuch("batch's", total, batch.maxCost);
}

const tooMuch = (whose: string, total: Micros, maxCost: Micros): SpendLimitError =>
  new SpendLimitError(`The ${whose} generations would cost ${moneyOf(total).amount} USD; its maxCost is ${moneyOf(maxCost).amount}.`);

/** What was bought for these renders: by its cost where it has ended, deleted ones included, as it was reckoned where it is under way. */
export async function boughtBy(tx: Tx, renderIds: readonly string[]): Promise<Micros> {
  const ids = [...renderIds];
  const { _sum } = await tx.db.usageRecord.aggregate({ where: { kind: 'GENERATION', renderId: { in: ids } }, _sum: { micros: true } });
  const open = await tx.db.generation.findMany({
    where: { boughtFor: { in: ids }, status: { notIn: [...ENDED_GENERATION] } },
    select: { estimate: true },
  });
  return open.reduce((all, { estimate }) => all + (estimate ? microsOf(estimate as unknown as Money) : 0n), _sum.micros ?? 0n);
}

/** Frees what a render held and did not use. */
export const releaseRender = async (tx: Tx, renderId: string): Promise<void> => {
  if ((await held(tx, renderId)) !== null) await release(tx, renderId);
};
