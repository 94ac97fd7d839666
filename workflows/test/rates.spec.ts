import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { WorkflowFailedError } from '@temporalio/client';
import { type AllotInput, type RenderWorkflowInput, renderStart } from '@workprint/contracts';
import { easyRender, output, plan, planned, renderInput, summary, typed } from './fakes.ts';
import { type Fakes, openStage, type Stage } from './stage.ts';

jest.setTimeout(60_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const LIMIT = 1000;
const limited = { width: 320, height: 180, maxBytes: LIMIT } as RenderWorkflowInput['outputs'][number];
const free = { width: 320, height: 180 } as RenderWorkflowInput['outputs'][number];

const run = (fakes: Fakes, outputs: RenderWorkflowInput['outputs']) =>
  stage.play(fakes, async (start) => {
    const handle = await start((p) => renderStart(p, renderInput({ outputs })));
    return handle.result().catch((error: WorkflowFailedError) => {
      const { details } = error.cause as unknown as { details: unknown[] };
      return { failure: details[0] };
    });
  });

/** A render of three chunks whose first pass lacks two of its own; each join takes the next of `sizes`. */
const rated = (sizes: number[]) => {
  const { told, fakes } = easyRender(3);
  const asked: AllotInput[] = [];
  const first = { planKey: 'first', firstChunk: 3, missing: [0, 2] };
  fakes.prepare = async () => plan(3, { measure: first });
  fakes.renderChunk = async ({ planKey, index }) => void told.push(`${planKey} ${index}`);
  fakes.allot = async (input: AllotInput) => {
    told.push('allot');
    asked.push(input);
    return { plans: [{ planKey: `rates-${input.round}`, missing: input.round === 0 ? [0, 1, 2] : [1] }] };
  };
  fakes.assemble = async ({ planKey, output: index }) => {
    told.push(`join ${planKey}`);
    return { output: { ...output, index, bytes: sizes.shift() }, damaged: [] };
  };
  fakes.publish = async ({ planKeys, outputs }) => {
    told.push(`publish ${planKeys.join()}`);
    return { outputs };
  };
  return { told, fakes, asked };
};

const stages = (told: string[]): string[] => told.filter((t) => t !== 'audio');

describe('a render whose chunks are given rates', () => {
  it('measures what no first pass has seen yet, then renders at the rates that are allotted', async () => {
    const { told, fakes, asked } = rated([LIMIT]);
    expect(await run(fakes, [limited])).toMatchObject({ status: 'COMPLETED', outputs: [{ bytes: LIMIT }] });
    const steps = stages(told);
    expect(steps.slice(1, 3).sort()).toEqual(['first 0', 'first 2']);
    expect(steps.slice(3, 5)).toEqual(['allot', 'RENDERING']);
    expect(steps.slice(5, 8).sort()).toEqual(['rates-0 0', 'rates-0 1', 'rates-0 2']);
    expect(steps.slice(8)).toEqual(['ASSEMBLING', 'join rates-0', 'PUBLISHING', 'publish rates-0', 'COMPLETED']);
    expect(asked).toMatchObject([{ round: 0, planKeys: ['plan.json'], reached: [] }]);
  });

  it('makes a first pass again that the cache has lost', async () => {
    const { told, fakes } = rated([LIMIT]);
    const { allot } = fakes;
    fakes.allot = async (input: AllotInput) => {
      if (told.includes('first 1')) return allot?.(input);
      told.push('lost');
      return { plans: [], unmeasured: [{ planKey: 'first', firstChunk: 3, indices: [1] }] };
    };
    expect(await run(fakes, [limited])).toMatchObject({ status: 'COMPLETED' });
    expect(stages(told).slice(3, 7)).toEqual(['lost', 'first 1', 'allot', 'RENDERING']);
  });

  it('makes what the chunks are drawn from before the first pass, once', async () => {
    const { told, fakes } = rated([LIMIT]);
    fakes.prepare = async () => plan(3, { measure: { planKey: 'first', firstChunk: 3, missing: [1] }, mezzanines: [[0, 4]] });
    fakes.makeMezzanines = async ({ planKey, pieces }) => void told.push(`${planKey} pieces ${pieces.join()}`);
    expect(await run(fakes, [limited])).toMatchObject({ status: 'COMPLETED' });
    expect(stages(told).slice(0, 4)).toEqual(['PLANNING', 'plan.json pieces 0,4', 'first 1', 'allot']);
    expect(told.filter((t) => t.includes('pieces'))).toHaveLength(1);
  });

  it('measures nothing, and asks for no rates, when nothing has any', async () => {
    const { told, fakes } = rated([5 * LIMIT]);
    fakes.prepare = async () => plan(1);
    expect(await run(fakes, [free])).toMatchObject({ outputs: [{ bytes: 5 * LIMIT }] });
    expect(told).not.toContain('allot');
  });

  it('makes a file that is too large again with less, from the plan as it was prepared', async () => {
    const { told, fakes, asked } = rated([1250, 1010, 990]);
    expect(await run(fakes, [limited])).toMatchObject({ status: 'COMPLETED', outputs: [{ bytes: 990 }] });
    const again = stages(told).slice(stages(told).indexOf('join rates-0'));
    expect(again).toEqual([
      ...['join rates-0', 'allot', 'rates-1 1', 'join rates-1', 'allot', 'rates-2 1', 'join rates-2'],
      ...['PUBLISHING', 'publish rates-2', 'COMPLETED'],
    ]);
    expect(asked.map((a) => a.planKeys)).toEqual([['plan.json'], ['plan.json'], ['plan.json']]);
    const reached = (...bytes: number[]) => [{ output: 0, bytes }];
    expect(asked.map((a) => a.reached)).toEqual([[], reached(1250), reached(1250, 1010)]);
  });

  it('makes only the file again that is too large', async () => {
    const { fakes, asked } = rated([]);
    const joined: number[] = [];
    fakes.prepare = async () =>
      planned(
        summary(1, { planKey: 'a', outputs: [0, 2], measure: { planKey: 'm', firstChunk: 2, missing: [] } }),
        summary(1, { planKey: 'b', outputs: [1] }),
      );
    fakes.allot = async (input: AllotInput) => {
      asked.push(input);
      return { plans: ['a', 'b'].map((planKey) => ({ planKey: `${planKey}-${input.round}`, missing: [] })) };
    };
    fakes.assemble = async ({ output: index }) => {
      joined.push(index);
      return { output: { ...output, index, bytes: joined.length > 3 ? 900 : 1100 }, damaged: [] };
    };
    expect(await run(fakes, [free, free, limited])).toMatchObject({
      outputs: [{ bytes: 1100 }, { bytes: 1100 }, { index: 2, bytes: 900 }],
    });
    expect([joined.slice(0, 3).sort(), joined.slice(3)]).toEqual([[0, 1, 2], [2]]);
    expect(asked.map((a) => a.reached.map((r) => r.output))).toEqual([[], [2]]);
  });

  it('gives up after three rounds, with the size that was reached', async () => {
    const { told, fakes } = rated([1400, 1300, 1200, 1100]);
    const { failure } = (await run(fakes, [limited])) as { failure: unknown };
    expect(failure).toMatchObject({
      code: 'SIZE_UNREACHABLE',
      message: 'Output 0 has 1100 bytes after 3 more tries, not at most 1000.',
      hint: expect.stringMatching(/^Raise maxBytes/),
      retryable: false,
    });
    expect(told.filter((t) => t === 'allot')).toHaveLength(4);
    expect(told.slice(-2)).toEqual(['FAILED', 'left']);
  });

  it('fails in the words of whoever finds that nothing would be left for the picture', async () => {
    const { told, fakes } = rated([]);
    fakes.allot = async () => {
      throw typed('SIZE_UNREACHABLE', 'nothing would be left');
    };
    expect(await run(fakes, [limited])).toMatchObject({ failure: { code: 'SIZE_UNREACHABLE', message: 'nothing would be left' } });
    expect(told).not.toContain('RENDERING');
  });
});
