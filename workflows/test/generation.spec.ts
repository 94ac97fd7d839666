import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { WorkflowFailedError, WorkflowHandle } from '@temporalio/client';
import {
  CALLBACK_SIGNAL,
  type GenerationWorkflowInput,
  generationStart,
  ingestStart,
  RESOLVED_SIGNAL,
  type ReconcileOutcome,
  type RecordGenerationInput,
  renderWorkflowId,
  type WorkflowStart,
} from '@workprint/contracts';
import { easyGeneration, easyRender, job, renderInput, typed } from './fakes.ts';
import { type Fakes, openStage, type Stage } from './stage.ts';

jest.setTimeout(120_000);

// Most of them wait for timers of the server: side by side.
const it = test.concurrent;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const how =
  (more: Partial<GenerationWorkflowInput> = {}) =>
  (prefix: string): WorkflowStart<GenerationWorkflowInput> =>
    generationStart(
      prefix,
      { workspaceId: randomUUID(), generationId: randomUUID(), timeoutSeconds: 60, priority: 3, ...more },
      { provider: 'luma', model: 'ray-2' },
    );

const callback = (handle: WorkflowHandle, providerId: string | null = null): Promise<void> =>
  handle.signal(CALLBACK_SIGNAL, { providerId });

const until = async (told: string[], line: string): Promise<void> => {
  while (!told.includes(line)) await new Promise((resolve) => setTimeout(resolve, 50));
};

const failureOf = (handle: WorkflowHandle): Promise<unknown> =>
  handle.result().then(
    () => null,
    (e: WorkflowFailedError) => (e.cause as { details?: unknown[] }).details?.[0],
  );

