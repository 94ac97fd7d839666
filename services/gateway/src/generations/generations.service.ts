import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { estimateCost, FAILURES, type PixelArtWanted } from '@workprint/contracts';
import type { GenerateImageInput, GenerateVideoInput } from '@workprint/graphql-schema';
import {
  type Database,
  type GenerationRow,
  isTerminalGeneration,
  newId,
  requestGenerationCancel,
  SpendLimitError,
} from '@workprint/projection';
import { hashOf } from '@workprint/timeline';
import type { Logger } from 'pino';
import type { Principal } from '../auth/principal.ts';
import { notFound, type UserError, userError } from '../graphql/user-error.ts';
import { DATABASE, LOG, SETTINGS, type Settings, WORKFLOWS } from '../tokens.ts';
import { notForLong } from '../workflows/patience.ts';
import type { Workflows } from '../workflows/workflows.ts';
import { generationProblems } from './generation-problems.ts';
import { generationStarter } from './generation-starter.ts';
import { type HeldStarts, heldStarts } from './held-starts.ts';
import { pixelArtWanted } from './pixel-art.ts';
import { type Intent, type Taken, takeIntents } from './take-intents.ts';
import { together } from './together.ts';

const DEFAULT_TIMEOUT_SECONDS = 1800;

export interface GenerationResult {
  generation: GenerationRow | null;
  idempotencyKey?: string | null;
  userErrors: UserError[];
}

/** Buys generations, once for each key, and stops them. */
@Injectable()
export class GenerationsService implements OnApplicationShutdown {
  private readonly database: Database;
  private readonly workflows: Workflows;
  private readonly settings: Settings;
  private readonly log: Logger;
  /** In a burst, answers come before workflows. */
  private readonly starts: HeldStarts<GenerationRow>;
  /** Those who ask at once stand in line for the workspace's account: they go through it together. */
  private readonly take = together<Intent, Taken>((workspaceId, intents) => this.takeAll(workspaceId, intents));

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
    this.starts = heldStarts(generationStarter({ database, workflows, log }));
  }

  async generateVideo(actor: Principal, input: GenerateVideoInput): Promise<GenerationResult> {
    const frames = pixelArtWanted(input.pixelArt);
    const problems = [...generationProblems(input, this.settings.providers), ...frames.problems];
    if (problems.length > 0) return { generation: null, userErrors: problems };
    return this.buy(actor, intentOf(actor, { kind: 'VIDEO', input, wanted: frames.wanted }));
  }

  async generateImage(actor: Principal, input: GenerateImageInput): Promise<GenerationResult> {
    const problems = generationProblems(input, this.settings.providers);
    if (problems.length > 0) return { generation: null, userErrors: problems };
    return this.buy(actor, intentOf(actor, { kind: 'IMAGE', input, wanted: null }));
  }

  /** Takes an intent; its workflow is started once nobody waits for an answer. */
  async buy(actor: Principal, intent: Intent): Promise<GenerationResult> {
    const result = await this.starts.before(() => this.taken(actor, intent));
    const { generation } = result;
    if (generation && !generation.workflowStartedAt && !isTerminalGeneration(generation.status)) this.starts.hold(generation);
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

  /** What is held is started before the process ends. */
  onApplicationShutdown(): Promise<void> {
    return this.starts.release();
  }

  private taken(actor: Principal, intent: Intent): Promise<GenerationResult> {
    return this.take(actor.workspaceId, intent).catch((error: unknown): GenerationResult => {
      if (!(error instanceof SpendLimitError)) throw error;
      const tooMuch = userError('SPEND_LIMIT', error.message, null, FAILURES.SPEND_LIMIT.hint);
      return { generation: null, idempotencyKey: intent.key, userErrors: [tooMuch] };
    });
  }

  private async takeAll(workspaceId: string, intents: Intent[]): Promise<Taken[]> {
    const { taken, nearing } = await this.database.withWorkspace(workspaceId, (tx) => takeIntents(tx, intents));
    if (nearing.length > 0) this.log.warn({ workspaceId, caps: nearing }, 'a workspace has used 80% of a cap');
    return taken;
  }
}

/** What is asked for. */
type Asked = { wanted: PixelArtWanted | null } & (
  | { kind: 'VIDEO'; input: GenerateVideoInput }
  | { kind: 'IMAGE'; input: GenerateImageInput }
);

/** What keeps keys of the one apart from those of the other. */
const OPERATION = {
  VIDEO: { operation: 'generateVideo', prefix: 'key' },
  IMAGE: { operation: 'generateImage', prefix: 'image' },
} as const;

const intentOf = (actor: Principal, { kind, input, wanted }: Asked): Intent => {
  const { idempotencyKey, ...rest } = input;
  const key = idempotencyKey ?? newId();
  const { operation, prefix } = OPERATION[kind];
  const { provider, model, prompt } = input;
  const own = {
    prompt,
    ...('length' in input && input.length != null && { length: input.length }),
    ...(input.aspectRatio != null && { aspectRatio: input.aspectRatio }),
    ...(input.input as Record<string, unknown> | null | undefined),
  };
  const generation = {
    id: newId(),
    createdBy: actor.id,
    projectId: input.projectId ?? null,
    intentKey: `${prefix}:${key}`, // never equal to the hash a render asks with
    ...{ kind, provider, model, prompt, input: own },
    estimate: estimateCost({ provider, model, input: own }),
    timeoutSeconds: input.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
    direct: true,
    pixelArt: wanted && { wanted, renderId: newId() },
  };
  return { operation, key, inputHash: hashOf(rest), generation };
};
