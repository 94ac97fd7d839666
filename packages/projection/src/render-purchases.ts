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
 * own maxCost and the workspace's caps. Whatever an earlier call of this render held and did not use is free again first.
 * @throws SpendLimitError
 */
export async function reserveForRender(tx: Tx, renderId: string, wanted: readonly PricedIntent[]): Promise<Nearing> {
  const render = await lockRender(tx, renderId);
  await release(tx, renderId);
  const micros = await costToBuy(tx, renderId, wanted);
  if (micros === 0n || !render) return [];
  await checkMaxCost(tx, renderId, render.maxCost, micros);
  return reserve(tx, renderId, micros);
}

/** What of a render's intents is neither being made, nor made, nor waited for already, together. */
async function costToBuy(tx: Tx, renderId: string, wanted: readonly PricedIntent[]): Promise<Micros> {
  const known = new Set((await awaitedGenerations(tx, renderId)).map((g) => g.intentKey));
  return sum(
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

export const sum = (intents: readonly PricedIntent[]): Micros => intents.reduce((all, { estimate }) => all + microsOf(estimate), 0n);

/** What the render has bought already counts, too: what its ended purchases cost, deleted ones included, and as reckoned what is under way. */
async function checkMaxCost(tx: Tx, renderId: string, maxCost: Micros | null, micros: Micros): Promise<void> {
  if (maxCost === null) return;
  const { _sum: spent } = await tx.db.usageRecord.aggregate({ where: { renderId, kind: 'GENERATION' }, _sum: { micros: true } });
  const open = await tx.db.generation.findMany({
    where: { boughtFor: renderId, status: { notIn: [...ENDED_GENERATION] } },
    select: { estimate: true },
  });
  const before = open.reduce((all, g) => all + microsOf(g.estimate as unknown as Money), spent.micros ?? 0n);
  if (before + micros > maxCost) {
    const total = moneyOf(before + micros).amount;
    throw new SpendLimitError(`The render's generations would cost ${total} USD; its maxCost is ${moneyOf(maxCost).amount}.`);
  }
}

/** Frees what a render held and did not use. */
export const releaseRender = async (tx: Tx, renderId: string): Promise<void> => {
  if ((await held(tx, renderId)) !== null) await release(tx, renderId);
};