describe('generationWorkflow', () => {
  it('buys, follows the callbacks, copies and files the output, and wakes who waits', async () => {
    const { told, fakes } = easyGeneration([job('RUNNING', 'dreaming'), job('SUCCEEDED', 'completed')]);
    await stage.play(fakes, async (start) => {
      const handle = await start(how());
      await until(told, 'QUEUED queued');
      await callback(handle);
      await until(told, 'RUNNING dreaming');
      await callback(handle);
      expect(await handle.result()).toMatchObject({ status: 'COMPLETED', failure: null });
    });
    expect(told).toEqual([
      'BEGIN',
      'QUEUED queued',
      'RUNNING dreaming',
      'PROCESSING completed',
      'asset READY',
      'asset woken',
      'COMPLETED',
      'woken',
    ]);
  });

  it('looks by itself when no callback comes, and writes a state down once', async () => {
    const { told, fakes } = easyGeneration([job('QUEUED', 'queued'), job('SUCCEEDED', 'completed')]);
    await stage.play(fakes, async (start) => (await start(how())).result());
    expect(told.filter((t) => t === 'QUEUED queued')).toHaveLength(1);
    expect(told.at(-2)).toBe('COMPLETED');
  });

  it('completes by a signed callback when the provider answers no question', async () => {
    const { told, fakes } = easyGeneration([]);
    fakes.pollGeneration = async () => {
      throw typed('PROVIDER_UNAVAILABLE', '503');
    };
    fakes.readCallback = async ({ signed }) => (signed === 'end' ? job('SUCCEEDED', 'succeeded') : null);
    await stage.play(fakes, async (start) => {
      const handle = await start(how());
      await until(told, 'QUEUED queued');
      await handle.signal(CALLBACK_SIGNAL, { providerId: 'p1', signed: 'another job' });
      await handle.signal(CALLBACK_SIGNAL, { providerId: 'p1', signed: 'end' });
      expect(await handle.result()).toMatchObject({ status: 'COMPLETED' });
    });
    expect(told.slice(0, 3)).toEqual(['BEGIN', 'QUEUED queued', 'PROCESSING succeeded']);
  });

  it('fails with the words of the provider', async () => {
    const { told, fakes } = easyGeneration([]);
    fakes.createGeneration = async () => {
      throw typed('CONTENT_REJECTED', 'not that');
    };
    await stage.play(fakes, async (start) => {
      expect(await failureOf(await start(how()))).toMatchObject({ code: 'CONTENT_REJECTED', message: 'not that' });
    });
    expect(told).toEqual(['BEGIN', 'FAILED', 'woken']);
  });

  it('does not send when a cancel came before the start', async () => {
    const { told, fakes } = easyGeneration([]);
    fakes.recordGeneration = async ({ change }) => {
      told.push(change.to);
      return { status: change.to, cancelRequested: true };
    };
    fakes.createGeneration = async () => {
      throw new Error('sent');
    };
    const result = await stage.play(fakes, async (start) => (await start(how())).result());
    expect(result).toMatchObject({ status: 'CANCELED' });
    expect(told).toEqual(['BEGIN', 'CANCELED', 'woken']);
  });

  it('cancels the job at the provider', async () => {
    const { told, fakes } = easyGeneration([job('RUNNING', 'dreaming')]);
    await stage.play(fakes, async (start) => {
      const handle = await start(how());
      await until(told, 'QUEUED queued');
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
      expect((await handle.describe()).status.name).toBe('CANCELLED');
    });
    expect(told.slice(-3)).toEqual(['cancelled at provider', 'CANCELED', 'woken']);
  });

  it('ends with GENERATION_TIMEOUT and the last state of the provider', async () => {
    const { told, fakes } = easyGeneration([job('RUNNING', 'dreaming')]);
    await stage.play(fakes, async (start) => {
      const handle = await start(how({ timeoutSeconds: 6 }));
      await until(told, 'QUEUED queued');
      await callback(handle);
      const why = (await failureOf(handle)) as { code: string; message: string };
      expect(why.code).toBe('GENERATION_TIMEOUT');
      expect(why.message).toContain('dreaming');
    });
    expect(told.slice(-3)).toEqual(['cancelled at provider', 'FAILED dreaming', 'woken']);
  });

  describe('whose create had no answer', () => {
    const ambiguous = async () => ({ outcome: 'ambiguous', why: 'reset' });
    const lost = async () => {
      throw new Error('killed');
    };
    /** What the provider's listing says, look by look; the last one again and again. */
    const listing = (fakes: Fakes, ...outcomes: ReconcileOutcome[]): { named: (string | null)[] } => {
      const seen = { named: [] as (string | null)[] };
      fakes.reconcileGeneration = async ({ providerId }) => {
        seen.named.push(providerId);
        return outcomes.length > 1 ? outcomes.shift() : outcomes[0];
      };
      return seen;
    };
    const found: ReconcileOutcome = { outcome: 'found', job: job('SUCCEEDED', 'completed') };
    const park = (failWaitersSeconds = 60): ReconcileOutcome => ({ outcome: 'park', why: 'two jobs look alike', failWaitersSeconds });

    it.each([
      ['an ambiguous answer', ambiguous],
      ['a lost worker', lost],
    ])('after %s is found in the listing, and sent once', async (_, create) => {
      const { told, fakes } = easyGeneration([job('SUCCEEDED', 'completed')]);
      let sent = 0;
      fakes.createGeneration = () => {
        sent++;
        return create();
      };
      listing(fakes, { outcome: 'wait', milliseconds: 100, why: 'early' }, found);
      const result = await stage.play(fakes, async (start) => (await start(how())).result());
      expect(result).toMatchObject({ status: 'COMPLETED' });
      expect(sent).toBe(1);
      expect(told.slice(0, 2)).toEqual(['BEGIN', 'PROCESSING completed']);
    });

    it('is sent again only when it is proven that nothing was bought, and not for ever', async () => {
      const { told, fakes } = easyGeneration([job('SUCCEEDED', 'completed')]);
      let sent = 0;
      fakes.createGeneration = async () => (++sent === 1 ? ambiguous() : { outcome: 'created', job: job('SUCCEEDED', 'completed') });
      listing(fakes, { outcome: 'not-sent' });
      expect(await stage.play(fakes, async (start) => (await start(how())).result())).toMatchObject({ status: 'COMPLETED' });
      expect(sent).toBe(2);
      const never = easyGeneration([]);
      sent = 0;
      never.fakes.createGeneration = () => {
        sent++;
        return ambiguous();
      };
      listing(never.fakes, { outcome: 'not-sent' });
      await stage.play(never.fakes, async (start) => {
        expect(await failureOf(await start(how()))).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
      });
      expect(sent).toBe(8);
      expect(told).toContain('COMPLETED');
    });

    it('is parked when nobody can tell, wakes who waits once more when that was too long, and takes a late callback', async () => {
      const { told, fakes } = easyGeneration([job('SUCCEEDED', 'completed')]);
      let sent = 0;
      fakes.createGeneration = () => {
        sent++;
        return ambiguous();
      };
      const record = fakes.recordGeneration as (input: RecordGenerationInput) => Promise<unknown>;
      fakes.recordGeneration = async (input) => {
        if ('waitersFail' in input.change) told.push('waiters fail');
        return record(input);
      };
      const seen = listing(fakes, park(1), { outcome: 'stranger', why: '404' }, found);
      await stage.play(fakes, async (start) => {
        const handle = await start(how());
        await until(told, 'waiters fail');
        await callback(handle, 'p0');
        await callback(handle, 'p1');
        expect(await handle.result()).toMatchObject({ status: 'COMPLETED' });
      });
      expect(sent).toBe(1);
      expect(seen.named).toEqual([null, 'p0', 'p1']);
      expect(told.slice(0, 6)).toEqual(['BEGIN', 'PARKED', 'woken', 'waiters fail', 'PARKED', 'woken']);
    });

    it('ends when a person has decided, or follows the job that the person names', async () => {
      const { told, fakes } = easyGeneration([job('SUCCEEDED', 'completed')]);
      fakes.createGeneration = ambiguous;
      listing(fakes, park());
      await stage.play(fakes, async (start) => {
        const handle = await start(how());
        await until(told, 'PARKED');
        await handle.signal(RESOLVED_SIGNAL, { providerId: null });
        expect(await handle.result()).toMatchObject({ status: 'PARKED' });
      });
      expect(told).toEqual(['BEGIN', 'PARKED', 'woken', 'woken']);
      told.length = 0;
      listing(fakes, park(), found);
      await stage.play(fakes, async (start) => {
        const handle = await start(how());
        await until(told, 'PARKED');
        await handle.signal(RESOLVED_SIGNAL, { providerId: 'p1' });
        expect(await handle.result()).toMatchObject({ status: 'COMPLETED' });
      });
    });

    it('and is to be cancelled meanwhile: first it is known, then what was bought is stopped', async () => {
      const { told, fakes } = easyGeneration([job('CANCELED', 'canceled')]);
      fakes.createGeneration = ambiguous;
      let looks = 0;
      fakes.reconcileGeneration = async () => {
        told.push('looked');
        return ++looks < 3 ? { outcome: 'wait', milliseconds: 200, why: 'early' } : { outcome: 'found', job: job('RUNNING', 'dreaming') };
      };
      await stage.play(fakes, async (start) => {
        const handle = await start(how());
        await until(told, 'looked');
        await handle.cancel();
        expect(await handle.result()).toMatchObject({ status: 'CANCELED' });
      });
      expect(told.filter((t) => t !== 'looked')).toEqual(['BEGIN', 'cancelled at provider', 'CANCELED', 'woken']);
      expect(looks).toBe(3);
    });

    it('and is to be cancelled meanwhile: what nobody can tell is parked all the same', async () => {
      const { told, fakes } = easyGeneration([]);
      fakes.createGeneration = async () => {
        told.push('sending');
        await new Promise((resolve) => setTimeout(resolve, 1500));
        throw new Error('killed');
      };
      listing(fakes, park());
      await stage.play(fakes, async (start) => {
        const handle = await start(how());
        await until(told, 'sending');
        await handle.cancel();
        await until(told, 'PARKED');
        expect(told).not.toContain('CANCELED');
        await handle.signal(RESOLVED_SIGNAL, { providerId: null });
        await handle.result().catch(() => undefined);
      });
    });
  });

  it('removes an output that is no video, and writes down what it cost', async () => {
    const { told, fakes } = easyGeneration([job('SUCCEEDED', 'completed')]);
    const costs: unknown[] = [];
    const record = fakes.recordGeneration as (input: RecordGenerationInput) => Promise<unknown>;
    fakes.recordGeneration = async (input) => {
      if (input.change.to === 'FAILED') costs.push(input.change.cost);
      return record(input);
    };
    fakes.createGeneration = async () => ({ outcome: 'created', job: job('SUCCEEDED', 'completed') });
    fakes.ingest = async () => {
      throw typed('UNREADABLE_MEDIA', 'a text file');
    };
    await stage.play(fakes, async (start) => {
      expect(await failureOf(await start(how()))).toMatchObject({ code: 'UNREADABLE_MEDIA' });
    });
    expect(told).toEqual(['BEGIN', 'PROCESSING completed', 'asset REJECTED', 'asset woken', 'output removed', 'FAILED completed', 'woken']);
    expect(costs).toEqual([{ amount: '0.32', currency: 'USD' }]);
  });

  it.each(['STORAGE_FAILED', 'OUT_OF_RESOURCES'] as const)(
    'keeps an output that was paid for when filing it fails with %s',
    async (code) => {
      const { told, fakes } = easyGeneration([]);
      fakes.createGeneration = async () => ({ outcome: 'created', job: job('SUCCEEDED', 'completed') });
      fakes.ingest = async () => {
        throw typed(code, 'not today');
      };
      await stage.play(fakes, async (start) => {
        expect(await failureOf(await start(how()))).toMatchObject({ code });
      });
      expect(told).toEqual(['BEGIN', 'PROCESSING completed', 'asset REJECTED', 'asset woken', 'FAILED completed', 'woken']);
    },
  );
});

