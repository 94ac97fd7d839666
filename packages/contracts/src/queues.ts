/**
 * The five task queues. Each has its own slots, so that a preview never waits behind chunks:
 * - `workflow`: workflow tasks, projection and request activities (orchestrator)
 * - `interactive`: prepare, frame (render-worker)
 * - `chunk`: one slot a core (render-worker)
 * - `assemble`: ingest, audio, join, publish (render-worker)
 * - `provider`: outside AI services (ai-worker)
 */
export const QUEUES = ['workflow', 'interactive', 'chunk', 'assemble', 'provider'] as const;
export type Queue = (typeof QUEUES)[number];

/** A queue's name on the server. The prefix keeps stacks and tests that share a namespace apart. */
export const queueName = (prefix: string, queue: Queue): string => `${prefix}${queue}`;

/** The prefix of the stack a workflow runs in, read from the task queue it was started on. */
export const queuePrefix = (workflowQueue: string): string => workflowQueue.slice(0, -'workflow'.length);
