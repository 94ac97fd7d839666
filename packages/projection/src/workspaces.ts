import type { S3Source } from '@workprint/contracts';
import type { ApiKey } from './generated/client.ts';
import { isId } from './ids.ts';
import { toJson } from './json.ts';
import type { RenderBackend, WorkspaceRow } from './rows.ts';
import type { Tx } from './tx.ts';

export interface NewApiKey {
  id: string;
  name: string;
  /** SHA-256 of the whole key, hex. */
  hash: string;
  /** First characters of the key, for people. */
  prefix: string;
  scopes: string[];
}

/** Makes the workspace the transaction is in: call it in withWorkspace(newId()). */
export const insertWorkspace = (tx: Tx, { name }: { name: string }): Promise<WorkspaceRow> =>
  tx.db.workspace.create({ data: { id: tx.workspaceId, name } }) as unknown as Promise<WorkspaceRow>;

export const getWorkspace = (tx: Tx): Promise<WorkspaceRow | null> =>
  tx.db.workspace.findUnique({ where: { id: tx.workspaceId } }) as unknown as Promise<WorkspaceRow | null>;

/** What renders of this workspace start from; what is not given stays. */
export async function setWorkspaceDefaults(tx: Tx, change: { defaultBackend?: RenderBackend; s3Sources?: S3Source[] }): Promise<void> {
  const { defaultBackend, s3Sources } = change;
  const data = { ...(defaultBackend ? { defaultBackend } : {}), ...(s3Sources ? { s3Sources: toJson(s3Sources) } : {}) };
  await tx.db.workspace.update({ where: { id: tx.workspaceId }, data });
}

export const insertApiKey = (tx: Tx, key: NewApiKey): Promise<ApiKey> =>
  tx.db.apiKey.create({ data: { ...key, workspaceId: tx.workspaceId } });

/** Null when unknown or revoked. */
export const getApiKeyByHash = (tx: Tx, hash: string): Promise<ApiKey | null> =>
  tx.db.apiKey.findFirst({ where: { hash, revokedAt: null } });

/** Revoked ones too: what they made still names them. */
export const getApiKeys = (tx: Tx, ids: readonly string[]): Promise<ApiKey[]> =>
  tx.db.apiKey.findMany({ where: { id: { in: ids.filter(isId) } } });

export async function revokeApiKey(tx: Tx, id: string): Promise<void> {
  await tx.db.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } });
}
