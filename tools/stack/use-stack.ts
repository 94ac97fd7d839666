import { isAlive } from '../identity.mjs';
import { WORK_DIR } from '../paths.mjs';
import { startStack } from './start-stack.ts';
import { livingStack } from './state.ts';

/** A whole stack that a tool can work against. */
export interface UsedStack {
  env: Record<string, string>;
  /** The gateway's address. */
  url: string;
  /** Temporal UI's address. */
  ui: string;
  /** Stops what this call started: nothing when the stack was up already. */
  stop(): Promise<void>;
}

/** The services that `npm start` runs in this clone, or ones of our own. */
export async function useStack({ say }: { say: (line: string) => void }): Promise<UsedStack> {
  const running = livingStack(WORK_DIR);
  const url = running?.services?.gateway?.url;
  if (running?.servicesHolder && url && isAlive(running.servicesHolder))
    return { env: running.env, url, ui: running.ui, stop: async () => {} };
  return startStack({ say });
}
