import { type Money, microsOf, type PixelArtWanted } from '@workprint/contracts';
import { Prisma } from './generated/client.ts';
import { appendGenerationEvent, lockGeneration } from './generation-events.ts';
import { isId } from './ids.ts';
import { toJson } from './json.ts';
import { newestFirst, type Page, type PageArgs, readPage } from './paging.ts';
import { ENDED_GENERATION, type GenerationKind, type GenerationRow, type GenerationStatus, isTerminalGeneration } from './rows.ts';
import { type Nearing, passOn, reserve } from './spend.ts';
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
  /** Caps whose 80% its reservation has passed. */
  nearing: Nearing;
}

export interface GenerationFilter {
  status?: readonly GenerationStatus[] | null;
  projectId?: string | null;
  createdBy?: string | null;
}

/**
 * Takes an intent: status PENDING, event 1. When the same intent is running or has succeeded, that one is returned with `fresh`
 * false and nothing is bought. Failed and canceled ones are not used again.
 * @throws SpendLimitError when a cap would be passed: roll back
 */
export async function insertGeneration(tx: Tx, generation: NewGeneration): Promise<TakenGeneration> {
  const { id, intentKey, direct = false, pixelArt } = generation;
  const seconds = await estimateSeconds(tx, generation);
  const taken = await tx.db.$executeRaw`
    INSERT INTO generation (id, workspace_id, created_by, project_id, intent_key, direct, kind, provider, model, prompt, input,
                            estimated_seconds, timeout_seconds, pixel_art, pixel_render_id)
    VALUES (${id}::uuid, ${tx.workspaceId}::uuid, ${generation.createdBy}, ${generation.projectId ?? null}, ${intentKey}, ${direct},
            ${generation.kind}::generation_kind, ${generation.provider}, ${generation.model}, ${generation.prompt},
            ${JSON.stringify(toJson(generation.input))}::jsonb, ${seconds}::float8, ${generation.timeoutSeconds ?? 1800},
            ${pixelArt ? JSON.stringify(toJson(pixelArt.wanted)) : null}::jsonb, ${pixelArt?.renderId ?? null}::uuid)
    ON CONFLICT DO NOTHING`;
  if (taken === 1) {
    const nearing = await holdMoney(tx, generation);
    return { fresh: true, generation: await appendGenerationEvent(tx, id, { type: 'PENDING', step: 'pending' }), nearing };
  }
  const live = { intentKey, status: { notIn: ['FAILED', 'CANCELED'] as GenerationStatus[] }, cancelRequestedAt: null };
  const before = await tx.db.generation.findFirstOrThrow({ where: live });
  if (direct && !before.direct) await tx.db.generation.update({ where: { id: before.id }, data: { direct } });
  return { fresh: false, generation: before as unknown as GenerationRow, nearing: [] };
}

async function holdMoney(tx: Tx, { id, estimate, boughtFor }: NewGeneration): Promise<Nearing> {
  if (!estimate) return [];
  await tx.db.generation.update({ where: { id }, data: { estimate: toJson(estimate), boughtFor: boughtFor ?? null } });
  if (!boughtFor) return reserve(tx, id, microsOf(estimate));
  await passOn(tx, boughtFor, id, microsOf(estimate));
  return [];
}

export async function getGeneration(tx: Tx, id: string): Promise<GenerationRow | null> {
  return isId(id) ? ((await tx.db.generation.findUnique({ where: { id } })) as unknown as GenerationRow | null) : null;
}

/** Those that are there, in no order. */
export const getGenerations = (tx: Tx, ids: readonly string[]): Promise<GenerationRow[]> =>
  tx.db.generation.findMany({ where: { id: { in: ids.filter(isId) } } }) as unknown as Promise<GenerationRow[]>;

/** Live or succeeded intents by their keys: what prepare asks before anything is bought. */
export const findGenerationsByIntent = (tx: Tx, intentKeys: readonly string[]): Promise<GenerationRow[]> =>
  tx.db.generation.findMany({
    where: { intentKey: { in: [...intentKeys] }, status: { notIn: ['FAILED', 'CANCELED'] }, cancelRequestedAt: null },
  }) as unknown as Promise<GenerationRow[]>;

/** Removes one that has ended, with its events and attempts; what was spent stays written down. False when it is missing or not over. */
export async function deleteGenerationRow(tx: Tx, id: string): Promise<boolean> {
  if (!isId(id)) return false;
  return (await tx.db.generation.deleteMany({ where: { id, status: { in: [...ENDED_GENERATION] } } })).count === 1;
}

/** Newest first. @throws InvalidCursorError */
export function listGenerations(tx: Tx, args: PageArgs & { filter?: GenerationFilter | null }): Promise<Page<GenerationRow>> {
  const { status, projectId, createdBy } = args.filter ?? {};
  const filter: Prisma.GenerationWhereInput = {
    ...(status ? { status: { in: [...status] } } : {}),
    ...(projectId ? { projectId } : {}),
    ...(createdBy ? { createdBy } : {}),
  };
  return readPage(
    args,
    (after, take) =>
      tx.db.generation.findMany({ where: { AND: [filter, after] }, orderBy: newestFirst, take }) as unknown as Promise<GenerationRow[]>,
  );
}

/** Sets cancelRequestedAt and writes CANCEL_REQUESTED, once; the caller cancels the workflow after the commit. Null when missing. */
export async function requestGenerationCancel(tx: Tx, id: string): Promise<GenerationRow | null> {
  const row = await lockGeneration(tx, id);
  if (!row) return null;
  if (row.cancelRequestedAt || isTerminalGeneration(row.status)) return row;
  await tx.db.generation.update({ where: { id }, data: { cancelRequestedAt: new Date() } });
  return appendGenerationEvent(tx, id, { type: 'CANCEL_REQUESTED', step: 'cancel-requested' });
}

/** Notes that its workflow was seen to have started. */
export async function markGenerationStarted(tx: Tx, id: string): Promise<void> {
  await tx.db.generation.updateMany({ where: { id, workflowStartedAt: null }, data: { workflowStartedAt: new Date() } });
}
