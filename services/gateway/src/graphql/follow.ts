/** What a feed of stored events needs to be followed; see follow(). */
export interface Source<E extends { seq: number }> {
  /** First event wanted is the one after this number. */
  after: number;
  /** Calls `wake` whenever there may be something new. @returns what stops it */
  listen(wake: () => void): () => void;
  /** Stored events after a number, oldest first, at most `first`. */
  read(after: number, first: number): Promise<E[]>;
  isLast(event: E): boolean;
  /** Like listen, for what is not stored; heeded at most once in `progressMs`. */
  listenProgress?(wake: () => void): () => void;
  /** What lies between stored events: something to show, nothing new (null), or that nothing will come after that number. */
  look(lastSeq: number): Promise<E | null | 'over'>;
  /** Throws when the listener may not see this any more. */
  authorise(): Promise<void>;
}

export interface Pace {
  /** Reads again after so long without a wake: a lost notification costs no more. */
  recheckMs: number;
  progressMs: number;
  /** Events of one read; 100 when not given. */
  page?: number;
}

const PACE: Pace = { recheckMs: 5000, progressMs: 250 };

/**
 * Replays the stored events after a number, then follows, until the last one. LISTENs before the first read, so nothing
 * falls between; goes by number, so nothing comes twice. Nothing is buffered: it reads when the consumer asks, and
 * progress that was not asked for in time is never made.
 *
 * return() stops listening at once, also while next() waits (a bare async generator would hold its listener until woken).
 */
export const follow = <E extends { seq: number }>(source: Source<E>, pace: Pace = PACE): AsyncIterableIterator<E> => {
  const bell = new Bell();
  const { page = 100 } = pace;
  let eventsDue = true;
  let progressDue = true;
  let nextProgress = 0;
  let stopped = false;
  const wakeEvents = () => {
    eventsDue = true;
    bell.ring();
  };
  const listeners = [source.listen(wakeEvents)];
  const wakeProgress = () => {
    progressDue = true;
    bell.ringIn(Math.max(0, nextProgress - Date.now()));
  };
  if (source.listenProgress) listeners.push(source.listenProgress(wakeProgress));
  const stop = () => {
    stopped = true;
    for (const unlisten of listeners.splice(0)) unlisten();
    bell.ring();
    bell.silence();
  };

  const events = (async function* (): AsyncGenerator<E, undefined> {
    try {
      let last = source.after;
      while (!stopped) {
        bell.reset();
        await source.authorise();
        while (eventsDue && !stopped) {
          eventsDue = false;
          const some = await source.read(last, page);
          for (const event of some) {
            last = event.seq;
            yield event;
            if (stopped || source.isLast(event)) return;
          }
          // Whatever was written since the read rings.
          eventsDue ||= some.length === page;
        }
        const pause = nextProgress - Date.now();
        if (progressDue && pause > 0) bell.ringIn(pause);
        else if (progressDue && !stopped) {
          progressDue = false;
          const seen = await source.look(last);
          nextProgress = Date.now() + pace.progressMs;
          if (seen === 'over') return;
          if (seen && !stopped) yield seen;
        }
        if (!(await bell.heard(pace.recheckMs))) eventsDue = progressDue = true;
      }
    } finally {
      stop();
    }
  })();

  return {
    next: () => events.next(),
    return: () => {
      stop();
      return events.return(undefined);
    },
    throw: (error) => {
      stop();
      return events.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};

/** Remembers that it rang until reset, so that a wake during a read is not lost. */
class Bell {
  private rung = false;
  private waiting: (() => void) | null = null;
  private later: NodeJS.Timeout | null = null;

  reset(): void {
    this.rung = false;
  }

  ring(): void {
    this.rung = true;
    this.waiting?.();
  }

  ringIn(ms: number): void {
    this.later ??= setTimeout(() => {
      this.later = null;
      this.ring();
    }, ms);
  }

  silence(): void {
    if (this.later) clearTimeout(this.later);
    this.later = null;
  }

  /** @returns whether it rang in time */
  async heard(atMostMs: number): Promise<boolean> {
    if (this.rung) return true;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, atMostMs);
      this.waiting = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.waiting = null;
    return this.rung;
  }
}
