#!/usr/bin/env node
// The one entry of all commands. Built-ins only, and old syntax enough for Node 20: it runs before anything is installed, on whatever node is
// there. It sets up what the verb needs, then hands over to the verb's script on the Node of package.json.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isAlive, launchers } from './identity.mjs';
import { BIN_DIR, ROOT, WORK_DIR } from './paths.mjs';
import { setUp } from './setup/index.mjs';

/** What each verb runs, and how much setting up it needs first. @type {Record<string, { script?: string, needs: import('./setup/index.mjs').Needs }>} */
const VERBS = {
  setup: { needs: 'all' },
  codegen: { script: 'tools/codegen/main.ts', needs: 'packages' },
  infra: { script: 'tools/verbs/infra.ts', needs: 'all' },
  start: { script: 'tools/verbs/start.ts', needs: 'all' },
  demo: { script: 'tools/demo/main.ts', needs: 'all' },
  test: { script: 'tools/verbs/test.ts', needs: 'all' },
  jest: { script: 'tools/verbs/jest.ts', needs: 'packages' },
  chaos: { script: 'tools/chaos/main.ts', needs: 'all' },
  bench: { script: 'tools/bench/', needs: 'all' },
  gallery: { script: 'tools/gallery/main.ts', needs: 'all' },
};

const [verb = '', ...args] = process.argv.slice(2);
const chosen = VERBS[verb];
if (!chosen) {
  console.error(`usage: node tools/run.mjs <${Object.keys(VERBS).join('|')}>`);
  process.exit(2);
}
// npm killed with -9 tells nobody: a setup that nobody waits for must not go on.
const started = launchers();
const watch = setInterval(() => started.every(isAlive) || process.exit(1), 500);
try {
  await setUp(chosen.needs);
} catch (error) {
  console.error(`workprint: setup failed: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
clearInterval(watch);
if (verb === 'bench') chosen.script += `${args.shift() ?? 'latency'}.ts`;
if (chosen.script && !existsSync(path.join(ROOT, chosen.script))) {
  console.error(`workprint: there is no ${chosen.script}`);
  process.exit(2);
}
if (chosen.script) process.exitCode = await handOver(path.join(ROOT, chosen.script), args);

/**
 * Runs a script on the pinned Node, its `node` first on PATH. Signals are passed on; should we be killed, the kernel kills it (Linux).
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function handOver(script, args) {
  const node = path.join(BIN_DIR, 'node');
  const setpriv = '/usr/bin/setpriv';
  const command = existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL', '--', node] : [node];
  // Every process that is started after us loads what is compiled already.
  const compiled = { NODE_COMPILE_CACHE: path.join(WORK_DIR, 'compile-cache') };
  const env = { ...compiled, ...process.env, PATH: `${BIN_DIR}${path.delimiter}${process.env.PATH}` };
  const child = spawn(/** @type {string} */ (command[0]), [...command.slice(1), script, ...args], { stdio: 'inherit', env });
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1))));
}
