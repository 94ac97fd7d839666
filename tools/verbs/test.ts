import { type SpawnOptions, spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readJson } from '../files.mjs';
import { BIN_DIR, ROOT, WORK_DIR } from '../paths.mjs';
import { useInfra } from '../stack/infra.ts';
import { runJest } from './jest.ts';
import { giveUp, say } from './say.ts';

// Every check of the repository, one stack for the whole run. The last line says how many tests and checks passed and failed.

const ROOMS = ['packages', 'services', 'workflows', 'tools', 'test'];
const RESULTS = path.join(WORK_DIR, 'jest-results.json');

function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<boolean> {
  const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

const nx = (target: string) =>
  run(path.join(BIN_DIR, 'nx'), ['run-many', '-t', target, '--output-style=static'], {
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
  });

/** Files and folders that belong to no room. */
const outsideRooms = () =>
  readdirSync(ROOT).filter(
    (name) =>
      ![...ROOMS, 'node_modules', 'package-lock.json'].includes(name) && (name === '.dependency-cruiser.mjs' || !name.startsWith('.')),
  );

/** The checks that are no tests, in the order in which they run. */
const CHECKS: Record<string, () => Promise<boolean>> = {
  typecheck: () => nx('typecheck'),
  lint: () => nx('lint'),
  'lint of the root': () => run(path.join(BIN_DIR, 'biome'), ['check', '--no-errors-on-unmatched', ...outsideRooms()]),
  'who imports whom': () => run(path.join(BIN_DIR, 'depcruise'), ['--config', '.dependency-cruiser.mjs', ...ROOMS]),
};

const infra = await useInfra(WORK_DIR, say).catch(giveUp);
const failed: string[] = [];
for (const [name, check] of Object.entries(CHECKS)) {
  if (!(await check())) failed.push(name);
}
rmSync(RESULTS, { force: true });
const code = await runJest(['--json', `--outputFile=${RESULTS}`, ...process.argv.slice(2)]);
await infra.stop();

interface Results {
  numPassedTests: number;
  numFailedTests: number;
  /** Files that could not even be run. */
  numRuntimeErrorTestSuites: number;
}
const results = readJson<Results>(RESULTS);
const broken = (results?.numFailedTests ?? 0) + (results?.numRuntimeErrorTestSuites ?? 0);
const jestFailures = code !== 0 && broken === 0 ? 1 : broken;
if (failed.length > 0) say(`failed: ${failed.join(', ')}`);
console.log(
  `${(results?.numPassedTests ?? 0) + Object.keys(CHECKS).length - failed.length} passed, ${jestFailures + failed.length} failed`,
);
process.exit(failed.length > 0 || code !== 0 ? 1 : 0);
