import { Inject, Injectable } from '@nestjs/common';
import { estimateCost, FAILURES, generationWorkflowInput, type PixelArtWanted } from '@workprint/contracts';
import type { GenerateImageInput, GenerateVideoInput } from '@workprint/graphql-schema';
import {
  claimIdempotencyKey,
  type Database,
  type GenerationRow,
  getGeneration,
  insertGeneration,
  isTerminalGeneration,
  markGenerationStarted,
  type Nearing,
  newId,
  requestGenerationCancel,
  SpendLimitError,
  type Tx,
} from '@workprint/projection';
import { hashOf } from '@workprint/timeline';
import type { Logger } from 'pino';
import type { Principal } from '../auth/principal.ts';
import { idempotencyConflict, notFound, type UserError, userError } from '../graphql/user-error.ts';
import { DATABASE, LOG, SETTINGS, type Settings, WORKFLOWS } from '../tokens.ts';
import { notForLong } from '../workflows/patience.ts';
import type { Workflows } from '../workflows/workflows.ts';
import { generationProblems } from './generation-problems.ts';
import { pixelArtWanted } from './pixel-art.ts';

const DEFAULT_TIMEOUT_SECONDS = 1800;
const PRIORITY = 3;

export interface GenerationResult {
  generation: GenerationRow | null;
  idempotencyKey?: string | null;
  userErrors: UserError[];
}

/** Buys generations, once for each key, and stops them. */
@Injectable()
export class GenerationsService {
  private readonly database: Database;
  private readonly workflows: Workflows;
  private readonly settings: Settings;
  private readonly log: Logger;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(WORKFLOWS) workflows: Workflows,
    @Inject(SETTINGS) settings: Settings,
    @Inject(LOG) log: Logger,
  ) {
    this.database = database;
    this.workflows = workflows;
    this.settings = settings;
    this.log = log;
  }

  async generateVideo(actor: Principal, input: GenerateVideoInput): Promise<GenerationResult> {
    const frames = pixelArtWanted(input.pixelArt);
    const problems = [...generationProblems(input, this.settings.providers), ...frames.problems];
    if (problems.length > 0) return { generation: null, userErrors: problems };
    const key = input.idempotencyKey ?? newId();
    return this.buy(actor, key, (tx) => insert(tx, actor, { kind: 'VIDEO', input, key, wanted: frames.wanted }));
  }

  async generateImage(actor: Principal, input: GenerateImageInput): Promise<GenerationResult> {
    const problems = generationProblems(input, this.settings.providers);
    if (problems.length > 0) return { generation: null, userErrors: problems };
    const key = input.idempotencyKey ?? newId();
    return this.buy(actor, key, (tx) => insert(tx, actor, { kind: 'IMAGE', input, key, wanted: null }));
  }

  /** Takes an intent and starts its workflow. */
  async buy(actor: Principal, key: string, take: (tx: Tx) => Promise<Taken>): Promise<GenerationResult> {
    const result = await this.database.withWorkspace(actor.workspaceId, take).catch((error: unknown) => {
      if (!(error instanceof SpendLimitError)) throw error;
      return {
        generation: null,
        idempotencyKey: key,
        userErrors: [userError('SPEND_LIMIT', error.message, null, FAILURES.SPEND_LIMIT.hint)],
      };
    });
    if ('nearing' in result && result.nearing?.length) {
      this.log.warn({ workspaceId: actor.workspaceId, caps: result.nearing }, 'a workspace has used 80% of a cap');
    }
    if (result.generation && !result.generation.workflowStartedAt && !isTerminalGeneration(result.generation.status)) {
      await notForLong(this.start(result.generation));
    }
    return result;
  }

  async cancel(actor: Principal, id: string): Promise<GenerationResult> {
    const generation = await this.database.withWorkspace(actor.workspaceId, (tx) => requestGenerationCancel(tx, id));
    if (!generation) return { generation: null, userErrors: [notFound('generation', ['id'])] };
    if (!isTerminalGeneration(generation.status)) {
      const lost = (err: unknown) => this.log.warn({ err, generationId: id }, 'cancel not delivered to Temporal; the row has it');
      await notForLong(this.workflows.cancelGeneration(generation.id).catch(lost));
    }
    return { generation, userErrors: [] };
  }

  private async start(generation: GenerationRow): Promise<void> {
    const { id: generationId, workspaceId } = generation;
    try {
      await this.workflows.startGeneration(generationWorkflowInput(generation, PRIORITY), generation);
      await this.database.withWorkspace(workspaceId, (tx) => markGenerationStarted(tx, generationId));
    } catch (err) {
      this.log.warn({ err, generationId }, 'generation not started; the sweeper will');
    }
  }
}

/** What was taken, and the caps that it comes near. */
export type Taken = GenerationResult & { nearing?: Nearing };

/** What is asked for, and the key that it is asked for under. */
type Asked = { key: string; wanted: PixelArtWanted | null } & (
  | { kind: 'VIDEO'; input: GenerateVideoInput }
  | { kind: 'IMAGE'; input: GenerateImageInput }
);

/** What keeps keys of the one apart from those of the other. */
const OPERATION = {
  VIDEO: { name: 'generateVideo', intent: 'key' },
  IMAGE: { name: 'generateImage', intent: 'image' },
} as const;

const insert = async (tx: Tx, actor: Principal, { kind, input, key, wanted }: Asked): Promise<Taken> => {
  const id = newId();
  const { idempotencyKey: _key, ...rest } = input;
  const { name: operation, intent } = OPERATION[kind];
  const claim = await claimIdempotencyKey(tx, { operation, key, inputHash: hashOf(rest), resultId: id });
  if ('conflict' in claim) return { generation: null, idempotencyKey: key, userErrors: [idempotencyConflict()] };
  if (!claim.fresh) {
    const generation = await getGeneration(tx, claim.resultId);
    return { generation, idempotencyKey: key, userErrors: generation ? [] : [notFound('generation', ['idempotencyKey'])] };
  }
  const own = {
    prompt: input.prompt,
    ...('length' in input && input.length != null && { length: input.length }),
    ...(input.aspectRatio != null && { aspectRatio: input.aspectRatio }),
    ...(input.input as Record<string, unknown> | null | undefined),
  };
  const { generation, nearing } = await insertGeneration(tx, {
    id,
    createdBy: actor.id,
    projectId: input.projectId ?? null,
    intentKey: `${intent}:${key}`, // never equal to the hash a render asks with
    kind,
    provider: input.provider,
    model: input.model,
    prompt: input.prompt,
    input: own,
    estimate: estimateCost({ provider: input.provider, model: input.model, input: own }),
    timeoutSeconds: input.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
    direct: true,
    pixelArt: wanted && { wanted, renderId: newId() },
  });
  return { generation, idempotencyKey: key, userErrors: [], nearing };
};
