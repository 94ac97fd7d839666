import { setFlagsFromString } from 'node:v8';

/** Percent of what lives that may be added before all of it is looked through again. */
const GROWTH = 100;

/**
 * Lets the heap double between full collections. V8 sees a process that mostly waits and has it grow by a tenth: some 90 MB were marked for each
 * 10 MB of work (docs/decisions/heaps-may-double.md). Once, at a service's start.
 */
export function letHeapGrow(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
}
