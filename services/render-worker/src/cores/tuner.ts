import type { WorkerSpec } from '@workprint/runtime';
import type { Cores } from './cores.ts';

const NONE = { type: 'fixed-size', numSlots: 1 } as const;

/** A worker of activities takes up tasks as the cores allow. */
export const tunerOf = (cores: Cores): NonNullable<WorkerSpec['tuner']> => ({
  activityTaskSlotSupplier: {
    type: 'custom',
    async reserveSlot(_, signal) {
      await cores.reserve(signal);
      return {};
    },
    tryReserveSlot: () => (cores.tryReserve() ? {} : null),
    markSlotUsed() {},
    releaseSlot: () => cores.release(),
  },
  ...{ workflowTaskSlotSupplier: NONE, localActivityTaskSlotSupplier: NONE, nexusTaskSlotSupplier: NONE },
});
