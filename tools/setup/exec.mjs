import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const SETPRIV = '/usr/bin/setpriv';

/**
 * Runs a program to its end and gives what it wrote; the kernel ends it when we die (Linux).
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, what?: string }} [options]
 * @returns {Promise<string>}
 * @throws {Error} when it fails, with the last lines it wrote
 */
export function exec(command, args, options = {}) {
  const bound = existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL', '--', command, ...args] : [command, ...args];
  const child = spawn(/** @type {string} */ (bound[0]), bound.slice(1), {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      output = (output + text).slice(-100_000);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const last = output.trimEnd().split('\n').slice(-15).join('\n');
      reject(new Error(`${options.what ?? command} failed (${code ?? signal}):\n${last}`));
    });
  });
}
