import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { failure, OUTSIDE_EVENT_SIGNAL, renderStart } from '@workprint/contracts';
import { output, outsideJob, outsideRender, renderInput, typed } from './fakes.ts';
import { openStage, type Stage } from './stage.ts';

jest.setTimeout(120_000);

// Most of them wait for timers of the server: side by side.
const it = test.concurrent;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const input = () => renderInput({ backend: 'MEDIACONVERT' });
const thrown = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: { cause?: { details?: unknown[] } }) => error.cause?.details?.[0] ?? error.cause,
  );

describe('a render that an outside service makes', () => {
  it('is told of in the order of its job, and drops it in the end', async () => {
    const states = [outsideJob('SUBMITTED'), outsideJob('PROGRESSING', 50), outsideJob('COMPLETE', 100)];
    const { told, fakes } = outsideRender(states);
    const result = await stage.play(fakes, async (start) => (await start((p) => renderStart(p, input()))).result());
    expect(result).toEqual({ status: 'COMPLETED', outputs: [output], failure: null });
    expect(told).toEqual(['PLANNING', 'parts', 'sent 1', 'QUEUED', 'RENDERING', 'PUBLISHING', 'dropped', 'COMPLETED']);
  });

  it('waits QUEUED while the service has no room', async () => {
    const { told, fakes } = outsideRender([outsideJob('COMPLETE', 100)]);
    const { submitJob } = fakes;
    let full = true;
    fakes.submitJob = async (asked) => {
      if (!full) return submitJob?.(asked);
      full = false;
      return { outcome: 'full' };
    };
    await stage.play(fakes, async (start) => (await start((p) => renderStart(p, input()))).result());
    expect(told).toEqual(['PLANNING', 'parts', 'QUEUED', 'sent 1', 'RENDERING', 'PUBLISHING', 'dropped', 'COMPLETED']);
  });

  it('sends a job anew when the service failed at it, three times in all', async () => {
    const why = failure('TRANSCODE_FAILED', 'mediaconvert 1517: a fault of ours');
    const healed = outsideRender([outsideJob('ERROR', 0, why), outsideJob('COMPLETE', 100)]);
    await stage.play(healed.fakes, async (start) => (await start((p) => renderStart(p, input()))).result());
    expect(healed.told.filter((t) => t.startsWith('sent'))).toEqual(['sent 1', 'sent 2']);

    const lost = outsideRender([outsideJob('ERROR', 0, why)]);
    const error = await stage.play(lost.fakes, async (start) => thrown((await start((p) => renderStart(p, input()))).result()));
    expect(error).toEqual(why);
    expect(lost.told.filter((t) => t.startsWith('sent'))).toEqual(['sent 1', 'sent 2', 'sent 3']);
    expect(lost.told.slice(-3)).toEqual(['dropped', 'FAILED', 'left']);
  });

  it('never sends anew what the job itself is at fault of', async () => {
    const why = failure('TRANSCODE_REFUSED', 'mediaconvert 1040: settings');
    const { told, fakes } = outsideRender([outsideJob('ERROR', 0, why)]);
    const error = await stage.play(fakes, async (start) => thrown((await start((p) => renderStart(p, input()))).result()));
    expect(error).toEqual(why);
    expect(told.filter((t) => t.startsWith('sent'))).toEqual(['sent 1']);
  });

  it('looks when an event says so, and goes on without one', async () => {
    const { fakes } = outsideRender([outsideJob('COMPLETE', 100)]);
    const { pollJob } = fakes;
    const looks: number[] = [];
    const unanswered = [typed('PROVIDER_UNAVAILABLE', 'busy')];
    fakes.pollJob = async (asked) => {
      looks.push(Date.now());
      const error = unanswered.shift();
      if (error) throw error;
      return pollJob?.(asked);
    };
    await stage.play(fakes, async (start) => {
      const handle = await start((p) => renderStart(p, input()));
      await handle.signal(OUTSIDE_EVENT_SIGNAL);
      await handle.result();
    });
    expect(looks).toHaveLength(2);
  });

  it('drops the job when it is cancelled', async () => {
    const { told, fakes } = outsideRender([outsideJob('PROGRESSING', 10)]);
    await stage.play(fakes, async (start) => {
      const handle = await start((p) => renderStart(p, input()));
      while (!told.includes('RENDERING')) await new Promise((resolve) => setTimeout(resolve, 50));
      await handle.cancel();
      await thrown(handle.result());
      expect((await handle.describe()).status.name).toBe('CANCELLED');
    });
    expect(told.slice(-3)).toEqual(['dropped', 'CANCELED', 'left']);
  });
});
