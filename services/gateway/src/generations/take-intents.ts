import {
  claimIdempotencyKeys,
  type GenerationRow,
  getGenerations,
  insertGenerations,
  type Nearing,
  type NewGeneration,
  type Tx,
} from '@workprint/projection';
import { idempotencyConflict, notFound, type UserError } from '../graphql/user-error.ts';

/** What somebody wants made, and the key that it is asked for under: `inputHash` is of what was said. */
export interface Intent {
  operation: string;
  key: string;
  inputHash: string;
  generation: NewGeneration;
}

export interface Taken {
  generation: GenerationRow | null;
  idempotencyKey: string;
  userErrors: UserError[];
}

/** Takes intents, each once for its key. @throws SpendLimitError when they would pass a cap together: roll back */
export async function takeIntents(tx: Tx, intents: readonly Intent[]): Promise<{ taken: Taken[]; nearing: Nearing }> {
  const claims = await claimIdempotencyKeys(
    tx,
    intents.map(({ generation, ...claim }) => ({ ...claim, resultId: generation.id })),
  );
  const wanted = intents.flatMap(({ generation }, i) => ('fresh' in claims[i]! && claims[i].fresh ? [generation] : []));
  const bought = await insertGenerations(tx, wanted);
  const repeated = claims.flatMap((claim) => ('resultId' in claim ? [claim.resultId] : []));
  const rows = new Map([
    ...(repeated.length > 0 ? await getGenerations(tx, repeated) : []).map((row) => [row.id, row] as const),
    ...bought.taken.map(({ generation }, i) => [wanted[i]!.id, generation] as const),
  ]);
  const taken = intents.map(({ key: idempotencyKey, generation: { id } }, i) => {
    const claim = claims[i]!;
    const refused = (error: UserError): Taken => ({ generation: null, idempotencyKey, userErrors: [error] });
    if ('conflict' in claim) return refused(idempotencyConflict());
    const generation = rows.get(claim.fresh ? id : claim.resultId);
    if (!generation) return refused(notFound('generation', ['idempotencyKey']));
    return { generation, idempotencyKey, userErrors: [] };
  });
  return { taken, nearing: bought.nearing };
}
