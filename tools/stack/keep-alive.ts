import { type Child, type Program, startChild } from './children.ts';

export interface Kept {
  name: string;
  /** The running child; between two lives the last one. */
  current(): Child;
  /** Starts it now when it is dead. */
  revive(): void;
  stop(signal: NodeJS.Signals, graceSeconds: number): Promise<void>;
}

interface Options {
  /** False: a dead one stays dead until `revive`. */
  restart?: boolean;
  /** Hears of each life. */
  onStart?: (child: Child) => void;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
const HEALTHY_MS = 30_000;

/** Runs a program until stopped: when it dies it is started again after 0.2 s, doubling up to 10 s while it keeps dying within 30 s. */
export function keepAlive(ledger: string, program: Program, { restart = true, onStart = () => {} }: Options = {}): Kept {
  let stopping = false;
  let dead = false;
  let pause = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;
  let current = begin();

  function begin(): Child {
    const born = Date.now();
    const child = startChild(ledger, program);
    dead = false;
    onStart(child);
    void child.exited.then((code) => {
      dead = true;
      if (stopping || !restart) return;
      pause = Date.now() - born > HEALTHY_MS ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
      console.error(`workprint: ${program.name} ended (code ${code}); starting it again in ${pause / 1000} s. Its log: ${program.log}`);
      timer = setTimeout(revive, pause);
    });
    return child;
  }

  function revive(): void {
    clearTimeout(timer);
    if (dead && !stopping) current = begin();
  }

  return {
    name: program.name,
    current: () => current,
    revive,
    async stop(signal, graceSeconds) {
      stopping = true;
      clearTimeout(timer);
      await current.stop(signal, graceSeconds);
    },
  };
}
