import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { type Micros, microsOfAmount, moneyOf } from '@workprint/contracts';
import { type Database, type Spending, setCaps, spending, usageBetween } from '@workprint/projection';
import { Actor } from '../auth/actor.ts';
import { allows, type Principal } from '../auth/principal.ts';
import { forbidden } from '../graphql/errors.ts';
import { type UserError, userError } from '../graphql/user-error.ts';
import { DATABASE } from '../tokens.ts';
import { type NearingCap, nearingCaps } from './nearing.ts';
import { type ShownUsage, type UsageGroup, usageReport } from './usage-report.ts';

interface ShownSpending {
  dailyCap: string | null;
  monthlyCap: string | null;
  spentToday: string;
  spentThisMonth: string;
  reserved: string;
  nearCap: boolean;
  nearing: NearingCap[];
}

/** A workspace's money: what it may spend and what it has spent. */
@Resolver()
export class SpendingResolver {
  private readonly database: Database;

  constructor(@Inject(DATABASE) database: Database) {
    this.database = database;
  }

  @Query('spending')
  async spending(@Actor() actor: Principal): Promise<ShownSpending> {
    return shown(await this.database.withWorkspace(actor.workspaceId, spending));
  }

  @Query('usage')
  async usage(
    @Actor() actor: Principal,
    @Args('from') from: Date,
    @Args('to') to: Date,
    @Args('groupBy') groupBy?: UsageGroup | null,
  ): Promise<ShownUsage> {
    return usageReport(await this.database.withWorkspace(actor.workspaceId, (tx) => usageBetween(tx, from, to)), groupBy ?? 'DAY');
  }

  @Mutation('setSpendCaps')
  async setSpendCaps(
    @Actor() actor: Principal,
    @Args('input') input: { daily?: string | null; monthly?: string | null },
  ): Promise<{ spending: ShownSpending | null; userErrors: UserError[] }> {
    if (!allows(actor, 'admin')) throw forbidden('admin');
    const [daily, monthly] = [read(input.daily), read(input.monthly)];
    const userErrors = [...(daily === 'bad' ? [badAmount('daily')] : []), ...(monthly === 'bad' ? [badAmount('monthly')] : [])];
    if (daily === 'bad' || monthly === 'bad') return { spending: null, userErrors };
    const now = await this.database.withWorkspace(actor.workspaceId, async (tx) => {
      await setCaps(tx, { daily, monthly });
      return spending(tx);
    });
    return { spending: shown(now), userErrors: [] };
  }
}

const read = (amount: string | null | undefined): Micros | null | 'bad' => (amount == null ? null : (microsOfAmount(amount) ?? 'bad'));

const badAmount = (field: string): UserError =>
  userError('INVALID_VALUE', `${field} must be US dollars, not negative, with at most six digits after the point.`, [field]);

const shown = (now: Spending): ShownSpending => ({
  dailyCap: now.dailyCap === null ? null : moneyOf(now.dailyCap).amount,
  monthlyCap: now.monthlyCap === null ? null : moneyOf(now.monthlyCap).amount,
  spentToday: moneyOf(now.spentToday).amount,
  spentThisMonth: moneyOf(now.spentThisMonth).amount,
  reserved: moneyOf(now.reserved).amount,
  nearCap: nearingCaps(now).length > 0,
  nearing: nearingCaps(now),
});
