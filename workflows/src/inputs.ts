import { condition, defineSignal, setHandler } from '@temporalio/workflow';
import {
  type Failure,
  failure,
  type GenerationRequest,
  type GoingWork,
  INPUT_READY_SIGNAL,
  type PrepareResult,
  type RenderWorkflowInput,
} from '@workprint/contracts';
import { interactive, requests } from './activities.ts';
import { asError, despiteLostWorkers } from './failing.ts';
import { heed, type Tell } from './story.ts';
import type { Underway } from './underway.ts';

type Ready = Extract<PrepareResult, { ready: true }>;

/** A wake-up may be lost (its sender died in between), so the inputs are looked at again anyway: after 30 s, then less and less often,
 * so that hours of waiting stay a short history. Milliseconds. */
const RECHECK = 30_000;
const SLOWER = 1.5;
const AT_MOST = 300_000;

const inputReady = defineSignal(INPUT_READY_SIGNAL);

/** Waits for assets and generations and answers the plans. @throws the failure of an input that will never come */
export async function planned(input: RenderWorkflowInput, tell: Tell, underway: Underway): Promise<Ready> {
  let woken = false;
  let generating = false;
  let recheck = RECHECK;
  setHandler(inputReady, () => {
    woken = true;
  });
  for (;;) {
    woken = false;
    const plan = await underway.run(null, () => prepared(input, underway.going()));
    heed(plan.told);
    if (plan.ready) {
      if (plan.needed) underway.keep(plan.needed);
      return plan;
    }
    if (plan.generations.length > 0) {
      if (!generating) await tell({ to: 'GENERATING' });
      generating = true;
      await underway.finish(() => requested(input, plan.generations));
    }
    const came = await condition(() => woken, recheck);
    recheck = came ? RECHECK : Math.min(AT_MOST, Math.round(recheck * SLOWER));
  }
}

const prepared = (
  { workspaceId, renderId, rootId, revision, timelineKey, outputs, backend, playlist }: RenderWorkflowInput,
  going: GoingWork[],
): Promise<PrepareResult> =>
  despiteLostWorkers(() =>
    interactive().prepare({
      ...{ workspaceId, renderId, rootId, revision, timelineKey, outputs },
      ...(backend ? { backend } : {}),
      ...(playlist === false ? { playlist } : {}),
      ...(going.length > 0 ? { going } : {}),
    }),
  );

/** Sees to it that every paid clip is being made. */
async function requested(input: RenderWorkflowInput, wanted: GenerationRequest[]): Promise<void> {
  const { workspaceId, renderId, createdBy, projectId, priority } = input;
  const { generations } = await requests().requestGenerations({
    workspaceId,
    renderId,
    createdBy,
    projectId,
    priority,
    generations: wanted,
  });
  for (const one of generations) {
    const request = wanted.find(({ path }) => path === one.path);
    // It has failed since prepare looked: the next look finds what is shown instead.
    if (one.status === 'FAILED' && request?.instead) continue;
    const why = hopeless(one.status, one.failure, one.over);
    if (!why) continue;
    const path = why.path ? `${request?.at ?? `${one.path}.src.generate`}.${why.path}` : one.path;
    throw asError({ ...why, path, message: `${one.path}: ${why.message}` });
  }
}

function hopeless(status: string, why: Failure | null, over: boolean): Failure | null {
  if (status === 'REFUSED') return why ?? failure('SPEND_LIMIT', 'A limit of spending would be passed.');
  if (status === 'PARKED' && over) return why ?? failure('GENERATION_PARKED', 'Nobody could tell whether it was paid.');
  if (status === 'FAILED') return why ?? failure('GENERATION_FAILED', 'The generation failed.');
  if (status === 'CANCELED') return failure('GENERATION_FAILED', 'The generation was cancelled.');
  return null;
}
