import { WORK_DIR } from '../paths.mjs';
import { setUp as setUpClone } from '../setup/index.mjs';
import { useInfra } from '../stack/infra.ts';
import { spareDatabase } from '../stack/spare-database.ts';
import { livingStack } from '../stack/state.ts';

/** The specs' environment: that of the stack running in this clone, or of one started for this run, with a database of its own. */
export default async function setUp() {
  if (!livingStack(WORK_DIR)) await setUpClone('all');
  const infra = await useInfra(WORK_DIR, () => {});
  const database = await spareDatabase(WORK_DIR, infra.state);
  const end = async () => {
    await database.drop();
    await infra.stop();
  };
  Object.assign(globalThis, { endWorkprint: end });
  Object.assign(process.env, infra.state.env, database.env);
}
