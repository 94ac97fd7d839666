import { CancellationScope, isCancellation, log } from '@temporalio/workflow';
import type { OutputRecord, PlanSummary, RenderWorkflowInput, RenderWorkflowResult } from '@workprint/contracts';
import { assembly, requests } from './activities.ts';
import { renderChunks } from './chunks.ts';
import { type Course, courseOf } from './course.ts';
import { asError, despiteLostWorkers, failed, failureFrom } from './failing.ts';
import { planned } from './inputs.ts';
import { mezzanines } from './mezzanines.ts';
import { madeOutside } from './outside.ts';
import { allotted, fitted } from './rates.ts';
import { together, within } from './scopes.ts';
import type { ChunkList } from './shard.ts';
import { CancelRequested, show, storyOf, type Tell } from './story.ts';
import { openUnderway, type Underway, unlessLeft } from './underway.ts';
import { watching } from './watching.ts';

/** How often chunks found damaged at the join are rendered again before giving up. */
const REPAIRS = 3;

/**
 * From request to finished files. Ends Completed, Failed (with the Failure in the error's details) or Canceled, so that an
 * operator sees the truth; the row is always written first. An amendment begins it anew, with what is under way.
 */
export async function renderWorkflow(input: RenderWorkflowInput): Promise<RenderWorkflowResult> {
  const begun = Date.now();
  const underway = openUnderway();
  const course = courseOf(input, () => underway.leave());
  for (;;) {
    const result = await followed(course, underway, input.timeoutSeconds - (Date.now() - begun) / 1000);
    if (result) return result;
  }
}

/** Null when the render was amended meanwhile. */
async function followed(course: Course, underway: Underway, seconds: number): Promise<RenderWorkflowResult | null> {
  const input = course.now;
  const tell = storyOf(input);
  underway.enter();
  try {
    const late = () => failed('RENDER_TIMEOUT', `The render took longer than its ${input.timeoutSeconds} s.`);
    const outputs = await course.follow(() => within(seconds, late, () => made(input, tell, underway)));
    await CancellationScope.nonCancellable(async () => {
      await tell({ to: 'COMPLETED', outputs });
      await underway.stop();
    });
    return { status: 'COMPLETED', outputs, failure: null };
  } catch (error) {
    if (course.changed(error)) return null;
    const stopped = CancellationScope.current().consideredCancelled || isCancellation(error);
    return CancellationScope.nonCancellable(async () => {
      await underway.stop();
      return stopped ? canceled(input, tell, error) : gaveUp(course, tell, error);
    });
  }
}

async function made(input: RenderWorkflowInput, tell: Tell, underway: Underway): Promise<OutputRecord[]> {
  show('PLANNING');
  const whole = await planned(input, tell, underway);
  const [first] = whole.plans;
  if (input.backend && first) return madeOutside({ input, tell, ...whole, plan: first });
  const { plans, framesTotal, durationSeconds } = await allotted(input, whole, underway);
  const { workspaceId, renderId, revision } = input;
  const chunksTotal = plans.reduce((sum, p) => sum + p.chunkCount, 0);
  const chunksReused = chunksTotal - plans.reduce((sum, p) => sum + p.missing.length + (p.going?.length ?? 0), 0);
  // Whoever planned it has told, unless there was more to be found out.
  if (whole.told.status === 'RENDERING') show('RENDERING');
  else await tell({ to: 'RENDERING', planKey: plans[0]?.planKey ?? '', framesTotal, durationSeconds, chunksTotal, chunksReused });
  const work = { workspaceId, renderId, of: chunksTotal, slots: whole.slots };
  const render = (list: ChunkList, round: number) => renderChunks(list, revision, round, underway);
  const pictures = async (): Promise<void> => {
    await mezzanines({ workspaceId, renderId }, plans, underway);
    await together([() => render({ ...work, plans: missingOf(plans) }, 0), ...takenUp(plans, work, render, underway)]);
  };
  await together([...sounds(input, plans, underway), ...watching(input, plans, chunksTotal, underway), pictures]);

  await tell({ to: 'ASSEMBLING' });
  const joined = { plans, outputs: await assembled(input, plans, work, render) };
  const final = await fitted(input, joined, underway, async (smaller, only, round) => {
    await render({ ...work, plans: missingOf(smaller) }, round * 10);
    return assembled(input, smaller, work, render, { only, round: round * 10 });
  });

  await tell({ to: 'PUBLISHING' });
  const { outputs } = final;
  const planKeys = final.plans.map((p) => p.planKey);
  const published = await despiteLostWorkers(() => assembly('posters and manifest').publish({ workspaceId, renderId, planKeys, outputs }));
  return published.outputs;
}

type RenderList = (list: ChunkList, round: number) => Promise<void>;

