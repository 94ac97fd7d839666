import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { WorkflowFailedError, WorkflowHandle } from '@temporalio/client';
import { type FrameInput, frameStart } from '@workprint/contracts';
import { frameInput, frameResult, typed } from './fakes.ts';
import { openStage, type Stage } from './stage.ts';

jest.setTimeout(60_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

describe('frameWorkflow', () => {
  it('draws once for those who ask at the same time, and again for those who ask later', async () => {
    const asked: FrameInput[] = [];
    const drawFrame = async (input: FrameInput) => {
      asked.push(input);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return frameResult;
    };
    const input = frameInput();
    await stage.play({ drawFrame }, async (start) => {
      const ask = () => start((p) => frameStart(p, input, 'r')).then((handle: WorkflowHandle) => handle.result());
      expect(await Promise.all([ask(), ask()])).toEqual([frameResult, frameResult]);
      expect(asked).toEqual([input]);
      expect(await ask()).toEqual(frameResult);
      expect(asked).toHaveLength(2);
    });
  });

  it('tries once more what may go well, and tells what went wrong as it was told', async () => {
    let tries = 0;
    const drawFrame = async () => {
      if (++tries === 1) throw typed('STORAGE_FAILED', 'away');
      throw typed('MISSING_GLYPH', 'no such letter');
    };
    await stage.play({ drawFrame }, async (start) => {
      const handle = await start((p) => frameStart(p, frameInput(), 'r'));
      const error = await handle.result().catch((e: WorkflowFailedError) => e);
      expect(error).toMatchObject({ cause: { type: 'MISSING_GLYPH', details: [{ code: 'MISSING_GLYPH', message: 'no such letter' }] } });
      expect(tries).toBe(2);
    });
  });
});
