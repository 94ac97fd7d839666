import { WORK_DIR } from '../paths.mjs';
import { useInfra } from '../stack/infra.ts';
import { resetDatabase } from '../stack/reset.ts';
import { livingStack } from '../stack/state.ts';
import { giveUp, say } from './say.ts';
import { untilStopped } from './until-stopped.ts';

if (process.argv.includes('--reset')) {
  await resetDatabase(WORK_DIR);
  say('the data of this clone is gone; the database is new');
}
const running = livingStack(WORK_DIR);
const stopping = untilStopped();
const infra = await useInfra(WORK_DIR, say).catch(giveUp);
if (running) {
  say(`already up (pid ${running.pid}); Temporal UI ${running.ui}`);
  process.exit(0);
}
say(`up: .workprint/stack.json says how to reach it; Temporal UI ${infra.state.ui}; Ctrl-C stops it`);
await stopping.then(() => infra.stop());
process.exit(stopping.code());
