import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { WorkflowFailedError, WorkflowHandle } from '@temporalio/client';
import {
  CALLBACK_SIGNAL,
  type GenerationWorkflowInput,
  generationStart,
  ingestStart,
  type RecordGenerationInput,
  renderWorkflowId,
  type WorkflowStart,
} from '@workprint/contracts';
import { easyGeneration, easyRender, job, renderInput, typed } from './fakes.ts';
import { type Fakes, openStage, type Stage } from './stage.ts';

jest.setTimeout(60_000);

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
      const handle = await start(how({ timeoutSeconds: 3 }));
      await until(told, 'QUEUED queued');
      await callback(handle);
      const why = (await failureOf(handle)) as { code: string; message: string };
      expect(why.code).toBe('GENERATION_TIMEOUT');
      expect(why.message).toContain('dreaming');
    });
    expect(told.slice(-3)).toEqual(['cancelled at provider', 'FAILED dreaming', 'woken']);
  });

  it.each([
    ['an ambiguous answer', async () => ({ outcome: 'ambiguous', why: 'reset' })],
    [
      'a lost worker',
      async () => {
        throw new Error('killed');
      },
    ],
  ])('never sends twice after %s: parks, and takes a late callback that names the job', async (_, create) => {
    const { told, fakes } = easyGeneration([job('SUCCEEDED', 'completed')]);
    let sent = 0;
    fakes.createGeneration = () => {
      sent++;
      return create();
    };
    await stage.play(fakes, async (start) => {
      const handle = await start(how({ namingSeconds: 1 }));
      await until(told, 'PARKED');
      await callback(handle, 'p1');
      expect(await handle.result()).toMatchObject({ status: 'COMPLETED' });
    });
    expect(sent).toBe(1);
    expect(told.slice(0, 3)).toEqual(['BEGIN', 'PARKED', 'PROCESSING completed']);
  });

  it('keeps a job that a callback named while the provider does not answer', async () => {
    const { told, fakes } = easyGeneration([]);
    let asked = 0;
    fakes.createGeneration = async () => ({ outcome: 'ambiguous', why: 'reset' });
    fakes.pollGeneration = async () => {
      // Longer than one activity tries.
      if (++asked <= 3) throw typed('PROVIDER_UNAVAILABLE', '503');
      return job('SUCCEEDED', 'completed');
    };
    await stage.play(fakes, async (start) => {
      const handle = await start(how({ namingSeconds: 2 }));
      await callback(handle, 'p1');
      expect(await handle.result()).toMatchObject({ status: 'COMPLETED' });
    });
    expect(told.slice(0, 3)).toEqual(['BEGIN', 'PARKED', 'PROCESSING completed']);
  });

  it('forgets a job that the provider does not know', async () => {
    const { told, fakes } = easyGeneration([]);
    fakes.createGeneration = async () => ({ outcome: 'ambiguous', why: 'reset' });
    fakes.pollGeneration = async ({ providerId }) => {
      if (providerId === 'p1') throw typed('PROVIDER_REFUSED', '404');
      return job('SUCCEEDED', 'completed');
    };
    await stage.play(fakes, async (start) => {
      const handle = await start(how());
      await callback(handle, 'p1');
      await callback(handle, 'p2');
      expect(await handle.result()).toMatchObject({ status: 'COMPLETED' });
    });
    expect(told.slice(0, 2)).toEqual(['BEGIN', 'PROCESSING completed']);
  });
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
