import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportAssetInput, RenderConnection } from '@workprint/graphql-schema';
import {
  type AmendRender,
  type Asset,
  type CreateRender,
  type CreateRenderBatch,
  type CreateTemplate,
  documents,
  type ExportedTimeline,
  type ExportTimeline,
  type Frame,
  type GenerateImage,
  type GenerateVideo,
  type Generation,
  type GenerationEvent,
  type ImportedTimeline,
  type ImportTimeline,
  type Render,
  type RenderBatch,
  type RenderComparison,
  type RenderEstimate,
  type RenderEvent,
  type RenderFrame,
  type Template,
  type UpdateTemplate,
} from './documents.ts';
import { downloadTo } from './download.ts';
import { RefusedError, type UserError, WorkprintError } from './errors.ts';
import { type FollowOptions, follow } from './follow.ts';
import { type Connection, requestOnce, requestPatiently } from './http.ts';
import type { UploadOptions, WorkprintOptions } from './options.ts';
import { describeUpload, sendBytes } from './upload.ts';

interface Payload<T> {
  value: T | null;
  userErrors: UserError[];
}

const POLL_MS = 300;
/** A batch takes minutes. */
const BATCH_POLL_MS = 1000;

/**
 * A client of one gateway. Calls that create something take an idempotency key by themselves when none is given, so that
 * saying them again after a lost connection makes nothing twice. All throw WorkprintError, and RefusedError for userErrors.
 */
export class Workprint {
  private readonly connection: Connection;

  constructor({ url, token, patienceSeconds = 120 }: WorkprintOptions) {
    const address = typeof url === 'string' ? () => url : url;
    this.connection = { url: () => address().replace(/\/$/, ''), token, patienceSeconds };
  }

  /** Any operation of the schema, sent once. */
  request<T>(query: string, variables: object = {}, signal?: AbortSignal): Promise<T> {
    return requestOnce<T>(this.connection, query, variables, signal);
  }

  createRender(input: CreateRender): Promise<Render> {
    return this.change<Render>(documents.createRender, { input: keyed(input) });
  }

  /** What that render would take, nothing is made. @throws RefusedError with all that createRender would refuse */
  async estimateRender(input: CreateRender): Promise<RenderEstimate> {
    const asked = { input };
    return (await requestPatiently<{ estimateRender: RenderEstimate }>(this.connection, documents.estimateRender, asked)).estimateRender;
  }

  /** Makes another film of a render that is under way; what it still needs goes on. */
  amendRender(id: string, input: AmendRender): Promise<Render> {
    return this.change<Render>(documents.amendRender, { id, input: keyed(input) });
  }

  cancelRender(id: string): Promise<Render> {
    return this.change<Render>(documents.cancelRender, { id });
  }

  retryRender(id: string): Promise<Render> {
    return this.change<Render>(documents.retryRender, { id, key: randomUUID() });
  }

  deleteRender(id: string): Promise<string> {
    return this.change<string>(documents.deleteRender, { id });
  }

  /** What render b has that render a has not, chunk by chunk, and why. */
  compareRenders(a: string, b: string): Promise<RenderComparison> {
    return this.change<RenderComparison>(documents.compareRenders, { a, b });
  }

  /** One frame, exactly as the render will have it. */
  async renderFrame(input: RenderFrame): Promise<Frame> {
    const { result } = await requestPatiently<{ result: Payload<string> & Omit<Frame, 'url'> }>(this.connection, documents.renderFrame, {
      input,
    });
    const { width, height, frame, at } = result;
    return { url: granted(result), width, height, frame, at };
  }

  /** Null when there is none in the token's workspace. */
  async render(id: string): Promise<Render | null> {
    return (await requestPatiently<{ render: Render | null }>(this.connection, documents.render, { id })).render;
  }

  /** See follow: each stored event once, over any number of reconnects; ends after the terminal one. */
  renderEvents(id: string, options: FollowOptions = {}): AsyncGenerator<RenderEvent, void> {
    return follow<RenderEvent>(this.connection, 'render', id, options);
  }

