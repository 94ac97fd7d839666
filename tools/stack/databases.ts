import pg from 'pg';
import { superuserUrl, withClient } from './postgres.ts';
import type { Secrets } from './secrets.ts';

const ROLES = { wp_owner: 'owner', wp_app: 'app', wp_system: 'system', temporal: 'temporal' } as const;

async function ensureDatabase(client: pg.Client, name: string, owner: string): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (found.rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} OWNER ${pg.escapeIdentifier(owner)}`);
}

/** Only the roles of the services may connect. */
async function letIn(client: pg.Client, name: string): Promise<void> {
  await client.query(`REVOKE ALL ON DATABASE ${pg.escapeIdentifier(name)} FROM PUBLIC`);
  await client.query(`GRANT CONNECT ON DATABASE ${pg.escapeIdentifier(name)} TO wp_app, wp_system`);
}

/** The roles of docs/architecture.md ("Tenancy") and the databases, owned by those who migrate them. None of the roles bypasses anything. */
export async function ensureDatabases(port: number, secrets: Secrets): Promise<void> {
  await withClient(superuserUrl(port, secrets.postgres), async (client) => {
    for (const [role, key] of Object.entries(ROLES)) {
      const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
      const verb = found.rowCount === 0 ? 'CREATE' : 'ALTER';
      const flags = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION';
      await client.query(`${verb} ROLE ${role} ${flags} PASSWORD ${pg.escapeLiteral(secrets[key])}`);
    }
    await ensureDatabase(client, 'workprint', 'wp_owner');
    await ensureDatabase(client, 'temporal', 'temporal');
    await ensureDatabase(client, 'temporal_visibility', 'temporal');
    await letIn(client, 'workprint');
  });
}

/** Throws the product's database away, open connections included, and makes an empty one. */
export async function recreateDatabase(port: number, secrets: Secrets): Promise<void> {
  await withClient(superuserUrl(port, secrets.postgres), (client) => client.query('DROP DATABASE IF EXISTS workprint WITH (FORCE)'));
  await ensureDatabases(port, secrets);
}

/** An empty database of the product's shape, to be migrated. @returns what throws it away, open connections included */
export async function createSpare(port: number, secrets: Secrets, name: string): Promise<() => Promise<void>> {
  const asSuperuser = (work: (client: pg.Client) => Promise<unknown>) => withClient(superuserUrl(port, secrets.postgres), work);
  await asSuperuser(async (client) => {
    await ensureDatabase(client, name, 'wp_owner');
    await letIn(client, name);
  });
  return async () =>
    void (await asSuperuser((client) => client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`)));
}

/** Names of the databases that begin so. */
export async function databasesNamed(port: number, secrets: Secrets, prefix: string): Promise<string[]> {
  const find = 'SELECT datname FROM pg_database WHERE starts_with(datname, $1)';
  const rows = await withClient(superuserUrl(port, secrets.postgres), async (client) => (await client.query(find, [prefix])).rows);
  return rows.map((row: { datname: string }) => row.datname);
}

/** The addresses services and migrations connect to. */
export function databaseEnv(port: number, secrets: Secrets, name = 'workprint'): Record<string, string> {
  const url = (role: string, password: string) => `postgresql://${role}:${password}@127.0.0.1:${port}/${name}`;
  return {
    DATABASE_URL: url('wp_app', secrets.app),
    DATABASE_SYSTEM_URL: url('wp_system', secrets.system),
    DATABASE_OWNER_URL: url('wp_owner', secrets.owner),
  };
}
