import type { Tx } from './tx.ts';

/** Makes the provider's job the generation's own. False when it is another's, of whatever workspace. */
export async function claimJob(tx: Tx, generationId: string, providerId: string): Promise<boolean> {
  const { provider } = await tx.db.generation.findUniqueOrThrow({ where: { id: generationId }, select: { provider: true } });
  const row = { provider, providerId, generationId, workspaceId: tx.workspaceId };
  const made = await tx.db.providerJob.createMany({ data: [row], skipDuplicates: true });
  if (made.count === 1) return true;
  return (await tx.db.providerJob.count({ where: row })) === 1;
}

/** Which of these jobs belong to a generation already, of whatever workspace. */
export async function takenJobs(tx: Tx, provider: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.db.$queryRaw<{ id: string }[]>`SELECT provider_jobs_taken(${provider}, ${[...ids]}::text[]) AS id`;
  return new Set(rows.map(({ id }) => id));
}

/** Open attempts of other generations, of whatever workspace, that may have sent the same request between the two moments. */
export async function rivalAttempts(
  tx: Tx,
  attempt: { requestHash: string; generationId: string; since: Date; until: Date },
): Promise<number> {
  const { requestHash, generationId, since, until } = attempt;
  const [row] = await tx.db.$queryRaw<{ n: bigint }[]>`
    SELECT rival_attempts(${requestHash}, ${generationId}::uuid, ${since}::timestamptz, ${until}::timestamptz) AS n`;
  return Number(row?.n ?? 0);
}
