import { type Database, drawersOf, lastChunkCosts, lastRenderCosts, type Outlook } from '@workprint/projection';
import { chunkWork, type Learned, learn, type Plan, reckon } from '@workprint/timeline';

/** What is known of how fast work goes here, when a render is planned. */
export interface Pace {
  learned: Learned;
  /** Chunks drawn at a time by all who draw them; at least 1. */
  slots: number;
}

/** @param chunkQueue the task queue whose workers count */
export const paceOf = (db: Database, workspaceId: string, chunkQueue: string): Promise<Pace> =>
  db.withWorkspace(workspaceId, async (tx) => {
    const [chunks, renders, { slots }] = [await lastChunkCosts(tx), await lastRenderCosts(tx), await drawersOf(tx, chunkQueue)];
    return { learned: learn(chunks, renders), slots: Math.max(1, slots) };
  });

/** How long each chunk of a plan keeps a slot busy, seconds, by index. */
export const chunkSeconds = (plan: Plan, { learned }: Pace): number[] =>
  plan.chunks.map((chunk) => reckon(chunkWork(plan, chunk), learned.wall));

/** Of what a render takes beside its chunks, about so much comes after them: joining and publishing. */
const AFTERWARDS = 0.6;

export const outlookOf = ({ learned, slots }: Pace, plans: readonly Plan[]): Outlook => {
  const output = plans.reduce((sum, plan) => sum + plan.outputs.length, 0);
  return { slots, tailSeconds: reckon({ render: AFTERWARDS, output }, learned.render) };
};
