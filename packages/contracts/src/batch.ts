/** Argument of batchWorkflow, "batch-<id>": many renders, a few at a time. */
export interface BatchWorkflowInput {
  workspaceId: string;
  batchId: string;
  /** 1 (first) to 5. */
  priority: number;
}

export interface BatchWorkflowResult {
  status: 'COMPLETED' | 'CANCELED';
}

/** The JSON at `objectKeys.batch`: one timeline and each member's variables, by row. A member's own StoredTimeline is made of it at its start. */
export interface StoredBatch {
  timeline: unknown;
  rows: Record<string, unknown>[];
}

/** Members of one batch that run at a time: enough to keep workers busy, few enough not to fill their queues. */
export const BATCH_WINDOW = 20;

type Which = Pick<BatchWorkflowInput, 'workspaceId' | 'batchId'>;

/** Ordinary activities on the `workflow` queue. All are safe to repeat: what has been done is read from the rows. */
export interface BatchActivities {
  /** Starts the members that are next, as far as BATCH_WINDOW leaves room. `done`: none is left to be started or waited for. */
  startBatchMembers(input: Which): Promise<{ started: number; running: number; waiting: number; cancelRequested: boolean; done: boolean }>;
  /** Cancels what is left, some at a time: members never started at once, others through their workflows. `left`: not asked yet. */
  cancelBatchMembers(input: Which): Promise<{ left: number; done: boolean }>;
}
