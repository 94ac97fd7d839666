import { isAlive } from '../identity.mjs';
import { WORK_DIR } from '../paths.mjs';
import { ensureDevKey } from '../stack/dev-key.ts';
import { startStack } from '../stack/start-stack.ts';
import { livingStack } from '../stack/state.ts';
import { giveUp, say } from './say.ts';
import { untilStopped } from './until-stopped.ts';

const running = livingStack(WORK_DIR);
if (running?.servicesHolder && isAlive(running.servicesHolder)) {
  say(`already up (pid ${running.servicesHolder.pid})`);
  await announce(running.services?.gateway?.url ?? '', running.ui, running.env.DATABASE_URL ?? '');
  process.exit(0);
}
const stopping = untilStopped();
const stack = await startStack({ say }).catch(giveUp);
await announce(stack.url, stack.ui, stack.env.DATABASE_URL ?? '');
await stopping.then(() => stack.stop());
process.exit(stopping.code());

async function announce(url: string, ui: string, databaseUrl: string): Promise<void> {
  const key = await ensureDevKey(WORK_DIR, databaseUrl);
  console.log(
    [
      '',
      `  GraphQL      ${url}/graphql`,
      `  Temporal UI  ${ui}`,
      `  API key      ${key}`,
      `  Logs         .workprint/logs`,
      '',
      '  Ctrl-C stops everything.',
      '',
    ].join('\n'),
  );
}
