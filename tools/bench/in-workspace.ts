import type { Client } from 'pg';
import { withClient } from '../stack/postgres.ts';

/** Reads what a workspace's rows say. @param url of a role that row-level security holds for */
export const inWorkspace = <T>(url: string, workspaceId: string, read: (client: Client) => Promise<T>): Promise<T> =>
  withClient(url, async (client) => {
    await client.query(`SELECT set_config('app.workspace', $1, false)`, [workspaceId]);
    return read(client);
  });
