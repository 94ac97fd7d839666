/** One thing that is wrong with a document. All of them are reported at once. */
export interface Problem {
  /** e.g. ["tracks", 0, "clips", 2, "start"]. */
  path: (string | number)[];
  /** UPPER_SNAKE, stable. */
  code: string;
  /** What is wrong and what was expected. */
  message: string;
  hint?: string;
}

export type Result<T> = { ok: true; value: T } | { ok: false; problems: Problem[] };

/** "tracks[0].clips[2].start" */
export const formatPath = (path: readonly (string | number)[]): string =>
  path.reduce<string>((s, p) => (typeof p === 'number' ? `${s}[${p}]` : s === '' ? p : `${s}.${p}`), '');
