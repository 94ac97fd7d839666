import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ingestStart, type MakeProxiesInput } from '@workprint/contracts';
import { easyGeneration, typed } from './fakes.ts';
import { openStage, type Stage } from './stage.ts';

jest.setTimeout(60_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const input = { workspaceId: '00000000-0000-7000-8000-000000000001', assetId: '00000000-0000-7000-8000-000000000002', priority: 1 };

describe('ingestWorkflow', () => {
  it('makes proxies after the asset is ready, a few at a time, and does not mind that some can not be made', async () => {
    const { told, fakes } = easyGeneration([]);
    const { ingest } = fakes;
    fakes.ingest = async (asked) => ({ ...((await ingest?.(asked)) as object), proxies: 20 });
    fakes.makeProxies = async ({ from, to }: MakeProxiesInput) => {
      told.push(`${from}-${to}`);
      if (from === 8) throw typed('UNREADABLE_MEDIA', 'broken in the middle');
      return { made: to - from };
    };
    await stage.play(fakes, async (start) => {
      const handle = await start((p) => ingestStart(p, input));
      expect(await handle.result()).toEqual({ objectKey: 'o', sha256: '00', bytes: 1, contentType: 'video/mp4', probe: {} });
    });
    expect(told).toEqual(['asset READY', 'asset woken', '0-8', '8-16']);
  });
});
