import { Context } from '@temporalio/activity';

/**
 * Heartbeats the current activity now and every `ms`, whatever the tool it waits for does: cancellation arrives through heartbeats. Returns what
 * stops it; call that in a finally.
 */
export function heartbeatEvery(ms: number, details?: () => unknown): () => void {
  const context = Context.current();
  const beat = (): void => context.heartbeat(details?.());
  beat();
  const timer = setInterval(beat, ms);
  return () => clearInterval(timer);
}
