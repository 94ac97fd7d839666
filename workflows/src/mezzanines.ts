import type { MakeMezzaninesInput } from '@workprint/contracts';
import { chunkWork } from './activities.ts';
import { despiteLostWorkers } from './failing.ts';
import { inWindow } from './scopes.ts';

/** Groups of pieces in flight at a time. */
const WINDOW = 50;

/** Makes of sources what chunks cannot be drawn from as they are. */
export const mezzanines = (plan: Omit<MakeMezzaninesInput, 'pieces'>, groups: readonly number[][]): Promise<void> =>
  inWindow(groups, WINDOW, (pieces, position) => {
    const { makeMezzanines } = chunkWork(`mezzanine ${position + 1} of ${groups.length}`);
    return despiteLostWorkers(() => makeMezzanines({ ...plan, pieces }));
  });
