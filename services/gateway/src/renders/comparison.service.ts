import { Inject, Injectable } from '@nestjs/common';
import { lastPlans, objectKeys } from '@workprint/contracts';
import { type Database, getRender, type RenderRecord } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { type ComparedChunk, type Comparison, comparePlans, type Plan } from '@workprint/timeline';
import type { Principal } from '../auth/principal.ts';
import { notFound, type UserError, userError } from '../graphql/user-error.ts';
import { DATABASE, STORE } from '../tokens.ts';

/** As the schema's RenderComparison. */
interface ShownComparison extends Omit<Comparison, 'chunks'> {
  a: RenderRecord;
  b: RenderRecord;
  same: boolean;
  chunks: (Omit<ComparedChunk, 'start' | 'frames'> & { startFrame: number; endFrame: number })[];
}

export interface ComparisonResult {
  comparison: ShownComparison | null;
  userErrors: UserError[];
}

type Named = { render: RenderRecord; plans: Plan[] } | { problem: UserError };

/** Reads the plans of two renders and says what differs. */
@Injectable()
export class ComparisonService {
  private readonly database: Database;
  private readonly store: ObjectStore;

  constructor(@Inject(DATABASE) database: Database, @Inject(STORE) store: ObjectStore) {
    this.database = database;
    this.store = store;
  }

  async compare(actor: Principal, a: string, b: string): Promise<ComparisonResult> {
    const [before, after] = await Promise.all([this.find(actor, a, 'a'), this.find(actor, b, 'b')]);
    if ('problem' in before || 'problem' in after) {
      return { comparison: null, userErrors: [before, after].flatMap((one) => ('problem' in one ? [one.problem] : [])) };
    }
    const { chunks, ...rest } = comparePlans(before.plans, after.plans);
    const same = chunks.every((c) => c.same) && rest.sounds.every((s) => s.same);
    const shown = chunks.map(({ start, frames, ...chunk }) => ({ ...chunk, startFrame: start, endFrame: start + frames }));
    return { comparison: { a: before.render, b: after.render, same, ...rest, chunks: shown }, userErrors: [] };
  }

  private async find({ workspaceId }: Principal, id: string, argument: string): Promise<Named> {
    const render = await this.database.withWorkspace(workspaceId, (tx) => getRender(tx, id));
    if (!render) return { problem: notFound('render', [argument]) };
    const objects = await this.store.list(objectKeys.plans(workspaceId, render.id));
    const keys = lastPlans(objects.map((o) => o.key));
    if (keys.length === 0) return { problem: notPlanned(render, argument) };
    return { render, plans: await Promise.all(keys.map((key) => this.store.getJson<Plan>(key))) };
  }
}

const notPlanned = ({ status }: RenderRecord, argument: string): UserError =>
  userError('NOT_PLANNED', `The render is ${status} and has no plan.`, [argument], 'Compare renders that have reached RENDERING.');
