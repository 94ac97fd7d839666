import type { Tx } from './tx.ts';

/** Whether this message was passed on before. */
export const wasHeard = async (tx: Tx, generationId: string, messageHash: string): Promise<boolean> =>
  (await tx.db.heardCallback.count({ where: { generationId, messageHash } })) > 0;

/** Notes that it was passed on. */
export async function noteHeard(tx: Tx, generationId: string, messageHash: string): Promise<void> {
  await tx.db.heardCallback.createMany({ data: [{ generationId, messageHash, workspaceId: tx.workspaceId }], skipDuplicates: true });
}
