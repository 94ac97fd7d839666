import { Inject, Injectable } from '@nestjs/common';
import { type Database, type GenerationRow, getAsset, getGeneration } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { allows, type Principal } from '../auth/principal.ts';
import { generationWarnings } from '../generations/generation-warnings.ts';
import { GenerationsService } from '../generations/generations.service.ts';
import { isProvider, PROVIDER_SETTING, PROVIDERS } from '../generations/known-providers.ts';
import { secondsLeft } from '../generations/seconds-left.ts';
import { DATABASE, SETTINGS, type Settings, STORE } from '../tokens.ts';
import { moreOf, taskAnswer } from './answers.ts';
import { HELP, readCommand } from './command.ts';
import { CHAT_MODELS } from './models.ts';

const LINK_SECONDS = 3600;

/** What is sent: a message, and how it is to be done where that matters. */
export interface ChatRequest {
  message: string;
  idempotencyKey?: string | null;
  provider?: string | null;
  model?: string | null;
  projectId?: string | null;
}

export interface ChatAnswer {
  /** Of HTTP. */
  status: number;
  body: object;
}

/** Makes videos and pictures for those who write messages: ordinary generations. */
@Injectable()
export class ChatService {
  private readonly generations: GenerationsService;
  private readonly database: Database;
  private readonly store: ObjectStore;
  private readonly settings: Settings;

  constructor(
    @Inject(GenerationsService) generations: GenerationsService,
    @Inject(DATABASE) database: Database,
    @Inject(STORE) store: ObjectStore,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.generations = generations;
    this.database = database;
    this.store = store;
    this.settings = settings;
  }

  async answer(actor: Principal, request: ChatRequest): Promise<ChatAnswer> {
    const command = readCommand(request.message);
    if (command.name === 'help') return { status: 200, body: { ...(command.why && { error: command.why }), help: HELP } };
    if (command.name === 'status') return this.status(actor, command.id);
    if (!allows(actor, 'write')) return { status: 403, body: { error: 'The token may not write.' } };
    return this.make(actor, request, command.name, command.prompt);
  }

  private async make(actor: Principal, request: ChatRequest, kind: 'video' | 'image', prompt: string): Promise<ChatAnswer> {
    const provider = request.provider ?? PROVIDERS.find((name) => this.settings.providers.includes(name));
    if (!provider) {
      const settings = Object.values(PROVIDER_SETTING).join(', ');
      return { status: 422, body: { error: `Nothing can be made here: none of ${settings} is set.` } };
    }
    const model = request.model ?? (isProvider(provider) ? CHAT_MODELS[provider][kind] : '');
    const { idempotencyKey, projectId } = request;
    const input = { provider, model, prompt, ...(idempotencyKey && { idempotencyKey }), ...(projectId && { projectId }) };
    const { generations } = this;
    const result = await (kind === 'video' ? generations.generateVideo(actor, input) : generations.generateImage(actor, input));
    const { generation, userErrors } = result;
    if (!generation) return { status: 422, body: { error: userErrors[0]?.message ?? 'It was refused.', errors: userErrors } };
    const task = taskAnswer(generation, secondsLeft(generation), null);
    return { status: 202, body: { ...task, estimatedCost: generation.estimate, idempotencyKey: result.idempotencyKey } };
  }

  private async status(actor: Principal, id: string): Promise<ChatAnswer> {
    const row = await this.database.withWorkspace(actor.workspaceId, (tx) => getGeneration(tx, id));
    if (!row)
      return { status: 404, body: { error: 'There is no such task.', next: 'Check the id: it is the taskId of the first answer.' } };
    const url = await this.resultUrl(row);
    const warnings = await generationWarnings(this.database, row);
    return { status: 200, body: { ...taskAnswer(row, secondsLeft(row), url), ...moreOf(row, warnings, url) } };
  }

  private async resultUrl({ workspaceId, outputAssetId, status }: GenerationRow): Promise<string | null> {
    if (status !== 'COMPLETED' || outputAssetId === null) return null;
    const asset = await this.database.withWorkspace(workspaceId, (tx) => getAsset(tx, outputAssetId));
    if (!asset?.objectKey) return null;
    return this.store.presignGet(asset.objectKey, { seconds: LINK_SECONDS, contentType: asset.contentType });
  }
}
