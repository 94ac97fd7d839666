import type { Chunk } from './generated/client.ts';
import { toJson } from './json.ts';
import type { Tx } from './tx.ts';

export interface NewChunk {
  key: string;
  /** "video" or "audio". */
  kind: string;
  objectKey: string;
  bytes: number | bigint;
  sha256: string;
  /** Frames of video, or samples of audio. */
  frames: number;
  /** What the key was made of, to explain why a chunk was not reused. */
  keyParts: unknown;
}

/** Those of the keys that the cache knows. The object may still be gone. */
export const findChunks = (tx: Tx, keys: readonly string[]): Promise<Chunk[]> =>
  tx.db.chunk.findMany({ where: { key: { in: [...keys] } } });

/** Files a published chunk; the first one stays when two publish the same key. */
export async function insertChunk(tx: Tx, chunk: NewChunk): Promise<void> {
  const data = { ...chunk, bytes: BigInt(chunk.bytes), keyParts: toJson(chunk.keyParts), workspaceId: tx.workspaceId };
  await tx.db.chunk.createMany({ data, skipDuplicates: true });
}

/** Files a chunk whose object was just stored: whatever was known of the key before is of an object that is gone. */
export async function replaceChunk(tx: Tx, { key, kind, objectKey, bytes, sha256, frames, keyParts }: NewChunk): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO chunk (workspace_id, key, kind, object_key, bytes, sha256, frames, key_parts)
    VALUES (${tx.workspaceId}::uuid, ${key}, ${kind}, ${objectKey}, ${BigInt(bytes)}, ${sha256}, ${frames}, ${JSON.stringify(keyParts)}::jsonb)
    ON CONFLICT (workspace_id, key) DO UPDATE SET
      kind = excluded.kind, object_key = excluded.object_key, bytes = excluded.bytes, sha256 = excluded.sha256, frames = excluded.frames,
      key_parts = excluded.key_parts, created_at = now(), last_used_at = now()`;
}

/** Forgets them: their objects are missing or damaged, or about to be removed. */
export async function deleteChunks(tx: Tx, keys: readonly string[]): Promise<void> {
  await tx.db.chunk.deleteMany({ where: { key: { in: [...keys] } } });
}
