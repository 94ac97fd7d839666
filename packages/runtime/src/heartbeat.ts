import { Context } from '@temporalio/activity';

/**
 * Heartbeats the current activity every `ms`, from `ms` on, whatever the tool it waits for does: cancellation arrives through heartbeats. What is
 * over before needs none. Returns what stops it; call that in a finally.
 */
export function heartbeatEvery(ms: number, details?: () => unknown): () => void {
  const context = Context.current();
  const beat = (): void => context.heartbeat(details?.());
  const timer = setInterval(beat, ms);
  return () => clearInterval(timer);
}
