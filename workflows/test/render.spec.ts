import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { sleep } from '@temporalio/activity';
import { type WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { INPUT_READY_SIGNAL, type RecordRenderInput, type RenderChange, renderStart } from '@workprint/contracts';
import { easyRender, output, plan, planned, renderInput, summary, typed } from './fakes.ts';
import { openStage, type Stage } from './stage.ts';
import { untilStopped } from './work.ts';

jest.setTimeout(120_000);

// Most of them wait for timers of the server: side by side.
const it = test.concurrent;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const ended = async (handle: WorkflowHandle): Promise<string> => (await handle.describe()).status.name;
const failureOf = async (handle: WorkflowHandle): Promise<unknown> => {
  const error = await handle.result().then(
    () => null,
    (e: WorkflowFailedError) => e,
  );
  return (error?.cause as { details?: unknown[] } | undefined)?.details?.[0];
};

describe('renderWorkflow', () => {
  // First, for it waits longest.
  it('schedules a chunk anew when its workers keep getting lost', async () => {
    const { fakes } = easyRender(1);
    let tries = 0;
    fakes.renderChunk = async () => {
      // A worker that is gone sends no heartbeat any more.
      if (++tries <= 3) await sleep('40 seconds');
      return { index: 0, reused: false, bytes: 1 };
    };
    const result = await stage.play(fakes, async (start) =>
      (await start((p) => renderStart(p, renderInput({ timeoutSeconds: 170 })))).result(),
    );
    expect(result).toMatchObject({ status: 'COMPLETED' });
    expect(tries).toBe(4);
  }, 180_000);

  it('tells each stage once, in order, around the work', async () => {
    const { told, fakes } = easyRender(3);
    const result = await stage.play(fakes, async (start) => (await start((p) => renderStart(p, renderInput()))).result());
    expect(result).toEqual({ status: 'COMPLETED', outputs: [output], failure: null });
    expect(told.filter((t) => t === t.toUpperCase())).toEqual(['PLANNING', 'RENDERING', 'ASSEMBLING', 'PUBLISHING', 'COMPLETED']);
    expect(told.slice(2, 6).sort()).toEqual(['audio', 'chunk 0', 'chunk 1', 'chunk 2']);
  });

  it('renders only what is missing and mixes nothing for a silent timeline', async () => {
    const { told, fakes } = easyRender(3);
    let rendering: RenderChange | undefined;
    const { recordRender } = fakes;
    fakes.prepare = async () => plan(5, { missing: [1, 4], hasAudio: false });
    fakes.recordRender = async (input: RecordRenderInput) => {
      if (input.change.to === 'RENDERING') rendering = input.change;
      return recordRender?.(input);
    };
    await stage.play(fakes, async (start) => (await start((p) => renderStart(p, renderInput()))).result());
    expect(told.filter((t) => /chunk|audio/.test(t)).sort()).toEqual(['chunk 1', 'chunk 4']);
    expect(rendering).toMatchObject({ chunksTotal: 5, chunksReused: 3 });
  });

  it('gives out first what is begun first, as much as there are hands, and the rest a moment later', async () => {
    const { fakes } = easyRender(5);
    fakes.prepare = async () => ({ ...plan(5, { missing: [4, 2, 0, 1, 3], hasAudio: false }), slots: 2 });
    const { events } = await stage.play(fakes, async (start) => {
      const handle = await start((p) => renderStart(p, renderInput()));
      await handle.result();
      return handle.fetchHistory();
    });
    const given = (events ?? []).flatMap(({ timerFiredEventAttributes: fired, activityTaskScheduledEventAttributes: scheduled }) => {
      if (fired) return ['a moment'];
      if (scheduled?.activityType?.name !== 'renderChunk') return [];
      return [JSON.parse(Buffer.from(scheduled.input?.payloads?.[0]?.data ?? []).toString()).index];
    });
    expect(given).toEqual([4, 2, 'a moment', 0, 1, 3]);
  });

  it('makes what chunks are drawn from before it draws any', async () => {
    const { told, fakes } = easyRender(2);
    fakes.prepare = async () => plan(2, { mezzanines: [[0, 1], [2]], hasAudio: false });
    await stage.play(fakes, async (start) => (await start((p) => renderStart(p, renderInput()))).result());
    const work = told.filter((t) => /chunk|mezz/.test(t));
    expect(work.slice(0, 2).sort()).toEqual(['mezzanines 0,1', 'mezzanines 2']);
    expect(work.slice(2).sort()).toEqual(['chunk 0', 'chunk 1']);
  });

  it('does nothing when a cancel came before the start', async () => {
    const { told, fakes } = easyRender(3);
    fakes.recordRender = async ({ change }: RecordRenderInput) => {
      told.push(change.to);
      return { status: change.to, cancelRequested: true };
    };
    const result = await stage.play(fakes, async (start) => (await start((p) => renderStart(p, renderInput()))).result());
    expect(result).toMatchObject({ status: 'CANCELED' });
    expect(told).toEqual(['PLANNING', 'CANCELED', 'left']);
  });

  it('waits for generations and goes on when it is woken', async () => {
    const { told, fakes } = easyRender(1);
    const generations = [
      { path: 'tracks[0].clips[0]', provider: 'luma', model: 'ray-2', kind: 'VIDEO', prompt: null, input: {}, intentKey: 'k' },
    ];
    let looks = 0;
    fakes.prepare = async () => (++looks === 1 ? { ready: false, assetIds: [], generations } : plan(1));
    fakes.requestGenerations = async ({ generations: asked }) => {
      told.push(`asked for ${asked.length}`);
      return { generations: [{ path: asked[0].path, generationId: 'g', status: 'RUNNING', failure: null }] };
    };
    await stage.play(fakes, async (start) => {
      const handle = await start((p) => renderStart(p, renderInput()));
      while (!told.includes('asked for 1')) await new Promise((resolve) => setTimeout(resolve, 50));
      await handle.signal(INPUT_READY_SIGNAL);
      await handle.result();
    });
    expect(told.slice(0, 3)).toEqual(['PLANNING', 'GENERATING', 'asked for 1']);
    expect(told.at(-1)).toBe('COMPLETED');
  });

  it('fails with the words of a generation that failed, and where', async () => {
    const { told, fakes } = easyRender(1);
    fakes.prepare = async () => ({ ready: false, assetIds: [], generations: [{ path: 'tracks[0].clips[0]' }] });
    fakes.requestGenerations = async () => ({
      generations: [
        {
          path: 'tracks[0].clips[0]',
          generationId: 'g',
          status: 'FAILED',
          failure: { code: 'CONTENT_REJECTED', message: 'no', hint: '', retryable: false },
        },
      ],
    });
    await stage.play(fakes, async (start) => {
      const handle = await start((p) => renderStart(p, renderInput()));
      expect(await failureOf(handle)).toMatchObject({ code: 'CONTENT_REJECTED', path: 'tracks[0].clips[0]' });
      expect(await ended(handle)).toBe('FAILED');
    });
    expect(told).toEqual(['PLANNING', 'GENERATING', 'FAILED', 'left']);
  });

  it('says at which key of the timeline a generation was wrong', async () => {
    const { fakes } = easyRender(1);
    const [path, at] = ['tracks[0].clips[0]', 'tracks[0].clips[0].src.generate.fallback[0].generate'];
    fakes.prepare = async () => ({ ready: false, assetIds: [], generations: [{ path, at }] });
    const failure = { code: 'INVALID_INPUT', message: 'no', hint: '', retryable: false, path: 'seed' };
    fakes.requestGenerations = async () => ({ generations: [{ path, generationId: 'g', status: 'FAILED', failure }] });
    await stage.play(fakes, async (start) => {
      const handle = await start((p) => renderStart(p, renderInput()));
      expect(await failureOf(handle)).toMatchObject({ code: 'INVALID_INPUT', path: `${at}.seed` });
    });
  });

  it('looks again when a generation failed that something is shown instead of', async () => {
    const { told, fakes } = easyRender(1);
    let looks = 0;
    const wanted = { path: 'tracks[0].clips[0]', instead: true };
    fakes.prepare = async () => (++looks === 1 ? { ready: false, assetIds: [], generations: [wanted] } : plan(1));
    fakes.requestGenerations = async () => {
      told.push('asked');
      return { generations: [{ path: wanted.path, generationId: 'g', status: 'FAILED', failure: null, over: false }] };
    };
    await stage.play(fakes, async (start) => {
      const handle = await start((p) => renderStart(p, renderInput()));
      while (!told.includes('asked')) await new Promise((resolve) => setTimeout(resolve, 50));
      await handle.signal(INPUT_READY_SIGNAL);
      expect(await handle.result()).toMatchObject({ status: 'COMPLETED' });
    });
  });

  it.each([
    ['REFUSED', 'SPEND_LIMIT'],
    ['PARKED', 'GENERATION_PARKED'],
  ] as const)('fails when its generations are %s and nobody waits any more', async (status, code) => {
    const { told, fakes } = easyRender(1);
    fakes.prepare = async () => ({ ready: false, assetIds: [], generations: [{ path: 'tracks[0].clips[0]' }] });
    const one = { path: 'tracks[0].clips[0]', generationId: 'g', status, failure: null };
    let asked = 0;
    fakes.requestGenerations = async () => ({ generations: [{ ...one, over: status === 'REFUSED' || ++asked > 1 }] });
    await stage.play(fakes, async (start) => {
      const handle = await start((p) => renderStart(p, renderInput()));
      if (status === 'PARKED') {
        while (asked === 0) await new Promise((resolve) => setTimeout(resolve, 50));
        await handle.signal('inputReady');
      }
      expect(await failureOf(handle)).toMatchObject({ code });
    });
    expect(told).toEqual(['PLANNING', 'GENERATING', 'FAILED', 'left']);
  });

  it('stops what runs when it is cancelled, waits for it, and ends Canceled', async () => {
    const { told, fakes } = easyRender(4);
    fakes.renderChunk = async () => {
      told.push('running');
      await untilStopped().finally(() => told.push('stopped'));
    };
    await stage.play(fakes, async (start) => {
      const handle = await start((p) => renderStart(p, renderInput()));
      while (told.filter((t) => t === 'running').length < 4) await new Promise((resolve) => setTimeout(resolve, 50));
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
      expect(await ended(handle)).toBe('CANCELLED');
    });
    expect(told.filter((t) => t === 'stopped')).toHaveLength(4);
    expect(told.slice(-2)).toEqual(['CANCELED', 'left']);
    expect(told.indexOf('CANCELED')).toBeGreaterThan(told.lastIndexOf('stopped'));
  });

  it('ends with RENDER_TIMEOUT when its time is up', async () => {
    const { told, fakes } = easyRender(1);
    fakes.renderChunk = () => untilStopped();
    await stage.play(fakes, async (start) => {
      const handle = await start((p) => renderStart(p, renderInput({ timeoutSeconds: 2 })));
      expect(await failureOf(handle)).toMatchObject({ code: 'RENDER_TIMEOUT', retryable: true });
    });
    expect(told.slice(-2)).toEqual(['FAILED', 'left']);
  });

  it('lets the first failure stop the other chunks and shows it', async () => {
    const { told, fakes } = easyRender(3);
    fakes.renderChunk = async ({ index }) => {
      if (index === 1) throw typed('UNREADABLE_MEDIA', 'clip 1 is damaged');
      await untilStopped().finally(() => told.push('stopped'));
    };
    await stage.play(fakes, async (start) => {
      const handle = await start((p) => renderStart(p, renderInput()));
      expect(await failureOf(handle)).toMatchObject({ code: 'UNREADABLE_MEDIA', message: 'clip 1 is damaged' });
    });
    expect(told.slice(-2)).toEqual(['FAILED', 'left']);
  });

  it('tries what may pass again, and turns an unknown error into INTERNAL', async () => {
    const { fakes } = easyRender(1);
    let tries = 0;
    fakes.mixAudio = async () => {
      if (++tries < 3) throw typed('FFMPEG_FAILED', 'once more');
      return { reused: false };
    };
    fakes.publish = async () => {
      throw new TypeError('oops');
    };
    await stage.play(fakes, async (start) => {
      const handle = await start((p) => renderStart(p, renderInput()));
      expect(await failureOf(handle)).toMatchObject({ code: 'INTERNAL', message: 'publish: oops' });
    });
    expect(tries).toBe(3);
  });

  it('renders damaged chunks again, and only those', async () => {
    const { told, fakes } = easyRender(4);
    let joins = 0;
    fakes.assemble = async () => (++joins === 1 ? { output: null, damaged: [2] } : { output, damaged: [] });
    await stage.play(fakes, async (start) => (await start((p) => renderStart(p, renderInput()))).result());
    expect(told.filter((t) => t === 'chunk 2')).toHaveLength(2);
    expect(told.filter((t) => t.startsWith('chunk'))).toHaveLength(5);
  });

  it('renders the plans of several outputs with one count of chunks, and joins each output', async () => {
    const { told, fakes } = easyRender(0);
    const joined: string[] = [];
    let rendering: RenderChange | undefined;
    const { recordRender } = fakes;
    fakes.recordRender = async (input: RecordRenderInput) => {
      if (input.change.to === 'RENDERING') rendering = input.change;
      return recordRender?.(input);
    };
    fakes.prepare = async () =>
      planned(summary(2, { planKey: 'a', outputs: [0, 2] }), summary(3, { planKey: 'b', missing: [1], outputs: [1] }));
    fakes.renderChunk = async ({ planKey, index }) => void told.push(`chunk ${planKey}${index}`);
    fakes.mixAudio = async ({ planKey }) => void told.push(`audio ${planKey}`);
    fakes.assemble = async ({ planKey, output: index }) => {
      joined.push(`${planKey}${index}`);
      const damaged = index === 2 && joined.length <= 3;
      return damaged ? { output: null, damaged: [1] } : { output: { ...output, index }, damaged: [] };
    };
    const result = await stage.play(fakes, async (start) => (await start((p) => renderStart(p, renderInput()))).result());
    expect(result).toMatchObject({ outputs: [{ index: 0 }, { index: 1 }, { index: 2 }] });
    expect(rendering).toMatchObject({ planKey: 'a', framesTotal: 300, chunksTotal: 5, chunksReused: 2 });
    expect(told.filter((t) => /chunk|audio/.test(t)).sort()).toEqual([
      ...['audio a', 'audio b', 'chunk a0', 'chunk a1', 'chunk a1', 'chunk b1'],
    ]);
    expect([joined.slice(0, 3).sort(), joined.slice(3)]).toEqual([['a0', 'a2', 'b1'], ['a2']]);
  });

  it('gives up on chunks that are damaged each time', async () => {
    const { fakes } = easyRender(2);
    fakes.assemble = async () => ({ output: null, damaged: [0] });
    await stage.play(fakes, async (start) => {
      const handle = await start((p) => renderStart(p, renderInput()));
      expect(await failureOf(handle)).toMatchObject({ code: 'STORAGE_FAILED' });
    });
  });

  it('splits many chunks into shards, each history short', async () => {
    const { told, fakes } = easyRender(600);
    const input = renderInput({ timeoutSeconds: 600 });
    await stage.play(fakes, async (start) => {
      const handle = await start((p) => renderStart(p, input));
      await handle.result();
      for (const id of [handle.workflowId, `${handle.workflowId}-r1-shard-0`, `${handle.workflowId}-r1-shard-1`]) {
        expect((await stage.client.workflow.getHandle(id).describe()).historyLength).toBeLessThan(4096);
      }
    });
    expect(new Set(told.filter((t) => t.startsWith('chunk'))).size).toBe(600);
  }, 180_000);
});
