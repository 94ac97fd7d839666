import path from 'node:path';
import { CACHE_DIR } from '../paths.mjs';
import { exec } from './exec.mjs';
import { onPath } from './find.mjs';

const OLDEST = [1, 26];

/** Where Go keeps its own caches when there is no HOME to keep them in. */
const goEnv = () => ({
  CGO_ENABLED: '0',
  ...(process.env.HOME ? {} : { GOPATH: path.join(CACHE_DIR, 'go'), GOCACHE: path.join(CACHE_DIR, 'go-build') }),
});

/**
 * Whether the Go here can build the module (Go may fetch the newer version a module asks for).
 * @param {string} module the module's folder
 */
export async function goCanBuild(module) {
  if (!onPath('go')) return false;
  const version = await exec('go', ['env', 'GOVERSION'], { cwd: module, env: goEnv() }).catch(() => '');
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(version) ?? [];
  const oldest = /** @type {[number, number]} */ (OLDEST);
  return Number(major) > oldest[0] || (Number(major) === oldest[0] && Number(minor) >= oldest[1]);
}

/**
 * Builds a command of the module's dependencies, at the versions and checksums of its go.mod and go.sum.
 * @param {string} module
 * @param {string} command import path
 * @param {string} output
 */
export async function goBuild(module, command, output) {
  await exec('go', ['build', '-mod=readonly', '-trimpath', '-ldflags=-s -w', '-o', output, command], {
    cwd: module,
    env: goEnv(),
    what: `go build ${command}`,
  });
}
