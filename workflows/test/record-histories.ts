// Writes histories/*.json anew from the workflows as they are: TEMPORAL_ADDRESS=… node workflows/test/record-histories.ts
// With names after it, only those. Do it when a workflow is new. When one has changed, first see that the old history still replays (renders of that
// version may be running), then record under a new name.
import type { WorkflowHandle } from '@temporalio/client';
import {
  AMEND_UPDATE,
  type Amendment,
  amendUpdateId,
  batchStart,
  CALLBACK_SIGNAL,
  frameStart,
  generationStart,
  ingestStart,
  RESOLVED_SIGNAL,
  renderStart,
  WORKFLOWS,
  type WorkflowStart,
} from '@workprint/contracts';
import {
  easyGeneration,
  easyRender,
  frameInput,
  frameResult,
  job,
  output,
  outsideJob,
  outsideRender,
  plan,
  planned,
  renderInput,
  summary,
  typed,
} from './fakes.ts';
import { saveHistory } from './history-file.ts';
import { type Fakes, openStage } from './stage.ts';
import { untilStopped } from './work.ts';

const workspaceId = '01890000-0000-7000-8000-000000000001';
const id = (n: number): string => `01890000-0000-7000-8000-00000000001${n}`;
const render = (n: number): ReturnType<typeof renderInput> =>
  renderInput({ workspaceId, renderId: id(n), rootId: id(n), timeoutSeconds: 600 });
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1000));

const only = process.argv.slice(2);
const stage = await openStage();

async function record(
  name: string,
  fakes: Fakes,
  how: (prefix: string) => WorkflowStart<unknown>,
  act: (handle: WorkflowHandle) => Promise<unknown> = async () => {},
): Promise<void> {
  if (only.length > 0 && !only.includes(name)) return;
  await stage.play(fakes, async (start) => {
    const handle = await start((prefix) => {
      const { workflowType, options } = how(prefix);
      return { workflowType, options: { ...options, workflowId: `${options.workflowId}-${Date.now()}` } };
    });
    await act(handle);
    await handle.result().catch(() => undefined);
    saveHistory(name, await handle.fetchHistory());
    console.log(name);
  });
}

