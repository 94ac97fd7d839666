import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RefusedError, type Workprint } from '@workprint/sdk';
import { textTimeline } from './documents.ts';
import { startSdkGateway, type TestGateway } from './gateway.ts';

const timeline = textTimeline({}, { text: 'Hello {{name}}' });
const NOBODY = '00000000-0000-7000-8000-000000000000';

describe('the SDK', () => {
  let gateway: TestGateway;
  let workprint: Workprint;
  beforeAll(async () => {
    ({ gateway, workprint } = await startSdkGateway());
  });
  afterAll(() => gateway.close());

  const variables = [{ name: 'name', type: 'STRING' as const, default: 'you' }];

  it('keeps templates: made, changed, listed, deleted', async () => {
    const made = await workprint.createTemplate({ name: 'b', timeline, variables });
    expect(made).toMatchObject({ name: 'b', timeline, variables: [{ name: 'name', type: 'STRING', default: 'you' }] });
    const changed = await workprint.updateTemplate(made.id, { name: 'c' });
    expect(changed).toMatchObject({ id: made.id, name: 'c', timeline });
    const other = await workprint.createTemplate({ name: 'a', timeline, variables });
    expect((await workprint.templates()).map((t) => t.name)).toEqual(['a', 'c']);
    expect(await workprint.template(made.id)).toEqual(changed);
    expect(await workprint.deleteTemplate(other.id)).toBe(other.id);
    expect(await workprint.template(other.id)).toBeNull();
    await expect(workprint.createTemplate({ name: '', timeline, variables })).rejects.toThrow(RefusedError);
  });

  it('makes a batch of a template, lists its renders, follows it and cancels it', async () => {
    const template = await workprint.createTemplate({ name: 'of a batch', timeline, variables });
    const rows = Array.from({ length: 101 }, (_, i) => ({ name: `n${i}` }));
    const batch = await workprint.createRenderBatch({ templateId: template.id, rows });
    expect(batch).toMatchObject({ status: 'QUEUED', total: 101, templateId: template.id, progress: { queued: 101 } });
    const members: (number | null | undefined)[] = [];
    for await (const render of workprint.batchRenders(batch.id)) members.push(render.batchRow);
    expect(members.sort((a, b) => a! - b!)).toEqual(rows.map((_, i) => i + 1));
    expect((await workprint.cancelRenderBatch(batch.id)).cancelRequestedAt).not.toBeNull();
    const stop = new AbortController();
    const seen: string[] = [];
    const waiting = workprint.waitForRenderBatch(batch.id, {
      signal: stop.signal,
      onProgress: ({ id }) => {
        seen.push(id);
        if (seen.length === 2) stop.abort();
      },
    });
    await expect(waiting).rejects.toThrow();
    expect(seen).toEqual([batch.id, batch.id]);
    expect(await workprint.renderBatch(NOBODY)).toBeNull();
    await expect(workprint.waitForRenderBatch(NOBODY)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('carries timelines in from another system and out to one', async () => {
    const document = {
      timeline: { tracks: [{ clips: [{ asset: { type: 'title', text: 'Hello' }, start: 0, length: 2 }] }] },
      output: { fps: 30 },
    };
    const came = await workprint.importTimeline({ format: 'SHOTSTACK', document, width: 320, height: 180 });
    expect(came).toMatchObject({ timeline: { version: 1, canvas: { width: 320, height: 180 } }, media: [] });
    const { document: otio, unsupported } = await workprint.exportTimeline({ timeline: came.timeline });
    expect(otio).toMatchObject({ OTIO_SCHEMA: 'Timeline.1' });
    expect(unsupported).toEqual(expect.any(Array));
    await expect(workprint.importTimeline({ format: 'SHOTSTACK', document: 'no document' })).rejects.toThrow(RefusedError);
  });
});