  /** Waits for the end, good or bad, and gives the render as it is then. */
  async waitForRender(
    id: string,
    { onEvent, ...options }: FollowOptions & { onEvent?: (event: RenderEvent) => void } = {},
  ): Promise<Render> {
    for await (const event of this.renderEvents(id, options)) onEvent?.(event);
    options.signal?.throwIfAborted();
    const render = await this.render(id);
    if (!render) throw new WorkprintError('NOT_FOUND', `there is no render ${id}`);
    return render;
  }

  createTemplate(input: CreateTemplate): Promise<Template> {
    return this.change<Template>(documents.createTemplate, { input: keyed(input) });
  }

  updateTemplate(id: string, input: UpdateTemplate): Promise<Template> {
    return this.change<Template>(documents.updateTemplate, { id, input });
  }

  deleteTemplate(id: string): Promise<string> {
    return this.change<string>(documents.deleteTemplate, { id });
  }

  /** Null when there is none in the token's workspace. */
  async template(id: string): Promise<Template | null> {
    return (await requestPatiently<{ template: Template | null }>(this.connection, documents.template, { id })).template;
  }

  /** By name. */
  async templates(): Promise<Template[]> {
    return (await requestPatiently<{ templates: Template[] }>(this.connection, documents.templates, {})).templates;
  }

  /** One render for each row, 1,000 at most. */
  createRenderBatch(input: CreateRenderBatch): Promise<RenderBatch> {
    return this.change<RenderBatch>(documents.createRenderBatch, { input: keyed(input) });
  }

  /** Cancels what is left of it. */
  cancelRenderBatch(id: string): Promise<RenderBatch> {
    return this.change<RenderBatch>(documents.cancelRenderBatch, { id });
  }

  /** Null when there is none in the token's workspace. */
  async renderBatch(id: string, signal?: AbortSignal): Promise<RenderBatch | null> {
    return (await requestPatiently<{ renderBatch: RenderBatch | null }>(this.connection, documents.renderBatch, { id }, signal))
      .renderBatch;
  }

  /** Looks each second until every member has ended; `onProgress` is told of each look. */
  async waitForRenderBatch(
    id: string,
    { onProgress, signal }: { onProgress?: (batch: RenderBatch) => void; signal?: AbortSignal } = {},
  ): Promise<RenderBatch> {
    for (;;) {
      const batch = await this.renderBatch(id, signal);
      if (!batch) throw new WorkprintError('NOT_FOUND', `there is no batch ${id}`);
      onProgress?.(batch);
      if (batch.status === 'COMPLETED' || batch.status === 'CANCELED') return batch;
      await sleep(BATCH_POLL_MS, undefined, { signal });
    }
  }

  /** Every render of a batch, the newest first; `batchRow` says which row it is of. */
  async *batchRenders(id: string): AsyncGenerator<Render, void> {
    for (let after: string | null | undefined; ; ) {
      const variables = { filter: { batchId: id }, after };
      const { renders } = await requestPatiently<{ renders: RenderConnection }>(this.connection, documents.batchRenders, variables);
      yield* renders.nodes as Render[];
      if (!renders.pageInfo.hasNextPage) return;
      after = renders.pageInfo.endCursor;
    }
  }

  /** A document of another system as a timeline; see docs/importers.md. */
  async importTimeline(input: ImportTimeline): Promise<ImportedTimeline> {
    const { result } = await requestPatiently<{ result: Payload<unknown> & Omit<ImportedTimeline, 'timeline'> }>(
      this.connection,
      documents.importTimeline,
      { input: keyed(input) },
    );
    const { metadata, media, unsupported } = result;
    return { timeline: granted(result), metadata, media, unsupported };
  }

  async exportTimeline({ timeline, variables, format = 'OTIO' }: ExportTimeline): Promise<ExportedTimeline> {
    const { result } = await requestPatiently<{ result: Payload<unknown> & Pick<ExportedTimeline, 'unsupported'> }>(
      this.connection,
      documents.exportTimeline,
      { timeline, variables, format },
    );
    return { document: granted(result), unsupported: result.unsupported };
  }

