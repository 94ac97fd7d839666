import { readJson, writeJson } from '../files.mjs';
import { identityOf, isAlive, type ProcessIdentity } from '../identity.mjs';

interface Entry extends ProcessIdentity {
  name: string;
}

const entries = (ledger: string) => readJson<Entry[]>(ledger) ?? [];

/** Notes a child, so that the next start can find it should we die without ending it. */
export function remember(ledger: string, name: string, pid: number): void {
  const identity = identityOf(pid);
  if (identity) writeJson(ledger, [...entries(ledger).filter(isAlive), { name, ...identity }]);
}

export function forget(ledger: string, pid: number): void {
  writeJson(
    ledger,
    entries(ledger).filter((entry) => entry.pid !== pid),
  );
}

/** Ends what a killed start left running: only processes whose pid and start time are the ones noted. Returns their names. */
export async function endLeftovers(ledger: string): Promise<string[]> {
  const left = entries(ledger).filter(isAlive);
  for (const entry of left) process.kill(entry.pid, entry.name === 'postgres' ? 'SIGQUIT' : 'SIGKILL');
  for (let tries = 0; tries < 100 && left.some(isAlive); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  for (const entry of left.filter(isAlive)) process.kill(entry.pid, 'SIGKILL');
  writeJson(ledger, []);
  return left.map((entry) => entry.name);
}
