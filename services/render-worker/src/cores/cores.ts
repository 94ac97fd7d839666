/** The cores that tasks of one queue run their ffmpegs on, and who may be taken on next. */
export interface Cores {
  /** A task was taken up: once in its life, ended in a finally. */
  begin(): CoreTask;
  /** Resolves when one more task may be taken up; it is counted from then on. @throws the signal's reason */
  reserve(signal: AbortSignal): Promise<void>;
  /** The same at once: false when none may. */
  tryReserve(): boolean;
  /** One that was reserved has ended, or was never begun. */
  release(): void;
}

export interface CoreTask {
  /** Runs `work` on a core of its own: first come, first served. @throws the signal's reason while it waits */
  use<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T>;
  /** It needs no core any more, or only for a moment: the next task may be taken up, and be ready when the core is free. */
  passOn(): void;
  end(): void;
}

/** @param count cores: never more `use` at a time */
export const openCores = (count: number): Cores => {
  let taken = 0;
  let passedOn = 0;
  const reserving = queue();
  const waiting = queue();
  let busy = 0;
  const room = (): boolean => taken - passedOn < count;
  const admit = (): void => {
    while (room() && reserving.next()) taken++;
  };
  const leave = (): void => {
    // Handed over without being counted off: nobody may slip in between.
    if (!waiting.next()) busy--;
  };

  return {
    begin() {
      let passed = false;
      return {
        async use(signal, work) {
          signal?.throwIfAborted();
          if (busy < count) busy++;
          else await waiting.wait(signal);
          try {
            return await work();
          } finally {
            leave();
          }
        },
        passOn() {
          if (passed) return;
          passed = true;
          passedOn++;
          admit();
        },
        end() {
          if (passed) passedOn--;
          passed = false;
        },
      };
    },
    async reserve(signal) {
      signal.throwIfAborted();
      if (room()) taken++;
      else await reserving.wait(signal);
    },
    tryReserve() {
      if (!room()) return false;
      taken++;
      return true;
    },
    release() {
      taken--;
      admit();
    },
  };
};

/** Those who wait, in the order they came. */
const queue = () => {
  const waiting = new Set<() => void>();
  return {
    wait: (signal: AbortSignal | undefined): Promise<void> =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => {
          waiting.delete(go);
          reject(signal?.reason);
        };
        const go = (): void => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        waiting.add(go);
      }),
    /** Lets the first one go; false when nobody waits. */
    next(): boolean {
      const [first] = waiting;
      if (first === undefined) return false;
      waiting.delete(first);
      first();
      return true;
    },
  };
};
