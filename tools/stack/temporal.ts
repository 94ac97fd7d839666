import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { readJson, writeJson } from '../files.mjs';
import type { Program } from './children.ts';

const DATABASES = { temporal: 'postgresql/v12/temporal', temporal_visibility: 'postgresql/v12/visibility' };

/** Brings the server's tables to the tool's version; nothing when that tool did so before on this data directory. */
export async function migrateTemporal(dir: string, sqlTool: string, postgresPort: number, password: string): Promise<void> {
  const stamp = path.join(dir, 'data', 'temporal-schema.json');
  const run = promisify(execFile);
  const { stdout: version } = await run(sqlTool, ['--version']);
  const done = readJson<{ version: string; databases: string[] }>(stamp);
  const databases = done?.version === version ? done.databases : [];
  for (const [database, schema] of Object.entries(DATABASES)) {
    if (databases.includes(database)) continue;
    const flags = [
      '--plugin',
      'postgres12',
      '--endpoint',
      '127.0.0.1',
      '--port',
      String(postgresPort),
      '--user',
      'temporal',
      '--database',
      database,
    ];
    const env = { ...process.env, SQL_PASSWORD: password };
    // The tool keeps the version in a table of its own; a first set-up on tables that are there is refused, an update is not.
    if (!done) await run(sqlTool, [...flags, 'setup-schema', '-v', '0.0'], { env });
    await run(sqlTool, [...flags, 'update-schema', '--schema-name', schema], { env });
    databases.push(database);
  }
  writeJson(stamp, { version, databases });
}

export function temporalProgram(dir: string, server: string, config: string): Program {
  return {
    name: 'temporal',
    command: server,
    args: ['--config-file', config, '--allow-no-auth', 'start'],
    cwd: path.dirname(config),
    log: path.join(dir, 'logs', 'temporal.log'),
  };
}

export function temporalUiProgram(dir: string, uiServer: string, root: string): Program {
  return {
    name: 'temporal-ui',
    command: uiServer,
    args: ['--root', root, '--config', 'config', '--env', 'workprint', 'start'],
    log: path.join(dir, 'logs', 'temporal-ui.log'),
  };
}
