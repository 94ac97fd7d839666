import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { requestHash, sight, type Unknown } from './match.ts';
import type { ListedJob } from './port.ts';

const hash = (token: string): string => createHash('sha256').update(token).digest('hex');
const url = (token: string): string => `https://workprint.test/callbacks/luma/${token}`;
const at = new Date('2026-01-01T12:00:00Z');
const later = (seconds: number): Date => new Date(at.getTime() + seconds * 1000);
const request = { model: 'ray-2', input: { prompt: 'a river', duration: '5s' } };

const wanted = (more: Partial<Unknown> = {}): Unknown => ({
  tokenHashes: new Set([hash('mine'), hash('mine too')]),
  calledBack: true,
  request,
  since: later(-60),
  until: later(100),
  ...more,
});
const job = (providerId: string, more: Partial<ListedJob> = {}): ListedJob => ({
  job: { providerId, providerState: 'queued', state: 'QUEUED', progress: null, outputUrl: null, failure: null, cost: null },
  createdAt: at,
  callbackUrl: null,
  request: { models: ['ray-2'], input: { duration: '5s', prompt: 'a river' } },
  ...more,
});
const none = new Set<string>();

describe('a job whose create had no answer', () => {
  it('is known by the token of any of its attempts', () => {
    const listed = [job('a', { callbackUrl: url('another') }), job('b', { callbackUrl: url('mine too') })];
    expect(sight(listed, wanted(), none, 0)).toEqual({ kind: 'one', providerId: 'b', certain: true });
    // Seen on two pages it is still one.
    expect(sight([...listed, ...listed], wanted(), none, 0)).toMatchObject({ providerId: 'b' });
  });

  it('is not there when the listing shows addresses, and not its own', () => {
    expect(sight([job('a', { callbackUrl: url('another') })], wanted(), none, 0)).toEqual({ kind: 'none' });
  });

  it('is known by model, full input and time where the listing shows no address', () => {
    const others = [
      job('other input', { request: { models: ['ray-2'], input: { prompt: 'a river' } } }),
      job('other model', { request: { models: ['ray-3'], input: request.input } }),
      job('too early', { createdAt: later(-61) }),
      job('too late', { createdAt: later(101) }),
      job('another’s'),
    ];
    const listed = [...others, job('mine')];
    expect(sight(listed, wanted(), new Set(['another’s']), 0)).toEqual({ kind: 'one', providerId: 'mine', certain: false });
    expect(sight(listed, wanted({ calledBack: false }), new Set(['another’s']), 0)).toMatchObject({ providerId: 'mine' });
  });

  it.each([
    ['two look alike', [job('a'), job('b')], {}, 0],
    ['one looks alike, and another intent sent the same', [job('a')], {}, 1],
    ['none looks alike, and no address is shown', [job('a', { createdAt: later(-90) })], {}, 0],
    ['nothing is listed at all', [], {}, 0],
    ['none looks alike, and it had no address', [job('a', { callbackUrl: url('another') })], { calledBack: false }, 0],
    ['the listing does not say what was asked for', [job('a', { request: null })], {}, 0],
    ['two carry its address', [job('a', { callbackUrl: url('mine') }), job('b', { callbackUrl: url('mine') })], {}, 0],
  ] as const)('is unclear when %s', (_, listed, more, rivals) => {
    expect(sight(listed, wanted(more), none, rivals)).toMatchObject({ kind: 'unclear' });
  });
});

it('two requests are the same whatever the order of their keys', () => {
  const turned = { model: 'ray-2', input: { duration: '5s', prompt: 'a river' } };
  expect(requestHash('luma', request)).toBe(requestHash('luma', turned));
  expect(requestHash('luma', request)).not.toBe(requestHash('replicate', request));
  expect(requestHash('luma', request)).not.toBe(requestHash('luma', { ...request, model: 'ray-flash-2' }));
});
