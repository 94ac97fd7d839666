/** A row of any kind that the sweeper cares for. */
export interface Row {
  id: string;
  workspaceId: string;
}

/** How rows are gone through. One row's trouble does not keep the others waiting: it is logged, and the next sweep tries again. */
export interface Concern {
  /** All of them, now, one after the other. */
  each<R extends Row>(rows: R[], work: (row: R) => Promise<void>): Promise<void>;
  /** Each row at most every 15 s, a few at a time, a limited number a sweep: those not looked at for longest first. */
  inTurn<R extends Row>(rows: R[], work: (row: R) => Promise<void>): Promise<void>;
}
