import type { Plan } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import type { Dependencies } from './dependencies.ts';

/** Puts a source of the plan at `path`, from this worker's disk or the store; returns the path. */
export const placeSource = async (
  { sources, counters }: Pick<Dependencies, 'sources' | 'counters'>,
  plan: Plan,
  sha256: string,
  path: string,
  signal: AbortSignal,
): Promise<string> => {
  const source = plan.sources[sha256];
  if (source === undefined) throw fail('INTERNAL', `The plan names a source ${sha256} that it does not describe.`);
  const { hit } = await sources.place(source, path, signal);
  counters.sources.inc({ outcome: hit ? 'hit' : 'download' });
  return path;
};
