import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { OutsideJob } from '@workprint/contracts';
import { openTestObjectStore } from '@workprint/testing';
import { plainJob, putFilm, type SimulatedMediaConvert, simulatedMediaConvert } from '../../test/media-convert.ts';
import { openMediaConvert } from './client.ts';
import { troubleOf } from './failures.ts';

const prefix = `ws/${randomUUID()}/`;
const soon = () => AbortSignal.timeout(30_000);
let store: Awaited<ReturnType<typeof openTestObjectStore>>;
let media: SimulatedMediaConvert;

beforeAll(async () => {
  store = await openTestObjectStore();
  media = await simulatedMediaConvert();
  await putFilm(store, `${prefix}film.mp4`, 2);
});
afterAll(async () => {
  await store.removePrefix(prefix);
  store.close();
  await media.close();
});
afterEach(() => media.simulator.jobs.reset());

const create = (more: object = {}) => {
  const intent = randomUUID();
  const settings = plainJob(store.bucket, `s3://${store.bucket}/${prefix}film.mp4`, '00:00:01:09', prefix);
  return { token: intent, intent, userMetadata: {}, settings, priority: 3, ...more };
};

const untilEnded = async (id: string): Promise<OutsideJob> => {
  for (;;) {
    const job = await media.service.get(id, soon());
    if (job.state !== 'SUBMITTED' && job.state !== 'PROGRESSING') return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const thrown = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => troubleOf(error),
  );

describe('the SDK of MediaConvert against the simulator', () => {
  it('makes a job, which writes its file and is billed once', async () => {
    const id = await media.service.create(create(), soon());
    expect(await untilEnded(id)).toEqual({ state: 'COMPLETE', percent: 100, failure: null });
    expect(media.simulators.ledger()).toMatchObject([{ provider: 'mediaconvert', id, usd: expect.closeTo(0.00125, 6) }]);
    expect((await store.head(`${prefix}video-main.mp4`))?.contentType).toBe('video/mp4');
  });

  it('knows a token again, and finds a job by its intent', async () => {
    const request = create();
    const since = new Date();
    const id = await media.service.create(request, soon());
    expect(await media.service.create(request, soon())).toBe(id);
    expect(await media.service.findByIntent(request.intent, since, soon())).toBe(id);
    expect(await media.service.findByIntent(randomUUID(), since, soon())).toBeNull();
  });

  it('looks through several pages of the listing', async () => {
    media.simulator.jobs.concurrent = 0;
    const request = create();
    const since = new Date();
    const id = await media.service.create(request, soon());
    for (let n = 0; n < 25; n++) await media.service.create(create(), soon());
    expect(await media.service.findByIntent(request.intent, since, soon())).toBe(id);
    expect(await media.service.room(soon())).toBe(0);
  });

  it('says how much room a queue has', async () => {
    media.simulator.jobs.concurrent = 3;
    media.simulators.addFault({ kind: 'never-ends', provider: 'mediaconvert' });
    await media.service.create(create(), soon());
    expect(await media.service.room(soon())).toBe(2);
  });

  it('cancels, also what has ended', async () => {
    media.simulators.addFault({ kind: 'never-ends', provider: 'mediaconvert' });
    const id = await media.service.create(create(), soon());
    await media.service.cancel(id, soon());
    expect(await untilEnded(id)).toMatchObject({ state: 'CANCELED' });
    await media.service.cancel(id, soon());
    expect(media.simulators.ledger()).toEqual([]);
  });

  it.each([
    [1010, 'UNREADABLE_MEDIA', false],
    [1040, 'TRANSCODE_REFUSED', false],
    [1060, 'TRANSCODE_REFUSED', false],
    [1404, 'TRANSCODE_REFUSED', false],
    [1517, 'TRANSCODE_FAILED', true],
  ])('types the error code %i', async (status, code, retryable) => {
    media.simulators.addFault({ kind: 'fail', provider: 'mediaconvert', status, message: 'words' });
    const { state, failure } = await untilEnded(await media.service.create(create(), soon()));
    expect([state, failure?.code, failure?.retryable]).toEqual(['ERROR', code, retryable]);
    expect(failure?.message).toContain('words');
  });

  it('fails at sources that are not there, at clips outside of them and at what is no video', async () => {
    const codes = [];
    await store.putBytes(`${prefix}text.mp4`, 'no video', { contentType: 'video/mp4' });
    for (const [file, to] of [
      ['gone.mp4', '00:00:00:10'],
      ['text.mp4', '00:00:00:10'],
    ] as const) {
      const settings = plainJob(store.bucket, `s3://${store.bucket}/${prefix}${file}`, to, prefix);
      const { failure } = await untilEnded(await media.service.create(create({ settings }), soon()));
      codes.push(/mediaconvert (\d+)/.exec(failure?.message ?? '')?.[1]);
    }
    expect(codes).toEqual(['1404', '1010']);
  });

  it('reads what is certain about a request from how it failed', async () => {
    const kindOf = async (fault: object) => {
      media.simulators.addFault({ kind: 'http', provider: 'mediaconvert', ...fault });
      return (await thrown(media.service.create(create(), soon())))?.kind;
    };
    expect(await kindOf({ status: 429 })).toBe('throttled');
    expect(await kindOf({ status: 500 })).toBe('unknown');
    expect(await kindOf({ status: 400 })).toBe('refused');
    expect(await kindOf({ kind: 'reset-before' })).toBe('unknown');
    expect(await kindOf({ kind: 'lost-response' })).toBe('unknown');
    expect((await thrown(media.service.create(create({ settings: {} }), soon())))?.failure.message).toContain('/settings/inputs');
    const nobody = openMediaConvert({ ...media.settings, MEDIA_CONVERT_ENDPOINT: 'http://127.0.0.1:1' });
    expect(await thrown(nobody.create(create(), soon()))).toEqual({
      kind: 'throttled',
      failure: expect.objectContaining({ code: 'PROVIDER_UNAVAILABLE' }),
    });
    expect((await thrown(media.service.get('none', soon())))?.failure.code).toBe('PROVIDER_REFUSED');
  });

  it('uses the queue and the job template it is told to', async () => {
    const call = (path: string, body: object) =>
      fetch(`${media.simulator.endpoint}/2017-08-29/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { authorization: 'AWS4-HMAC-SHA256 spec' },
      });
    await call('queues', { name: 'film' });
    await call('jobTemplates', { name: 'ours', settings: { timecodeConfig: { source: 'EMBEDDED' }, adAvailOffset: 7 } });
    const named = openMediaConvert({ ...media.settings, MEDIA_CONVERT_QUEUE: 'film', MEDIA_CONVERT_JOB_TEMPLATE: 'ours' });
    const job = media.simulator.jobs.find(await named.create(create({ priority: 1 }), soon()));
    expect(job).toMatchObject({
      queue: 'film',
      body: { priority: 40, settings: { timecodeConfig: { source: 'ZEROBASED' }, adAvailOffset: 7 } },
    });
  });
});

it('names the settings that are missing', () => {
  expect(() => openMediaConvert({ AWS_REGION: 'eu-west-1' })).toThrow(/^MEDIA_CONVERT_ROLE_ARN must be set/);
  expect(() => openMediaConvert({})).toThrow('MEDIA_CONVERT_ROLE_ARN and AWS_REGION must be set');
});
