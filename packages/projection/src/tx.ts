import type { Prisma } from './generated/client.ts';

/** A transaction in which the database shows and takes rows of one workspace only. Repositories take it first. */
export interface Tx {
  readonly workspaceId: string;
  /** For this room only: nobody else speaks SQL. */
  readonly db: Prisma.TransactionClient;
}

/** A transaction with no workspace set. What it sees is up to the role: wp_app nothing of any tenant, wp_system what maintenance needs. */
export interface SystemTx {
  readonly workspaceId: null;
  readonly db: Prisma.TransactionClient;
}
