import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { renderStart } from '@workprint/contracts';
import { easyRender, planned, renderInput, summary } from './fakes.ts';
import { type Fakes, openStage, type Stage } from './stage.ts';

jest.setTimeout(60_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const run = (fakes: Fakes) => stage.play(fakes, async (start) => (await start((p) => renderStart(p, renderInput()))).result());
const plans = [
  summary(2, { planKey: 'first', missing: [0] }),
  summary(4, { planKey: 'watched', missing: [2], playlist: true, outputs: [1] }),
];

describe('a render that is watched', () => {
  it('publishes the segments of cached chunks beside the rendering of the others', async () => {
    const { told, fakes } = easyRender(0);
    fakes.prepare = async () => planned(...plans);
    expect(await run(fakes)).toMatchObject({ status: 'COMPLETED' });
    expect(told.filter((t) => t.startsWith('segments'))).toEqual(['segments 0,1,3']);
    expect(told.indexOf('segments 0,1,3')).toBeLessThan(told.indexOf('ASSEMBLING'));
  });

  it('renders those that are not in the cache after all', async () => {
    const { told, fakes } = easyRender(0);
    fakes.prepare = async () => planned(...plans);
    fakes.renderChunk = async ({ planKey, index }) => {
      told.push(`${planKey} ${index}`);
      return { index, reused: false, bytes: 1 };
    };
    fakes.publishSegments = async () => ({ missing: [1, 3] });
    expect(await run(fakes)).toMatchObject({ status: 'COMPLETED' });
    const rendered = told.slice(told.indexOf('RENDERING') + 1, told.indexOf('ASSEMBLING')).filter((t) => t !== 'audio');
    expect(rendered.sort()).toEqual(['first 0', 'watched 1', 'watched 2', 'watched 3']);
  });

  it('is not prepared for watching where nobody will', async () => {
    for (const playlist of [false, undefined]) {
      const asked: unknown[] = [];
      const { fakes } = easyRender(0);
      fakes.prepare = async (input) => {
        asked.push(input.playlist);
        return planned(summary(1));
      };
      const input = { ...renderInput(), ...(playlist === false ? { playlist } : {}) };
      await stage.play(fakes, async (start) => (await start((p) => renderStart(p, input))).result());
      expect(asked).toEqual([playlist]);
    }
  });

  it('has nothing to publish when nothing was cached, or nobody watches', async () => {
    for (const one of [summary(3, { playlist: true }), summary(3, { missing: [1] })]) {
      const { told, fakes } = easyRender(0);
      fakes.prepare = async () => planned(one);
      await run(fakes);
      expect(told.some((t) => t.startsWith('segments'))).toBe(false);
    }
  });
});
