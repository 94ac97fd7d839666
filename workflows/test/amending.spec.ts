import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { AMEND_UPDATE, type Amendment, amendUpdateId, type PrepareInput, type RecordRenderInput, renderStart } from '@workprint/contracts';
import { easyRender, output, plan, renderInput, typed } from './fakes.ts';
import { type Fakes, openStage, type Stage } from './stage.ts';
import { untilStopped } from './work.ts';

jest.setTimeout(120_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const second: Amendment = { revision: 2, timelineKey: 'second.json' };
const amend = (handle: WorkflowHandle, to = second): Promise<unknown> =>
  handle.executeUpdate(AMEND_UPDATE, { args: [to], updateId: amendUpdateId(to.revision) });
const until = async (check: () => boolean): Promise<void> => {
  for (const end = Date.now() + 30_000; Date.now() < end && !check(); ) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(check()).toBe(true);
};

/** A render whose chunks say when they begin and end; those of the first plan that are `held` go on until they are let go or stopped. */
function heldRender(held: number[], plans: Record<number, object>) {
  const { told, fakes } = easyRender(0);
  const free = new Set<number>();
  const asked: PrepareInput[] = [];
  const steps: string[] = [];
  fakes.prepare = async (input: PrepareInput) => {
    asked.push(input);
    return plans[input.revision];
  };
  fakes.recordRender = async ({ step, change }: RecordRenderInput) => {
    steps.push(step);
    return { status: change.to, cancelRequested: false };
  };
  fakes.renderChunk = async ({ planKey, index }) => {
    told.push(`${planKey} ${index}`);
    if (planKey === 'first' && held.includes(index)) {
      try {
        await untilStopped(() => free.has(index));
      } catch (error) {
        told.push(`stopped ${index}`);
        throw error;
      }
    }
    told.push(`made ${planKey} ${index}`);
    return { index, reused: false, bytes: 1 };
  };
  return { told, fakes, asked, steps, free };
}
const play = <T>(fakes: Fakes, act: (handle: WorkflowHandle) => Promise<T>, input = renderInput()): Promise<T> =>
  stage.play(fakes, async (start) => act(await start((p) => renderStart(p, input))));
const first = (more: object = {}) => plan(4, { planKey: 'first', hasAudio: false, ...more });
const going = (index: number, of: number) => ({ index, from: { planKey: 'first', index: of } });
const needed = (...chunks: number[]) => [{ planKey: 'first', chunks, sound: false, pieces: [] }];

describe('a render that is amended', () => {
  it('keeps the running chunks that it still needs, stops the others, and renders the rest', async () => {
    const { told, fakes, asked, steps, free } = heldRender([1, 2, 3], {
      1: first(),
      2: { ...plan(5, { planKey: 'second', hasAudio: false, missing: [0, 4], going: [going(3, 2)] }), needed: needed(2) },
    });
    const result = await play(fakes, async (handle) => {
      await until(() => told.includes('first 3') && told.includes('made first 0'));
      expect(await amend(handle)).toEqual(second);
      expect(await amend(handle)).toEqual(second);
      await until(() => told.includes('made second 4') && told.includes('stopped 1') && told.includes('stopped 3'));
      expect(told).not.toContain('second 3');
      free.add(2);
      return handle.result();
    });
    expect(result).toEqual({ status: 'COMPLETED', outputs: [output], failure: null });
    // Only looked at again once it was there: it is found in the cache then.
    expect(told.indexOf('second 3')).toBeGreaterThan(told.indexOf('made first 2'));
    expect(told.filter((t) => t.startsWith('stopped')).sort()).toEqual(['stopped 1', 'stopped 3']);
    expect(told.filter((t) => /^(first|second) /.test(t)).sort()).toEqual(
      ['first 0', 'first 1', 'first 2', 'first 3', 'second 0', 'second 3', 'second 4'].sort(),
    );
    expect(asked.map(({ revision, timelineKey, going }) => ({ revision, timelineKey, going }))).toEqual([
      { revision: 1, timelineKey: 'timeline.json', going: undefined },
      { ...second, going: needed(1, 2, 3) },
    ]);
    expect(steps).toEqual([
      ...['r1/planning', 'r1/rendering'],
      ...['r2/planning', 'r2/rendering', 'r2/assembling', 'r2/publishing', 'r2/completed'],
    ]);
  });

  it('renders a kept chunk after all when its work comes to nothing', async () => {
    const { told, fakes, free } = heldRender([0], {
      1: first({ chunkCount: 1, missing: [0] }),
      2: { ...plan(1, { planKey: 'second', hasAudio: false, missing: [], going: [going(0, 0)] }), needed: needed(0) },
    });
    const { renderChunk } = fakes;
    fakes.renderChunk = async (input) => {
      await renderChunk?.(input);
      if (input.planKey === 'first') throw typed('UNREADABLE_MEDIA', 'damaged');
      return { index: 0, reused: false, bytes: 1 };
    };
    const result = await play(fakes, async (handle) => {
      await until(() => told.includes('first 0'));
      await amend(handle);
      free.add(0);
      return handle.result();
    });
    expect(result).toMatchObject({ status: 'COMPLETED' });
    expect(told.filter((t) => t.startsWith('made'))).toEqual(['made first 0', 'made second 0']);
  });

  it('goes on with its sound when that is the same, and mixes another one when it is not', async () => {
    for (const same of [true, false]) {
      const { told, fakes, free } = heldRender([], {
        1: plan(1, { planKey: 'first', missing: [] }),
        2: { ...plan(1, { planKey: 'second', missing: [] }), needed: [{ planKey: 'first', chunks: [], sound: same, pieces: [] }] },
      });
      fakes.mixAudio = async ({ planKey }) => {
        told.push(`mix ${planKey}`);
        if (planKey === 'first') await untilStopped(() => free.has(0)).finally(() => told.push('over'));
        return { reused: false };
      };
      await play(fakes, async (handle) => {
        await until(() => told.includes('mix first'));
        await amend(handle);
        if (same) {
          await new Promise((resolve) => setTimeout(resolve, 300));
          expect(told.at(-1)).toBe('mix first');
          free.add(0);
        }
        await handle.result();
      });
      expect(told.filter((t) => /mix|over/.test(t)).sort()).toEqual(['mix first', 'mix second', 'over']);
    }
  });

  it('finds out by itself when nobody told it, also right before it would have been joined or have failed', async () => {
    for (const at of ['ASSEMBLING', 'FAILED']) {
      const { told, fakes, asked, steps } = heldRender([], { 1: first(), 2: plan(1, { planKey: 'second', hasAudio: false }) });
      const { renderChunk } = fakes;
      fakes.renderChunk = async (input) => {
        if (at === 'FAILED' && input.planKey === 'first') throw typed('UNREADABLE_MEDIA', 'damaged');
        return renderChunk?.(input);
      };
      fakes.recordRender = async ({ step, revision, change }: RecordRenderInput) => {
        if (change.to === at && revision === 1) return { status: 'RENDERING', cancelRequested: false, amended: second };
        steps.push(step);
        return { status: change.to, cancelRequested: false };
      };
      expect(await play(fakes, (handle) => handle.result())).toMatchObject({ status: 'COMPLETED' });
      expect(asked.map((one) => one.timelineKey)).toEqual(['timeline.json', 'second.json']);
      expect(steps.filter((step) => /assembling|failed/.test(step))).toEqual(['r2/assembling']);
      expect(told).toContain('made second 0');
    }
  });

  it('begins with what it is to be, when that changed before it began, while it was planned, or while it waited', async () => {
    const waits = { ready: false, assetIds: ['a'], generations: [] };
    const { fakes, asked } = heldRender([], { 1: waits, 2: first() });
    expect(
      await play(fakes, async (handle) => {
        await amend(handle);
        return handle.result();
      }),
    ).toMatchObject({ status: 'COMPLETED' });
    const slow = heldRender([], { 2: first() });
    const { prepare } = slow.fakes;
    slow.fakes.prepare = async (input: PrepareInput) => (input.revision === 1 ? untilStopped() : prepare?.(input));
    await play(slow.fakes, async (handle) => {
      await until(() => slow.steps.includes('r1/planning'));
      await amend(handle);
      await handle.result();
    });
    expect([asked.at(-1), slow.asked.at(-1)]).toMatchObject([second, second]);
  });

  it('is what the newest of several amendments says, whatever order they come in; work of all of them counts', async () => {
    const third = { revision: 3, timelineKey: 'third.json' };
    const { told, fakes, asked, free } = heldRender([1, 2], {
      1: first({ chunkCount: 3, missing: [1, 2] }),
      2: { ...plan(2, { planKey: 'second', hasAudio: false, missing: [0], going: [going(1, 1)] }), needed: needed(1, 2) },
      3: { ...plan(2, { planKey: 'third', hasAudio: false, missing: [], going: [going(0, 1)] }), needed: needed(1) },
    });
    await play(fakes, async (handle) => {
      await until(() => told.includes('first 2'));
      await amend(handle);
      await until(() => told.includes('made second 0'));
      expect(await amend(handle, third)).toEqual(third);
      expect(await amend(handle)).toEqual(second);
      await until(() => told.includes('stopped 2'));
      free.add(1);
      await handle.result();
    });
    expect(asked.map((one) => [one.revision, one.going?.flatMap((plan) => plan.chunks)])).toEqual([
      [1, undefined],
      [2, [1, 2]],
      [3, [1, 2]],
    ]);
    expect(told).toContain('made third 0');
    expect(told).not.toContain('stopped 1');
  });

  it('stops everything, kept chunks as well, when it is cancelled; a cancel wins', async () => {
    const { told, fakes, steps } = heldRender([0, 1], {
      1: first({ chunkCount: 2, missing: [0, 1] }),
      2: { ...plan(1, { planKey: 'second', hasAudio: false, missing: [], going: [going(0, 0)] }), needed: needed(0) },
    });
    await play(fakes, async (handle) => {
      await until(() => told.includes('first 1'));
      await amend(handle);
      await until(() => told.includes('stopped 1'));
      await handle.cancel();
      await handle.result().catch(() => undefined);
    });
    expect(told).toContain('stopped 0');
    expect(steps.at(-1)).toBe('r2/canceled');
  });

  it('has the time that was left, and no more', async () => {
    const { fakes, told, steps } = heldRender([0], {
      1: first({ chunkCount: 1, missing: [0] }),
      2: { ready: false, assetIds: ['a'], generations: [] },
    });
    let failed = '';
    await play(
      fakes,
      async (handle) => {
        await until(() => told.includes('first 0'));
        await amend(handle);
        await handle.result().catch((error) => {
          failed = error.cause.type;
        });
      },
      renderInput({ timeoutSeconds: 3 }),
    );
    expect([failed, steps.at(-1)]).toEqual(['RENDER_TIMEOUT', 'r2/failed']);
    expect(told).toContain('stopped 0');
  });

  it('renders the rest in child workflows when it is much, so that its own history stays short', async () => {
    const { told, fakes } = heldRender([], {
      1: { ready: false, assetIds: ['a'], generations: [] },
      2: plan(60, { planKey: 'second', hasAudio: false }),
    });
    const history = await play(fakes, async (handle) => {
      await amend(handle);
      await handle.result();
      return handle.fetchHistory();
    });
    expect(told.filter((t) => t.startsWith('made'))).toHaveLength(60);
    expect(history.events?.length).toBeLessThan(80);
  });
});
