import { type Database, getApiKeys } from '@workprint/projection';
import DataLoader from 'dataloader';

/** A principal as rows name it, for showing. */
export interface ShownPrincipal {
  id: string;
  name: string;
  kind: 'API_KEY' | 'JWT' | 'GENERATION';
  workspaceId: string;
  scopes: string[];
}

export type PrincipalLoader = DataLoader<string, ShownPrincipal>;

/** Looks the names of createdBy strings up, all of a request in one query. */
export const principalLoader = (database: Database, workspaceId: string): PrincipalLoader =>
  new DataLoader(async (ids) => {
    const keyIds = ids.filter((id) => id.startsWith('key:')).map((id) => id.slice('key:'.length));
    const keys = keyIds.length > 0 ? await database.withWorkspace(workspaceId, (tx) => getApiKeys(tx, keyIds)) : [];
    const byId = new Map(keys.map((key) => [`key:${key.id}`, key]));
    return ids.map((id) => {
      const key = byId.get(id);
      if (key) return { id, name: key.name, kind: 'API_KEY', workspaceId, scopes: key.scopes };
      const [kind, rest = id] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)];
      return { id, name: rest, kind: kind === 'generation' ? 'GENERATION' : kind === 'jwt' ? 'JWT' : 'API_KEY', workspaceId, scopes: [] };
    });
  });
