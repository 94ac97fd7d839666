import { describe, expect, it } from '@jest/globals';
import { ActivityFailure, ApplicationFailure, CancelledFailure, RetryState, TimeoutFailure } from '@temporalio/common';
import { failureOf, toApplicationFailure } from './failures.ts';

const failure = {
  code: 'UNREADABLE_MEDIA',
  message: 'clip.mp4 is text',
  hint: 'convert it',
  retryable: false,
  path: 'tracks[0]',
  log: ['a'],
};
const wrapped = (cause: Error): ActivityFailure =>
  new ActivityFailure('Activity task failed', 'ingest', '1', RetryState.NON_RETRYABLE_FAILURE, 'w', cause);

describe('failures', () => {
  it('travel whole through an activity', () => {
    const thrown = toApplicationFailure(failure);
    expect(thrown).toMatchObject({ type: 'UNREADABLE_MEDIA', nonRetryable: true, message: 'clip.mp4 is text' });
    expect(failureOf(thrown)).toEqual(failure);
    expect(failureOf(wrapped(thrown))).toEqual(failure);
    expect(failureOf(new Error('outer', { cause: wrapped(thrown) }))).toEqual(failure);
    expect(toApplicationFailure({ ...failure, retryable: true }).nonRetryable).toBe(false);
  });

  it('of others are INTERNAL, with the innermost message', () => {
    expect(failureOf(wrapped(ApplicationFailure.create({ message: 'boom' })))).toMatchObject({
      code: 'INTERNAL',
      message: 'boom',
      retryable: true,
    });
    expect(failureOf(wrapped(new CancelledFailure('stopped')))).toMatchObject({ code: 'INTERNAL', message: 'stopped' });
    expect(failureOf('text')).toMatchObject({ code: 'INTERNAL', message: 'text' });
    expect(failureOf(undefined)).toMatchObject({ code: 'INTERNAL' });
  });

  it('of time say so', () => {
    expect(failureOf(wrapped(new TimeoutFailure('t', undefined, 'HEARTBEAT')))).toMatchObject({
      code: 'OUT_OF_RESOURCES',
      retryable: true,
    });
  });
});
