import { readFile } from 'node:fs/promises';
import { createLogger, createMetrics, readEnvironment, workerIdentity } from '@workprint/runtime';
import { audioInputs, chunkInputs, type Plan } from '@workprint/timeline';
import { placeInputs } from './activities/inputs.ts';
import { openDependencies } from './open-dependencies.ts';

// `node place-inputs.ts <plan.json> <workspace> <folder>`: what a plan's commands read, put into a folder as the activities do it, and no command
// run. Prints the paths by input id as JSON, on the last line. For benchmarks, and for those who want to run a chunk's command by hand.

const [planFile, workspaceId, folder] = process.argv.slice(2);
if (planFile === undefined || workspaceId === undefined || folder === undefined)
  throw new Error('usage: place-inputs.ts <plan.json> <workspace> <folder>');
const SERVICE = 'place-inputs';
const log = createLogger(SERVICE);
const { needs, close } = await openDependencies(readEnvironment(), { id: workerIdentity(SERVICE), log, metrics: createMetrics(SERVICE) });
try {
  const plan = JSON.parse(await readFile(planFile, 'utf8')) as Plan;
  const all = [...plan.chunks.flatMap(chunkInputs), ...(plan.audio === null ? [] : audioInputs(plan.audio))];
  const inputs = [...new Map(all.map((input) => [input.id, input])).values()];
  const owner = { workspaceId, renderId: null };
  console.log(JSON.stringify(await placeInputs(needs, owner, plan, inputs, folder, new AbortController().signal)));
} finally {
  await close();
}
