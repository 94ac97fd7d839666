/** Activities of the orchestrator that keep the tables small; each answers how many rows went. */
export interface MaintenanceActivities {
  /** Idempotency keys older than 30 days. */
  forgetIdempotencyKeys(): Promise<number>;
  /** Uploads asked for but not completed within a day, with whatever bytes arrived; and parts that a killed worker left in the store. */
  removeAbandonedUploads(): Promise<number>;
  /** Workers not seen for a day. */
  forgetWorkers(): Promise<number>;
}
