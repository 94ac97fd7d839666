/**
 * What goes wrong, by command. Each fault acts `times` times on requests or jobs of its provider whose prompt holds `match`.
 * - `reset-before`: the connection breaks, nothing was accepted
 * - `lost-response`: accepted and billed, then the connection breaks
 * - `cut-body`: accepted and billed, and the connection breaks in the middle of the answer
 * - `slow`: accepted and billed at once, answered after `delayMs`
 * - `http`: refused with `status` (and `retryAfter` seconds), nothing accepted
 * - `http-after`: accepted and billed, yet answered with `status`
 * - `http-list`: the listing answers `status` (any prompt)
 * - `http-get`: asking for a job answers `status`
 * - `http-model`: asking what a model takes answers `status`; `match` is a part of its name
 * - `moderation`: the job is accepted and fails as the provider's moderation does
 * - `fail`: the job is accepted and fails with `message`
 * - `no-video`, `empty-output`: the job succeeds, and its file is a text, or has no bytes
 * - `no-callback`: the job's callbacks never come
 * - `never-ends`: the job stays as it is until cancelled
 */
export const FAULT_KINDS = [
  'reset-before',
  'lost-response',
  'cut-body',
  'slow',
  'http',
  'http-after',
  'http-list',
  'http-get',
  'http-model',
  'moderation',
  'fail',
  'no-video',
  'empty-output',
  'no-callback',
  'never-ends',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  kind: FaultKind;
  provider?: string;
  match?: string;
  times: number;
  status?: number;
  /** Seconds, for the Retry-After header. */
  retryAfter?: number;
  message?: string;
  /** Milliseconds, of `slow`. */
  delayMs?: number;
}

/** What goes wrong with a create request, one at a time. */
export const CREATE_FAULTS: FaultKind[] = ['reset-before', 'lost-response', 'cut-body', 'slow', 'http', 'http-after'];

export interface Faults {
  add(fault: Omit<Fault, 'times'> & { times?: number }): void;
  /** Takes one turn of the first fault of these kinds that fits, if any. */
  take(kinds: FaultKind[], provider: string, prompt: string): Fault | undefined;
  list(): Fault[];
  clear(): void;
}

export function openFaults(): Faults {
  let faults: Fault[] = [];
  return {
    add(fault) {
      if (!FAULT_KINDS.includes(fault.kind)) throw new Error(`kind must be one of ${FAULT_KINDS.join(', ')}`);
      faults.push({ times: 1, ...fault });
    },
    take(kinds, provider, prompt) {
      const fault = faults.find(
        (f) => f.times > 0 && kinds.includes(f.kind) && (f.provider ?? provider) === provider && prompt.includes(f.match ?? ''),
      );
      if (fault) fault.times -= 1;
      return fault;
    },
    list: () => faults.filter((f) => f.times > 0),
    clear() {
      faults = [];
    },
  };
}
