import { Inject, Injectable } from '@nestjs/common';
import {
  type AssetRow,
  type Database,
  drawersOf,
  findChunks,
  lastChunkCosts,
  lastRenderCosts,
  type RenderBackend,
  type RenderEstimateRecord,
  type Tx,
  type Workload,
  workloadBefore,
} from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import {
  effortOf,
  forecast,
  type Lanes,
  learn,
  type OutputSettings,
  type Timeline,
  type Toolchain,
  undertakingOf,
} from '@workprint/timeline';
import type { Logger } from 'pino';
import type { Principal } from '../auth/principal.ts';
import { DATABASE, LOG, SETTINGS, type Settings, STORE } from '../tokens.ts';
import { plainEstimate, roughEstimate } from './estimate.ts';
import { type Ahead, planAhead, type Sources, sourcesAhead, withTexts } from './plan-ahead.ts';

/** A render whose input has no problems. */
export interface Estimable {
  timeline: Timeline;
  /** Those that the timeline names. */
  assets: readonly AssetRow[];
  outputs: readonly OutputSettings[];
  frames: number;
  durationSeconds: number;
  priority: number;
  backend: RenderBackend;
}

/** Says what a render would take if it were accepted now: from what chunks and renders have taken, the queue, and the cache. */
@Injectable()
export class Estimator {
  private readonly database: Database;
  private readonly store: ObjectStore;
  private readonly settings: Settings;
  private readonly log: Logger;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(STORE) store: ObjectStore,
    @Inject(SETTINGS) settings: Settings,
    @Inject(LOG) log: Logger,
  ) {
    this.database = database;
    this.store = store;
    this.settings = settings;
    this.log = log;
  }

  async estimate({ workspaceId }: Principal, asked: Estimable): Promise<RenderEstimateRecord> {
    const { timeline, frames, durationSeconds, backend } = asked;
    if (backend !== 'FFMPEG') return plainEstimate(asked, backend);
    const within = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => this.database.withWorkspace(workspaceId, work);
    const { chunks, history, drawers, workload, sources } = await within(async (tx) => ({
      chunks: await lastChunkCosts(tx),
      history: await lastRenderCosts(tx),
      drawers: await drawersOf(tx, this.settings.chunkQueue),
      workload: await workloadBefore(tx, asked.priority),
      sources: await sourcesAhead(tx, timeline, asked.assets),
    }));
    const learned = learn(chunks, history);
    const lanes = lanesOf(drawers.slots, workload);
    const queue = { rendersAhead: workload.rendersAhead, slots: drawers.slots };
    const ahead = sources && drawers.toolchain ? await this.planned(asked, sources, drawers.toolchain as Toolchain) : null;
    if (!ahead) return { ...roughEstimate(asked, learned, lanes), queue };

    const rows = await within((tx) => findChunks(tx, ahead.keys));
    const known = new Set(rows.map((row) => row.key));
    const model = forecast(undertakingOf(ahead.plans, known, ahead.beforehand(known)), learned, lanes);
    const likely = effortOf(model, history);
    const all = ahead.plans.flatMap((plan) => plan.chunks);
    const reused = all.filter((chunk) => chunk.encoded.every((e) => known.has(e.key))).length;
    return { seconds: likely.seconds.p50, frames, durationSeconds, likely, chunks: { total: all.length, reused }, queue, model };
  }

  /** No estimate is worth a render that is not accepted: what goes wrong here, the worker finds and names. */
  private async planned({ timeline, outputs }: Estimable, sources: Sources, toolchain: Toolchain): Promise<Ahead | null> {
    try {
      return planAhead(timeline, outputs, await withTexts(this.store, sources), toolchain);
    } catch (err) {
      this.log.warn({ err }, 'a timeline could not be planned for its estimate');
      return null;
    }
  }
}

/** Temporal is fair to workspaces: each that has work gets its share of the slots. */
const lanesOf = (slots: number, { neighbours, secondsAhead }: Workload): Lanes => ({
  slots: Math.max(1, Math.round(slots / (1 + neighbours))),
  aheadSeconds: secondsAhead,
});