/** Each plan's sound is mixed; one that an earlier revision has under way is waited for, and found in the cache if it is the same. */
const sounds = ({ workspaceId, renderId }: RenderWorkflowInput, plans: readonly PlanSummary[], underway: Underway) =>
  plans
    .filter((p) => p.hasAudio)
    .map(({ planKey }) => async () => {
      const earlier = underway.all('sound');
      if (earlier) await unlessLeft(earlier);
      const { mixAudio } = assembly('mix the sound');
      await underway.run({ planKey, sound: true }, () => despiteLostWorkers(() => mixAudio({ workspaceId, renderId, planKey })));
    });

const firstChunkOf = (plans: readonly PlanSummary[], position: number): number =>
  plans.slice(0, position).reduce((sum, p) => sum + p.chunkCount, 0);

const missingOf = (plans: readonly PlanSummary[]): ChunkList['plans'] =>
  plans.map(({ planKey, missing }, i) => ({ planKey, firstChunk: firstChunkOf(plans, i), indices: missing }));

/** Groups of chunks taken up are of no round of repairs: see shardWorkflowId. */
const TAKEN_UP = 100;

/** Chunks that an earlier revision has under way: when its work has ended they are looked for in the cache, and rendered where that came to nothing. */
function takenUp(
  plans: readonly PlanSummary[],
  work: Omit<ChunkList, 'plans'>,
  render: RenderList,
  underway: Underway,
): (() => Promise<void>)[] {
  const lists = new Map<Promise<void> | null, ChunkList['plans']>();
  plans.forEach(({ planKey, going = [] }, i) => {
    for (const { index, from } of going) {
      const over = underway.chunk(from.planKey, from.index);
      lists.set(over, [...(lists.get(over) ?? []), { planKey, firstChunk: firstChunkOf(plans, i), indices: [index] }]);
    }
  });
  return [...lists].map(([over, list], position) => async () => {
    if (over) await unlessLeft(over);
    await render({ ...work, plans: list }, TAKEN_UP + position);
  });
}

/** Joins each output's chunks; those whose objects turn out to be missing or damaged are rendered again. By output. */
async function assembled(
  input: RenderWorkflowInput,
  plans: PlanSummary[],
  work: Omit<ChunkList, 'plans'>,
  render: RenderList,
  again?: { only: readonly number[]; round: number },
): Promise<OutputRecord[]> {
  const { workspaceId, renderId } = input;
  const made: OutputRecord[] = [];
  let left = plans
    .flatMap((plan, i) => plan.outputs.map((output) => ({ plan, firstChunk: firstChunkOf(plans, i), output })))
    .filter(({ output }) => again?.only.includes(output) ?? true);
  for (let round = 1; ; round++) {
    const broken: ((typeof left)[number] & { damaged: number[] })[] = [];
    await together(
      left.map((one) => async () => {
        const { plan, output } = one;
        const { assemble } = assembly(`output ${output + 1}: join ${plan.chunkCount} chunks`);
        const joined = await despiteLostWorkers(() => assemble({ workspaceId, renderId, planKey: plan.planKey, output }));
        if (joined.output) made.push(joined.output);
        else broken.push({ ...one, damaged: joined.damaged });
      }),
    );
    if (broken.length === 0) return made.sort((a, b) => a.index - b.index);
    const lists = plans.map(({ planKey }, i) => {
      const damaged = broken.filter((one) => one.plan.planKey === planKey).flatMap((one) => one.damaged);
      return { planKey, firstChunk: firstChunkOf(plans, i), indices: [...new Set(damaged)].sort((a, b) => a - b) };
    });
    const numbers = lists.flatMap(({ firstChunk, indices }) => indices.map((index) => firstChunk + index));
    if (round > REPAIRS) throw failed('STORAGE_FAILED', `Chunks ${numbers.join(', ')} are damaged in the store, each time anew.`);
    log.warn('damaged chunks are rendered again', { damaged: numbers });
    await render({ ...work, plans: lists }, (again?.round ?? 0) + round);
    left = broken;
  }
}

async function canceled(input: RenderWorkflowInput, tell: Tell, error: unknown): Promise<RenderWorkflowResult> {
  await tell({ to: 'CANCELED' });
  await leave(input);
  if (error instanceof CancelRequested) return { status: 'CANCELED', outputs: [], failure: null };
  throw error;
}

async function gaveUp(course: Course, tell: Tell, error: unknown): Promise<null> {
  const failure = failureFrom(error);
  try {
    await tell({ to: 'FAILED', failure });
  } catch (refused) {
    if (course.changed(refused)) return null;
    throw refused;
  }
  await leave(course.now);
  throw asError(failure);
}

/** A generation that nobody waits for any more is cancelled at its provider. */
const leave = ({ workspaceId, renderId }: RenderWorkflowInput): Promise<void> => requests().leaveGenerations({ workspaceId, renderId });
