import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMetrics, readEnvironment } from '@workprint/runtime';
import { openObjectStore } from '@workprint/storage';
import { audioInputs, chunkInputs, type Plan } from '@workprint/timeline';
import { makeCounters } from './activities/dependencies.ts';
import { placeInputs } from './activities/inputs.ts';
import { openFonts } from './canvas/index.ts';
import { openSourceCache } from './source-cache/index.ts';

// `node place-inputs.ts <plan.json> <folder>`: what a plan's commands read, put into a folder as the activities do it, and no command run.
// Prints the paths by input id as JSON. For benchmarks and for those who want to run a chunk's command by hand.

const [planFile, folder] = process.argv.slice(2);
if (planFile === undefined || folder === undefined) throw new Error('usage: place-inputs.ts <plan.json> <folder>');
const env = readEnvironment();
const store = openObjectStore({
  endpoint: env.S3_ENDPOINT,
  region: env.S3_REGION,
  bucket: env.S3_BUCKET,
  accessKeyId: env.S3_ACCESS_KEY_ID,
  secretAccessKey: env.S3_SECRET_ACCESS_KEY,
  forcePathStyle: env.S3_FORCE_PATH_STYLE,
});
const [fonts, sources] = await Promise.all([
  openFonts(),
  openSourceCache(store, { dir: env.SOURCE_CACHE_DIR ?? join(tmpdir(), 'workprint-sources'), bytes: env.SOURCE_CACHE_BYTES }),
]);
const plan = JSON.parse(await readFile(planFile, 'utf8')) as Plan;
const all = [...plan.chunks.flatMap(chunkInputs), ...(plan.audio === null ? [] : audioInputs(plan.audio))];
const inputs = [...new Map(all.map((input) => [input.id, input])).values()];
const needs = { sources, fonts, counters: makeCounters(createMetrics('place-inputs')) };
console.log(JSON.stringify(await placeInputs(needs, plan, inputs, folder, new AbortController().signal)));
store.close();