async function recordAll(): Promise<void> {
  const generations = [
    { path: 'tracks[0].clips[0]', provider: 'luma', model: 'ray-2', kind: 'VIDEO', prompt: null, input: {}, intentKey: 'k' },
  ];
  const waiting = easyRender(3).fakes;
  let looks = 0;
  let joins = 0;
  waiting.prepare = async () => (++looks === 1 ? { ready: false, assetIds: [], generations } : plan(3));
  waiting.requestGenerations = async () => ({
    generations: [{ path: 'tracks[0].clips[0]', generationId: id(9), status: 'RUNNING', failure: null }],
  });
  waiting.assemble = async () => (++joins === 1 ? { output: null, damaged: [1] } : { output, damaged: [] });
  await record(
    'render-completed',
    waiting,
    (p) => renderStart(p, render(1)),
    async (handle) => {
      await pause();
      await handle.signal('inputReady');
    },
  );

  const several = easyRender(0).fakes;
  several.prepare = async () => planned(summary(2, { planKey: 'a', outputs: [0, 2] }), summary(1, { planKey: 'b', outputs: [1] }));
  await record('render-outputs', several, (p) => renderStart(p, render(10)));
  const normalised = easyRender(2).fakes;
  normalised.prepare = async () => plan(2, { mezzanines: [[0, 1], [2]] });
  await record('render-mezzanines', normalised, (p) => renderStart(p, render(11)));

  const watched = easyRender(0).fakes;
  watched.prepare = async () => plan(3, { missing: [1], playlist: true });
  watched.publishSegments = async () => ({ missing: [2] });
  await record('render-watched', watched, (p) => renderStart(p, render(12)));

  const changing = easyRender(0).fakes;
  const going = [{ index: 1, from: { planKey: 'first', index: 2 } }];
  const needed = [{ planKey: 'first', chunks: [2], sound: true, pieces: [] }];
  changing.prepare = async ({ revision }) =>
    revision === 1
      ? plan(4, { planKey: 'first', playlist: true, mezzanines: [[0]] })
      : { ...plan(3, { planKey: 'second', playlist: true, missing: [2], going }), needed };
  // Chunks of the first film take a while, so that the amendment meets some: the third is kept, the others are stopped.
  let begun = 0;
  changing.renderChunk = async ({ planKey, index }) => {
    let looks = 0;
    begun++;
    if (planKey === 'first' && index > 0) await untilStopped(() => index === 2 && ++looks > 40);
    return { index, reused: planKey === 'second' && index === 1, bytes: 1 };
  };
  await record(
    'render-amended',
    changing,
    (p) => renderStart(p, render(14)),
    async (handle) => {
      while (begun < 4) await pause();
      const to: Amendment = { revision: 2, timelineKey: 'second.json' };
      await handle.executeUpdate(AMEND_UPDATE, { args: [to], updateId: amendUpdateId(to.revision) });
    },
  );

  const outside = outsideRender([outsideJob('SUBMITTED'), outsideJob('PROGRESSING', 40), outsideJob('COMPLETE', 100)]).fakes;
  const room = [{ outcome: 'full' }, { outcome: 'sent', jobId: 'job-1' }];
  outside.submitJob = async () => room.shift();
  await record('render-outside', outside, (p) => renderStart(p, { ...render(13), backend: 'MEDIACONVERT' }));
  const rated = easyRender(0).fakes;
  const measure = { planKey: 'first-pass', firstChunk: 2, missing: [0, 1] };
  const sizes = [1200, 900];
  rated.prepare = async () => plan(2, { measure });
  rated.allot = async ({ round }) => ({ plans: [{ planKey: `rates-${round}`, missing: [0, 1] }] });
  rated.assemble = async () => ({ output: { ...output, bytes: sizes.shift() }, damaged: [] });
  const limited = render(0);
  limited.outputs = limited.outputs.map((one) => ({ ...one, maxBytes: 1000 }));
  await record('render-rates', rated, (p) => renderStart(p, limited));

  const failing = easyRender(3).fakes;
  failing.renderChunk = async () => {
    throw typed('UNREADABLE_MEDIA', 'clip 1 is damaged');
  };
  await record('render-failed', failing, (p) => renderStart(p, render(2)));

  const hanging = easyRender(2).fakes;
  hanging.prepare = async () => ({ ready: false, assetIds: [id(8)], generations: [] });
  await record(
    'render-canceled',
    hanging,
    (p) => renderStart(p, render(3)),
    async (handle) => {
      await pause();
      await handle.cancel();
    },
  );

  await record('shard-completed', easyRender(3).fakes, (p) => {
    const { options } = renderStart(p, render(4));
    return {
      workflowType: WORKFLOWS.shard,
      options: {
        ...options,
        args: [{ workspaceId, renderId: id(4), plans: [{ planKey: 'plan.json', firstChunk: 0, indices: [0, 1, 2] }], of: 600 }],
      },
    };
  });

  const bought = easyGeneration([job('RUNNING', 'dreaming'), job('SUCCEEDED', 'completed')]).fakes;
  await record(
    'generation-completed',
    bought,
    (p) => generationStart(p, { workspaceId, generationId: id(5), timeoutSeconds: 600, priority: 3 }, { provider: 'luma', model: 'ray-2' }),
    async (handle) => {
      for (let i = 0; i < 2; i++) {
        await pause();
        await handle.signal(CALLBACK_SIGNAL, { providerId: null });
      }
    },
  );

  const framed = { ...easyRender(2).fakes, ...easyGeneration([job('SUCCEEDED', 'completed')]).fakes };
  framed.acceptPixelArt = async () => renderInput({ workspaceId, timeoutSeconds: 600 });
  await record(
    'generation-pixel-art',
    framed,
    (p) =>
      generationStart(
        p,
        { workspaceId, generationId: id(9), timeoutSeconds: 600, priority: 3, pixelArt: true },
        { provider: 'luma', model: 'ray-2' },
      ),
    async (handle) => {
      await pause();
      await handle.signal(CALLBACK_SIGNAL, { providerId: null });
    },
  );

  const doubtful = easyGeneration([job('SUCCEEDED', 'completed')]).fakes;
  const ambiguous = async () => ({ outcome: 'ambiguous', why: 'reset' });
  const found = { outcome: 'found', job: job('SUCCEEDED', 'completed') };
  let sends = 0;
  doubtful.createGeneration = async () => (++sends === 1 ? ambiguous() : { outcome: 'created', job: job('QUEUED', 'queued') });
  const outcomes = [{ outcome: 'wait', milliseconds: 1000, why: 'early' }, { outcome: 'not-sent' }];
  doubtful.reconcileGeneration = async () => outcomes.shift();
  await record('generation-sent-again', doubtful, (p) =>
    generationStart(p, { workspaceId, generationId: id(6), timeoutSeconds: 600, priority: 3 }, { provider: 'luma', model: 'ray-2' }),
  );

  const parked = easyGeneration([job('SUCCEEDED', 'completed')]).fakes;
  parked.createGeneration = ambiguous;
  const listings = [{ outcome: 'park', why: 'two look alike', failWaitersSeconds: 1 }, { outcome: 'stranger', why: '404' }, found];
  parked.reconcileGeneration = async () => listings.shift();
  await record(
    'generation-parked-and-resolved',
    parked,
    (p) => generationStart(p, { workspaceId, generationId: id(6), timeoutSeconds: 600, priority: 3 }, { provider: 'luma', model: 'ray-2' }),
    async (handle) => {
      for (let i = 0; i < 4; i++) await pause();
      await handle.signal(CALLBACK_SIGNAL, { providerId: 'p0' });
      await handle.signal(RESOLVED_SIGNAL, { providerId: 'p1' });
    },
  );

  const silent = easyGeneration([]).fakes;
  silent.pollGeneration = async () => job('QUEUED', 'starting');
  silent.readCallback = async () => job('SUCCEEDED', 'succeeded');
  await record(
    'generation-signed',
    silent,
    (p) => generationStart(p, { workspaceId, generationId: id(5), timeoutSeconds: 600, priority: 3 }, { provider: 'luma', model: 'ray-2' }),
    async (handle) => {
      for (const more of [{}, { signed: '{}' }]) {
        await pause();
        await handle.signal(CALLBACK_SIGNAL, { providerId: 'p1', ...more });
      }
    },
  );

  const stopped = easyGeneration([job('RUNNING', 'dreaming'), job('CANCELED', 'canceled')]).fakes;
  await record(
    'generation-canceled',
    stopped,
    (p) => generationStart(p, { workspaceId, generationId: id(6), timeoutSeconds: 600, priority: 3 }, { provider: 'luma', model: 'ray-2' }),
    async (handle) => {
      await pause();
      await handle.cancel();
    },
  );

  const unreadable = easyGeneration([]).fakes;
  unreadable.createGeneration = async () => ({ outcome: 'created', job: job('SUCCEEDED', 'completed') });
  unreadable.ingest = async () => {
    throw typed('UNREADABLE_MEDIA', 'a text file');
  };
  await record('generation-unreadable', unreadable, (p) =>
    generationStart(p, { workspaceId, generationId: id(6), timeoutSeconds: 600, priority: 3 }, { provider: 'luma', model: 'ray-2' }),
  );

  await record('ingest-completed', easyGeneration([]).fakes, (p) => ingestStart(p, { workspaceId, assetId: id(7), priority: 1 }));

  const large = easyGeneration([]).fakes;
  const { ingest } = large;
  Object.assign(large, {
    ingest: async (input: unknown) => ({ ...((await ingest?.(input)) as object), proxies: 12 }),
    makeProxies: async () => ({ made: 8 }),
  });
  await record('ingest-proxies', large, (p) => ingestStart(p, { workspaceId, assetId: id(7), priority: 1 }));

  await record('frame-completed', { drawFrame: async () => frameResult }, (p) => frameStart(p, frameInput(workspaceId), 'r'));

  const turns = [
    { started: 2, running: 0, waiting: 3, cancelRequested: false, done: false },
    { started: 0, running: 2, waiting: 1, cancelRequested: false, done: false },
    { started: 0, running: 0, waiting: 0, cancelRequested: false, done: true },
  ];
  await record('batch-completed', { startBatchMembers: async () => turns.shift() }, (p) =>
    batchStart(p, { workspaceId, batchId: id(9), priority: 3 }, { total: 3 }),
  );

  const stops = [
    { left: 1, done: false },
    { left: 0, done: true },
  ];
  const endless = { started: 0, running: 2, waiting: 1, cancelRequested: false, done: false };
  await record(
    'batch-canceled',
    { startBatchMembers: async () => endless, cancelBatchMembers: async () => stops.shift() },
    (p) => batchStart(p, { workspaceId, batchId: id(9), priority: 3 }, { total: 3 }),
    async (handle) => {
      await pause();
      await handle.cancel();
    },
  );

  await record(
    'maintenance-cache',
    {
      forgetIdempotencyKeys: async () => 1,
      removeAbandonedUploads: async () => 2,
      forgetWorkers: async () => 3,
      removeOldFrames: async () => 4,
      evictCache: async () => 5,
    },
    (p) => {
      const { options } = renderStart(p, render(8));
      return { workflowType: WORKFLOWS.maintenance, options };
    },
  );
}

await recordAll();
await stage.close();
process.exit(0);
