import { type Money, microsOf, type PixelArtWanted } from '@workprint/contracts';
import { byCodePoints } from './by-code-points.ts';
import { openGenerationEvents } from './generation-events.ts';
import { toRecordset } from './json.ts';
import type { GenerationKind, GenerationRow, GenerationStatus } from './rows.ts';
import { type Nearing, passOn, reserveAll } from './spend.ts';
import type { Tx } from './tx.ts';
import { estimateSeconds } from './usual-times.ts';

export interface NewGeneration {
  id: string;
  createdBy: string;
  projectId?: string | null;
  /** Unique in the workspace among intents that have not failed and are not being canceled. */
  intentKey: string;
  kind: GenerationKind;
  provider: string;
  model: string;
  prompt: string | null;
  /** The provider's input, whole. */
  input: Record<string, unknown>;
  timeoutSeconds?: number;
  /** Asked for by itself (generateVideo) and not only by renders: it is not canceled when the last waiting render leaves. */
  direct?: boolean;
  /** Frames made of the video, and the id of the render that will make them. */
  pixelArt?: { wanted: PixelArtWanted; renderId: string } | null;
  /** What it is reckoned to cost: so much is held back before anything is sent. None: whoever sends it reserves. */
  estimate?: Money | null;
  /** The render whose reservation pays; none: the generation's own. */
  boughtFor?: string | null;
}

export interface TakenGeneration {
  fresh: boolean;
  generation: GenerationRow;
}

/**
 * Takes an intent: status PENDING, event 1. When the same intent is running or has succeeded, that one is returned with `fresh`
 * false and nothing is bought. Failed and canceled ones are not used again.
 * @throws SpendLimitError when a cap would be passed: roll back
 */
export async function insertGeneration(tx: Tx, generation: NewGeneration): Promise<TakenGeneration & { nearing: Nearing }> {
  const { taken, nearing } = await insertGenerations(tx, [generation]);
  return { ...taken[0]!, nearing };
}

/**
 * The same for several, in hardly more statements than for one: what follows the reservation stands in everybody's way. Of two equal
 * intents the first is fresh.
 * @throws SpendLimitError when a cap would be passed by all of them together: roll back
 */
export async function insertGenerations(
  tx: Tx,
  wanted: readonly NewGeneration[],
): Promise<{ taken: TakenGeneration[] /** Caps whose 80% the reservations have passed. */; nearing: Nearing }> {
  if (wanted.length === 0) return { taken: [], nearing: [] };
  const ids = await insertRows(tx, wanted);
  const fresh = wanted.filter(({ id }) => ids.has(id));
  const nearing = await holdMoney(tx, fresh);
  const rows = await openGenerationEvents(tx, [...ids]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const taken: TakenGeneration[] = [];
  for (const one of wanted) {
    const generation = byId.get(one.id);
    taken.push(generation ? { fresh: true, generation } : { fresh: false, generation: await theOneThere(tx, one) });
  }
  return { taken, nearing };
}

/** The ids of those that no live intent stands in the way of. */
async function insertRows(tx: Tx, wanted: readonly NewGeneration[]): Promise<Set<string>> {
  const seconds = await usually(tx, wanted);
  // In one order everywhere, so that two transactions never wait for each other.
  const rows = wanted
    .toSorted(byCodePoints((g) => g.intentKey))
    .map((g) => ({ ...g, seconds: seconds(g), pixelArt: g.pixelArt?.wanted, pixelRenderId: g.pixelArt?.renderId }));
  const taken = await tx.db.$queryRaw<{ id: string }[]>`
    INSERT INTO generation (id, workspace_id, created_by, project_id, intent_key, direct, kind, provider, model, prompt, input,
                            estimated_seconds, timeout_seconds, pixel_art, pixel_render_id, estimate, bought_for, last_seq)
    SELECT id, ${tx.workspaceId}::uuid, "createdBy", "projectId", "intentKey", coalesce(direct, false), kind, provider, model, prompt, input,
           seconds, coalesce("timeoutSeconds", 1800), "pixelArt", "pixelRenderId", estimate,
           CASE WHEN estimate IS NOT NULL THEN "boughtFor" END, 1
    FROM jsonb_to_recordset(${toRecordset(rows)}::jsonb) AS wanted (
      id uuid, "createdBy" text, "projectId" text, "intentKey" text, direct boolean, kind generation_kind, provider text, model text,
      prompt text, input jsonb, seconds float8, "timeoutSeconds" int, "pixelArt" jsonb, "pixelRenderId" uuid, estimate jsonb,
      "boughtFor" uuid)
    ON CONFLICT DO NOTHING RETURNING id`;
  return new Set(taken.map(({ id }) => id));
}

/** Seconds each is reckoned to take; asked once for each model. */
async function usually(tx: Tx, wanted: readonly NewGeneration[]): Promise<(one: NewGeneration) => number> {
  const modelOf = ({ provider, model, kind }: NewGeneration): string => JSON.stringify([provider, model, kind]);
  const seconds = new Map<string, number>();
  for (const [model, one] of new Map(wanted.map((one) => [modelOf(one), one]))) seconds.set(model, await estimateSeconds(tx, one));
  return (one) => seconds.get(modelOf(one))!;
}

async function holdMoney(tx: Tx, fresh: readonly NewGeneration[]): Promise<Nearing> {
  const priced = fresh.flatMap(({ id, estimate, boughtFor }) => (estimate ? [{ id, micros: microsOf(estimate), boughtFor }] : []));
  for (const { id, micros, boughtFor } of priced) if (boughtFor) await passOn(tx, boughtFor, id, micros);
  return reserveAll(
    tx,
    priced.filter(({ boughtFor }) => !boughtFor).map(({ id, micros }) => ({ holderId: id, micros })),
  );
}

async function theOneThere(tx: Tx, { intentKey, direct = false }: NewGeneration): Promise<GenerationRow> {
  const live = { intentKey, status: { notIn: ['FAILED', 'CANCELED'] as GenerationStatus[] }, cancelRequestedAt: null };
  const there = await tx.db.generation.findFirstOrThrow({ where: live });
  if (direct && !there.direct) await tx.db.generation.update({ where: { id: there.id }, data: { direct } });
  return there as unknown as GenerationRow;
}
