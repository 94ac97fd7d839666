import type { BatchActivities, MaintenanceActivities, ProjectionActivities, RequestActivities } from '@workprint/contracts';
import type { Dependencies } from '../dependencies.ts';
import { batchActivities } from './batches.ts';
import { requestGenerations } from './generations.ts';
import { maintenanceActivities } from './maintenance.ts';
import { acceptPixelArt } from './pixel-art.ts';
import { projectionActivities } from './projection.ts';
import { waiterActivities } from './waiters.ts';

/** Everything that the `workflow` queue's workers do besides workflow tasks. */
export const activities = (deps: Dependencies): ProjectionActivities & RequestActivities & BatchActivities & MaintenanceActivities => ({
  ...projectionActivities(deps.db),
  ...waiterActivities(deps),
  ...batchActivities(deps),
  ...maintenanceActivities(deps),
  requestGenerations: requestGenerations(deps),
  acceptPixelArt: acceptPixelArt(deps),
});
