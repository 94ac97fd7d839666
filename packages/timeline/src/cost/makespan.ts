/**
 * Seconds until the last of some jobs ends, when each is begun, in order, as soon as one of the slots is free.
 * @param slots at least 1
 */
export function makespan(jobs: readonly number[], slots: number): number {
  const free = new Array<number>(Math.max(1, Math.min(Math.floor(slots), jobs.length))).fill(0);
  for (const seconds of jobs) {
    const next = free.indexOf(Math.min(...free));
    free[next] = free[next]! + seconds;
  }
  return Math.max(0, ...free);
}