  /**
   * Sends a file (path) or blob. The asset is still PROCESSING then, which a render waits for by itself.
   */
  async uploadFile(source: string | Blob, { contentType, projectId, signal }: UploadOptions = {}): Promise<Asset> {
    const { blob, ...described } = await describeUpload(source, contentType);
    const input = { ...described, bytes: String(blob.size), projectId, idempotencyKey: randomUUID() };
    const { result } = await requestPatiently<{
      result: Payload<Asset> & { upload: { url: string; fields: { name: string; value: string }[] } | null };
    }>(this.connection, documents.createUpload, { input }, signal);
    const asset = granted(result);
    if (result.upload) await sendBytes(result.upload, blob, signal);
    return this.change<Asset>(documents.completeUpload, { id: asset.id });
  }

  importAsset(input: ImportAssetInput): Promise<Asset> {
    return this.change<Asset>(documents.importAsset, { input: keyed(input) });
  }

  /** Waits until an asset is READY or REJECTED. */
  async waitForAsset(id: string, signal?: AbortSignal): Promise<Asset> {
    for (;;) {
      const { asset } = await requestPatiently<{ asset: Asset | null }>(this.connection, documents.asset, { id }, signal);
      if (!asset) throw new WorkprintError('NOT_FOUND', `there is no asset ${id}`);
      if (asset.status !== 'PROCESSING') return asset;
      await sleep(POLL_MS, undefined, { signal });
    }
  }

  generateVideo(input: GenerateVideo): Promise<Generation> {
    return this.change<Generation>(documents.generateVideo, { input: keyed(input) });
  }

  generateImage(input: GenerateImage): Promise<Generation> {
    return this.change<Generation>(documents.generateImage, { input: keyed(input) });
  }

  cancelGeneration(id: string): Promise<Generation> {
    return this.change<Generation>(documents.cancelGeneration, { id });
  }

  /** A person's decision about a PARKED one: whether it was bought, and as which job of the provider. */
  resolveGeneration(id: string, decision: 'BOUGHT' | 'NOT_BOUGHT', providerId: string | null = null): Promise<Generation> {
    return this.change<Generation>(documents.resolveGeneration, { id, decision, providerId });
  }

  /** Buys another like one that has ended. Without `confirm` it is refused (CONFIRMATION_NEEDED) with its price. */
  retryGeneration(id: string, confirm: boolean): Promise<Generation> {
    return this.change<Generation>(documents.retryGeneration, { id, confirm, key: randomUUID() });
  }

  deleteGeneration(id: string): Promise<string> {
    return this.change<string>(documents.deleteGeneration, { id });
  }

  /** Null when there is none in the token's workspace. */
  async generation(id: string): Promise<Generation | null> {
    return (await requestPatiently<{ generation: Generation | null }>(this.connection, documents.generation, { id })).generation;
  }

  /** See renderEvents. */
  generationEvents(id: string, options: FollowOptions = {}): AsyncGenerator<GenerationEvent, void> {
    return follow<GenerationEvent>(this.connection, 'generation', id, options);
  }

  /** Saves a finished render's output and checks its SHA-256. */
  async download(
    render: Pick<Render, 'id' | 'outputs'>,
    file: string,
    { output = 0, signal }: { output?: number; signal?: AbortSignal } = {},
  ): Promise<void> {
    const made = render.outputs[output];
    if (!made) throw new WorkprintError('NOT_FOUND', `the render ${render.id} has no output ${output}`);
    await downloadTo(made.url, file, made.sha256, signal);
  }

  private async change<T>(query: string, variables: object): Promise<T> {
    const { result } = await requestPatiently<{ result: Payload<T> }>(this.connection, query, variables);
    return granted(result);
  }
}

const keyed = <T extends { idempotencyKey?: string | null }>(input: T): T => ({
  ...input,
  idempotencyKey: input.idempotencyKey ?? randomUUID(),
});

const granted = <T>({ value, userErrors }: Payload<T>): T => {
  if (userErrors.length > 0 || value === null) throw new RefusedError(userErrors);
  return value;
};
