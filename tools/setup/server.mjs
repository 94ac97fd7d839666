import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { hashFiles } from '../files.mjs';
import { CACHE_DIR, ROOT } from '../paths.mjs';
import { fromEnvironment, isExecutable, onPath } from './find.mjs';
import { goBuild, goCanBuild } from './go.mjs';
import { withLock } from './lock.mjs';
import { unpackRelease } from './release.mjs';
import { say, step } from './steps.mjs';

/**
 * A server that comes as one or more programs of one version.
 * @typedef {object} Server
 * @property {string} name as people call it
 * @property {string} version
 * @property {string} module folder under tools/ with its go.mod
 * @property {Program[]} programs
 * @property {(platform: { os: string, arch: string }) => { base: string, archive: string, checksums: string }} release
 * @property {string} usually how long the Go build usually takes on two cores
 *
 * @typedef {object} Program
 * @property {string} key in programs.json
 * @property {string} variable environment variable that names it
 * @property {string} file its name on PATH and in the cache
 * @property {string} [inArchive] its name in the release archive, when another
 * @property {string} command Go import path
 */

/** Go builds go one after the other: each uses all cores. @type {Promise<unknown>} */
let building = Promise.resolve();

/**
 * Looks for all programs of a server: environment, PATH, cache, the project's release, a Go build.
 * @param {Server} server
 * @returns {Promise<Record<string, string>>} absolute paths by key
 * @throws {Error} that names the ways out
 */
export async function findServer(server) {
  const here = server.programs.map((program) => [program.key, fromEnvironment(program.variable) ?? onPath(program.file)]);
  if (here.every(([, file]) => file)) return Object.fromEntries(here);

  const folder = cacheFolder(server);
  const cached = () => server.programs.map((program) => path.join(folder, program.file));
  if (!cached().every(isExecutable)) {
    await withLock(`${folder}.lock`, server.name, async () => {
      if (!cached().every(isExecutable)) await fill(server, folder);
    });
  }
  return Object.fromEntries(server.programs.map((program) => [program.key, path.join(folder, program.file)]));
}

/** One folder a version, lock of dependencies and platform. @param {Server} server */
function cacheFolder({ module, version }) {
  const source = path.join(ROOT, 'tools', module);
  const lock = hashFiles([path.join(source, 'go.mod'), path.join(source, 'go.sum')]).slice(0, 12);
  return path.join(CACHE_DIR, `${module}-${version}-${lock}-${process.platform}-${process.arch}`);
}

/** Makes the programs in a draft folder and moves it into place whole. @param {Server} server @param {string} folder */
async function fill(server, folder) {
  for (const name of readdirSync(CACHE_DIR)) {
    if (name.startsWith(`${path.basename(folder)}.draft`)) rmSync(path.join(CACHE_DIR, name), { recursive: true, force: true });
  }
  const draft = `${folder}.draft-${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    await download(server, draft).catch((error) => build(server, draft, error));
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** @param {Server} server @param {string} draft */
async function download(server, draft) {
  const unpacked = path.join(draft, 'archive');
  mkdirSync(unpacked);
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  await step(`${server.name} ${server.version} downloaded`, () => unpackRelease(server.release({ os: process.platform, arch }), unpacked));
  for (const program of server.programs) {
    const wanted = program.inArchive ?? program.file;
    const entry = readdirSync(unpacked, { recursive: true, encoding: 'utf8' }).find((one) => path.basename(one) === wanted);
    if (!entry) throw new Error(`the archive of ${server.name} has no ${wanted}`);
    renameSync(path.join(unpacked, entry), path.join(draft, program.file));
  }
  rmSync(unpacked, { recursive: true });
}

/** @param {Server} server @param {string} draft @param {Error} reason why there was no download */
async function build(server, draft, reason) {
  rmSync(path.join(draft, 'archive'), { recursive: true, force: true });
  const module = path.join(ROOT, 'tools', server.module);
  if (!existsSync(module) || !(await goCanBuild(module))) throw new Error(waysOut(server, reason));
  const turn = building.then(async () => {
    say(`building ${server.name} ${server.version} with Go, once for this machine; it usually takes ${server.usually} on two cores`);
    await step(`${server.name} built`, async () => {
      for (const program of server.programs) await goBuild(module, program.command, path.join(draft, program.file));
    });
  });
  building = turn.catch(() => {});
  await turn;
}

/** @param {Server} server @param {Error} reason */
function waysOut({ name, version, programs, module }, reason) {
  const files = programs.map(({ file }) => file).join(' and ');
  const variables = programs.map(({ variable }) => variable).join(' and ');
  return [
    `${name} was not found. Any one of these helps:`,
    `  - put ${files} on PATH, or name them in ${variables}`,
    `  - let this machine reach the project's releases (now: ${reason.message})`,
    `  - install Go 1.26 or newer: it is then built from tools/${module}`,
    ...(name.startsWith('Temporal')
      ? ['  - or set TEMPORAL_ADDRESS to a server that runs already']
      : [`  - the version wanted is ${version}`]),
  ].join('\n');
}