describe('generationWorkflow with frames', () => {
  const withFrames = (): { told: string[]; fakes: Fakes } => {
    const easy = easyGeneration([job('SUCCEEDED', 'completed')]);
    const render = easyRender(2);
    // The two share what is told, and who waits is woken by the generation's fake.
    for (const name of ['prepare', 'mixAudio', 'assemble', 'publish'] as const) easy.fakes[name] = render.fakes[name] as Fakes[string];
    return {
      told: easy.told,
      fakes: {
        ...easy.fakes,
        acceptPixelArt: async ({ workspaceId, generationId, assetId }) => {
          easy.told.push('accepted');
          expect([generationId, assetId]).toEqual([expect.any(String), expect.any(String)]);
          return renderInput({ workspaceId });
        },
        renderChunk: async ({ index }) => ({ index, reused: false, bytes: 1 }),
        leaveGenerations: async () => undefined,
        recordRender: async ({ change }) => {
          easy.told.push(`render ${change.to}`);
          return { status: change.to, cancelRequested: false };
        },
      },
    };
  };

  it('is complete when they are', async () => {
    const { told, fakes } = withFrames();
    const records: RecordGenerationInput[] = [];
    const { recordGeneration } = fakes;
    fakes.recordGeneration = (input) => {
      records.push(input);
      return (recordGeneration as Fakes[string])(input);
    };
    await stage.play(fakes, async (start) => {
      const handle = await start(how({ pixelArt: true }));
      await callback(handle);
      expect(await handle.result()).toMatchObject({ status: 'COMPLETED', outputAssetId: expect.any(String) });
    });
    expect(told.slice(told.indexOf('asset woken') + 1)).toEqual([
      'PROCESSING completed',
      'accepted',
      'render PLANNING',
      'render RENDERING',
      'render ASSEMBLING',
      'render PUBLISHING',
      'render COMPLETED',
      'COMPLETED',
      'woken',
    ]);
    // The video is written down with its price before there is a frame.
    const { change } = records.find(({ step }) => step === 'frames') as RecordGenerationInput;
    expect(change).toMatchObject({ outputAssetId: expect.any(String), cost: { amount: '0.32' } });
  });

  it('fails as their render does', async () => {
    const { told, fakes } = withFrames();
    fakes.renderChunk = async () => {
      throw typed('UNREADABLE_MEDIA', 'the video is damaged');
    };
    await stage.play(fakes, async (start) => {
      const handle = await start(how({ pixelArt: true }));
      await callback(handle);
      expect(await failureOf(handle)).toMatchObject({ code: 'UNREADABLE_MEDIA', message: 'the video is damaged' });
    });
    expect(told.filter((t) => !t.startsWith('render ')).slice(-3)).toEqual(['accepted', 'FAILED completed', 'woken']);
    expect(told).toContain('render FAILED');
    expect(told).not.toContain('render CANCELED');
    expect(told).not.toContain('cancelled at provider');
  });

  const hanging = (): ReturnType<typeof withFrames> => {
    const { told, fakes } = withFrames();
    fakes.prepare = async () => ({ ready: false, assetIds: [randomUUID()], generations: [] });
    return { told, fakes };
  };

  it('cancels their render when it is cancelled, and keeps the video', async () => {
    const { told, fakes } = hanging();
    await stage.play(fakes, async (start) => {
      const handle = await start(how({ pixelArt: true }));
      await callback(handle);
      await until(told, 'render PLANNING');
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
      expect((await handle.describe()).status.name).toBe('CANCELLED');
    });
    expect(told.indexOf('render CANCELED')).toBeGreaterThan(0);
    expect(told.slice(-2)).toEqual(['CANCELED', 'woken']);
  });

  it('is cancelled when their render is cancelled by itself', async () => {
    const { told, fakes } = hanging();
    let renderId = '';
    fakes.acceptPixelArt = async ({ workspaceId }) => {
      const input = renderInput({ workspaceId });
      renderId = input.renderId;
      return input;
    };
    await stage.play(fakes, async (start) => {
      const handle = await start(how({ pixelArt: true }));
      await callback(handle);
      await until(told, 'render PLANNING');
      await stage.client.workflow.getHandle(renderWorkflowId(renderId)).cancel();
      expect(await handle.result()).toMatchObject({ status: 'CANCELED' });
    });
    expect(told.slice(-2)).toEqual(['CANCELED', 'woken']);
  });
});

describe('ingestWorkflow', () => {
  it('rejects what cannot be read, and wakes who waits', async () => {
    const { told, fakes } = easyGeneration([]);
    fakes.ingest = async () => {
      throw typed('UNREADABLE_MEDIA', 'a text file');
    };
    await stage.play(fakes, async (start) => {
      const handle = await start((p) => ingestStart(p, { workspaceId: randomUUID(), assetId: randomUUID(), priority: 1 }));
      expect(await failureOf(handle)).toMatchObject({ code: 'UNREADABLE_MEDIA' });
    });
    expect(told).toEqual(['asset REJECTED', 'asset woken']);
  });
});
