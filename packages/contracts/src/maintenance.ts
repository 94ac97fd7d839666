/** Activities of the orchestrator that keep tables and store small; each answers how many rows or objects went. */
export interface MaintenanceActivities {
  /** Idempotency keys older than 30 days. */
  forgetIdempotencyKeys(): Promise<number>;
  /** Uploads asked for but not completed within a day, with whatever bytes arrived; and parts that a killed worker left in the store. */
  removeAbandonedUploads(): Promise<number>;
  /** Workers not seen for a day. */
  forgetWorkers(): Promise<number>;
  /** Pictures of renderFrame, and the timelines they were asked of, written more than FRAME_KEPT_MS ago; notes of what finished files are made of. */
  removeOldFrames(): Promise<number>;
  /**
   * Of each workspace's cache what was not used for too long and, where it holds too much, what was used longest ago; never what a render
   * that has not ended is going to use. And objects that nothing speaks of any more: cached ones without a row, uploads that were read or refused.
   */
  evictCache(): Promise<number>;
}
