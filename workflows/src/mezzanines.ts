import type { MakeMezzaninesInput, PlanSummary } from '@workprint/contracts';
import { chunkWork } from './activities.ts';
import { despiteLostWorkers } from './failing.ts';
import { inWindow } from './scopes.ts';
import { type Underway, unlessLeft } from './underway.ts';

/** Groups of pieces in flight at a time. */
const WINDOW = 50;

/** Makes of sources what chunks cannot be drawn from as they are. */
export async function mezzanines(
  render: Pick<MakeMezzaninesInput, 'workspaceId' | 'renderId'>,
  plans: readonly Pick<PlanSummary, 'planKey' | 'mezzanines'>[],
  underway: Underway,
): Promise<void> {
  const groups = plans.flatMap(({ planKey, mezzanines: some = [] }) => some.map((pieces) => ({ planKey, pieces })));
  if (groups.length === 0) return;
  const earlier = underway.all('pieces');
  if (earlier) await unlessLeft(earlier);
  await inWindow(groups, WINDOW, (group, position) => {
    const { makeMezzanines } = chunkWork(`mezzanine ${position + 1} of ${groups.length}`);
    return underway.run(group, () => despiteLostWorkers(() => makeMezzanines({ ...render, ...group })));
  });
}
