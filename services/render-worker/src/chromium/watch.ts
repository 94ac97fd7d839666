import { FailureError, fail } from '../failure-error.ts';
import type { Launched } from './launch.ts';
import { memoryOf } from './processes.ts';

/** What a page may take. */
export interface PageLimits {
  /** Milliseconds until everything is loaded. */
  loadMs: number;
  /** Milliseconds for what happens between two frames. */
  frameMs: number;
  /** MiB of each script heap. */
  heapMiB: number;
  /** Bytes of all processes of a browser. */
  bytes: number;
}

/** Far beyond what an honest page takes on a machine that is busy: time runs while others have the cores. */
export const LIMITS: PageLimits = { loadMs: 60_000, frameMs: 30_000, heapMiB: 512, bytes: 3 * 2 ** 30 };

/** The browser or its page is gone; a fresh one may do better. */
export class PageCrash extends Error {
  override readonly name = 'PageCrash';
}

export interface Watch {
  /** Waits for the page. @throws FailureError HTML_TIMEOUT, PageCrash, what the signal was aborted with */
  within<T>(what: 'load' | 'frame', work: Promise<T>): Promise<T>;
  crashed(why: string): void;
  end(): void;
}

const LOOK_MS = 500;

/** Watches over a browser that draws: its life, its memory, its time. */
export const openWatch = ({ context, group }: Launched, limits: PageLimits, signal: AbortSignal): Watch => {
  const stop = Promise.withResolvers<never>();
  stop.promise.catch(() => {});
  const crashed = (why: string): void => stop.reject(new PageCrash(why));
  const aborted = (): void => stop.reject(signal.reason);
  signal.addEventListener('abort', aborted, { once: true });
  if (signal.aborted) aborted();
  context.on('close', () => crashed('the browser ended'));
  const looks = setInterval(async () => {
    const bytes = group === null ? 0 : await memoryOf(group);
    if (bytes > limits.bytes) crashed(`it needs more than ${Math.round(limits.bytes / 2 ** 20)} MiB`);
  }, LOOK_MS);
  looks.unref();

  return {
    crashed,
    async within(what, work) {
      const ms = what === 'load' ? limits.loadMs : limits.frameMs;
      const late = Promise.withResolvers<never>();
      const message = what === 'load' ? 'The page did not load' : 'A frame of the page was not ready';
      const timer = setTimeout(() => late.reject(fail('HTML_TIMEOUT', `${message} within ${ms / 1000} s.`)), ms);
      // What the browser says of its end is said by `stop` too, sooner or later.
      const said = work.catch((error: unknown) => {
        throw error instanceof FailureError ? error : new PageCrash(error instanceof Error ? error.message : String(error));
      });
      try {
        return await Promise.race([said, stop.promise, late.promise]);
      } finally {
        clearTimeout(timer);
      }
    },
    end() {
      clearInterval(looks);
      signal.removeEventListener('abort', aborted);
    },
  };
};
