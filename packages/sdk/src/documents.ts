import type * as Schema from '@workprint/graphql-schema';

export type CreateRender = Schema.CreateRenderInput;
export type AmendRender = Schema.AmendRenderInput;
export type GenerateVideo = Schema.GenerateVideoInput;
export type GenerateImage = Schema.GenerateImageInput;
export type RenderFrame = Schema.RenderFrameInput;
export type CreateTemplate = Schema.CreateTemplateInput;
export type UpdateTemplate = Schema.UpdateTemplateInput;
export type CreateRenderBatch = Schema.CreateRenderBatchInput;
export type ImportTimeline = Schema.ImportTimelineInput;
export type ExportTimeline = Schema.QueryExportTimelineArgs;

type By<T> = Omit<T, 'createdBy'> & { createdBy: Pick<Schema.Principal, 'id' | 'name'> };
export type Template = By<Schema.Template>;
export type RenderBatch = By<Schema.RenderBatch>;

/** A document of another system as a timeline, and what could not be carried over. */
export interface ImportedTimeline extends Pick<Schema.TimelinePayload, 'metadata' | 'media' | 'unsupported'> {
  /** For createRender, once every media has an asset. */
  timeline: unknown;
}

/** A timeline in another system's language. */
export interface ExportedTimeline extends Pick<Schema.ExportPayload, 'unsupported'> {
  document: unknown;
}

/** Where one frame's picture is (for an hour), and which frame it is. */
export interface Frame {
  url: string;
  width: number;
  height: number;
  frame: number;
  /** Seconds at which it begins. */
  at: number;
}

/** A render as this client asks for it; `request` gets everything else. */
export type Render = Omit<Schema.Render, 'createdBy' | 'events' | 'logs' | 'outputs'> & {
  createdBy: Pick<Schema.Principal, 'id' | 'name'>;
  outputs: Schema.RenderOutput[];
};
/** How render b differs from render a: docs/reuse.md. */
export type RenderComparison = Omit<Schema.RenderComparison, 'a' | 'b'> & {
  a: Pick<Schema.Render, 'id' | 'status'>;
  b: Pick<Schema.Render, 'id' | 'status'>;
};
export type RenderEstimate = Schema.RenderEstimate;
export type RenderEvent = Omit<Schema.RenderEvent, 'render'> & { render: Render };
export type Asset = Omit<Schema.Asset, 'createdBy' | 'probe'>;
export type GenerationEvent = Omit<Schema.GenerationEvent, 'generation'> & { generation: Generation };
export type Generation = Omit<Schema.Generation, 'createdBy' | 'output' | 'pixelArt'> & {
  output?: Asset | null;
  pixelArt?: PixelArt | null;
};

/** Frames of a generated video; `render` is there once the video is, the rest once they are. */
export type PixelArt = Omit<Schema.GenerationPixelArt, 'render' | 'frames' | 'paletteAsset'> & {
  render?: Pick<Render, 'id' | 'status' | 'outputs'> | null;
  frames?: Asset | null;
  paletteAsset?: Asset | null;
};

const FAILURE = 'failure { code message hint retryable path log }';
const USER_ERRORS = 'userErrors { code message path hint }';

const OUTPUTS = `outputs { index url urlExpiresAt posterUrl format contentType bytes sha256 durationSeconds frames width height
    files { name url contentType bytes sha256 assetId } }`;
const POINT = '{ seconds cpuSeconds cost { amount currency } }';
const ESTIMATE = `seconds frames durationSeconds cost { amount currency } p10 ${POINT} p50 ${POINT} p90 ${POINT}
    chunks { total reused } queue { rendersAhead slots }`;
const RENDER = `
  id status createdBy { id name } projectId preset priority pipelineVersion backend
  progress { percent stage framesDone framesTotal chunksDone chunksReused chunksTotal fps speed etaSeconds }
  ${OUTPUTS}
  ${FAILURE} estimate { ${ESTIMATE} } cost { amount currency } metadata timeoutSeconds
  createdAt startedAt finishedAt cancelRequestedAt retryOf batchId batchRow revision lastSeq playlistUrl manifestUrl workflowUrl`;
const ASSET = `id status name contentType projectId bytes sha256 durationSeconds width height frameRate url ${FAILURE} createdAt`;
const GENERATION = `
  id status providerState kind prompt provider model projectId progress estimatedSeconds etaSeconds timings { queueSeconds providerSeconds ingestSeconds } warnings { code message } output { ${ASSET} }
  pixelArt { width height colors fps dither scaling frameCount palette render { id status ${OUTPUTS} } frames { ${ASSET} } paletteAsset { ${ASSET} } }
  ${FAILURE} cost { amount currency } createdAt startedAt completedAt processingMs lastSeq`;
const TEMPLATE = 'id name timeline variables { name type default description } createdBy { id name } createdAt updatedAt';
const BATCH = `
  id status progress { percent queued running completed failed canceled } total createdBy { id name } projectId templateId priority metadata
  createdAt finishedAt cancelRequestedAt`;

const CHANGES = 'changes { kind clip property from to message }';
const COMPARISON = `
  a { id status } b { id status } same ${CHANGES} sources { added { assetId sha256 } removed { assetId sha256 } }
  chunks { index startFrame endFrame startSeconds endSeconds same ${CHANGES} } sounds { same ${CHANGES} }`;

export const documents = {
  render: `query Render($id: ID!) { render(id: $id) { ${RENDER} } }`,
  asset: `query Asset($id: ID!) { asset(id: $id) { ${ASSET} } }`,
  generation: `query Generation($id: ID!) { generation(id: $id) { ${GENERATION} } }`,
  estimateRender: `query EstimateRender($input: CreateRenderInput!) { estimateRender(input: $input) { ${ESTIMATE} } }`,
  createRender: `mutation CreateRender($input: CreateRenderInput!) { result: createRender(input: $input) { value: render { ${RENDER} } ${USER_ERRORS} } }`,
  amendRender: `mutation AmendRender($id: ID!, $input: AmendRenderInput!) {
    result: amendRender(id: $id, input: $input) { value: render { ${RENDER} } ${USER_ERRORS} } }`,
  cancelRender: `mutation CancelRender($id: ID!) { result: cancelRender(id: $id) { value: render { ${RENDER} } ${USER_ERRORS} } }`,
  retryRender: `mutation RetryRender($id: ID!, $key: String) { result: retryRender(id: $id, idempotencyKey: $key) { value: render { ${RENDER} } ${USER_ERRORS} } }`,
  deleteRender: `mutation DeleteRender($id: ID!) { result: deleteRender(id: $id) { value: deletedId ${USER_ERRORS} } }`,
  compareRenders: `query CompareRenders($a: ID!, $b: ID!) {
    result: compareRenders(a: $a, b: $b) { value: comparison { ${COMPARISON} } ${USER_ERRORS} } }`,
  renderFrame: `mutation RenderFrame($input: RenderFrameInput!) {
    result: renderFrame(input: $input) { value: url width height frame at ${USER_ERRORS} } }`,
  template: `query Template($id: ID!) { template(id: $id) { ${TEMPLATE} } }`,
  templates: `query Templates { templates { ${TEMPLATE} } }`,
  createTemplate: `mutation CreateTemplate($input: CreateTemplateInput!) { result: createTemplate(input: $input) { value: template { ${TEMPLATE} } ${USER_ERRORS} } }`,
  updateTemplate: `mutation UpdateTemplate($id: ID!, $input: UpdateTemplateInput!) {
    result: updateTemplate(id: $id, input: $input) { value: template { ${TEMPLATE} } ${USER_ERRORS} } }`,
  deleteTemplate: `mutation DeleteTemplate($id: ID!) { result: deleteTemplate(id: $id) { value: deletedId ${USER_ERRORS} } }`,
  renderBatch: `query RenderBatch($id: ID!) { renderBatch(id: $id) { ${BATCH} } }`,
  createRenderBatch: `mutation CreateRenderBatch($input: CreateRenderBatchInput!) {
    result: createRenderBatch(input: $input) { value: batch { ${BATCH} } ${USER_ERRORS} } }`,
  cancelRenderBatch: `mutation CancelRenderBatch($id: ID!) { result: cancelRenderBatch(id: $id) { value: batch { ${BATCH} } ${USER_ERRORS} } }`,
  batchRenders: `query BatchRenders($filter: RenderFilter, $after: String) {
    renders(first: 100, after: $after, filter: $filter) { nodes { ${RENDER} } pageInfo { hasNextPage endCursor } } }`,
  importTimeline: `mutation ImportTimeline($input: ImportTimelineInput!) {
    result: importTimeline(input: $input) { value: timeline metadata media { url paths assetId source } unsupported { path why } ${USER_ERRORS} } }`,
  exportTimeline: `query ExportTimeline($timeline: JSON!, $variables: JSON, $format: ExportFormat!) {
    result: exportTimeline(timeline: $timeline, variables: $variables, format: $format) { value: document unsupported { path why } ${USER_ERRORS} } }`,
  createUpload: `mutation CreateUpload($input: CreateUploadInput!) {
    result: createUpload(input: $input) { value: asset { ${ASSET} } upload { url fields { name value } expiresAt } ${USER_ERRORS} } }`,
  completeUpload: `mutation CompleteUpload($id: ID!) { result: completeUpload(input: { assetId: $id }) { value: asset { ${ASSET} } ${USER_ERRORS} } }`,
  importAsset: `mutation ImportAsset($input: ImportAssetInput!) { result: importAsset(input: $input) { value: asset { ${ASSET} } ${USER_ERRORS} } }`,
  generateImage: `mutation GenerateImage($input: GenerateImageInput!) {
    result: generateImage(input: $input) { value: generation { ${GENERATION} } idempotencyKey ${USER_ERRORS} } }`,
  generateVideo: `mutation GenerateVideo($input: GenerateVideoInput!) {
    result: generateVideo(input: $input) { value: generation { ${GENERATION} } idempotencyKey ${USER_ERRORS} } }`,
  cancelGeneration: `mutation CancelGeneration($id: ID!) { result: cancelGeneration(id: $id) { value: generation { ${GENERATION} } ${USER_ERRORS} } }`,
  resolveGeneration: `mutation ResolveGeneration($id: ID!, $decision: GenerationDecision!, $providerId: String) {
    result: resolveGeneration(id: $id, decision: $decision, providerId: $providerId) { value: generation { ${GENERATION} } ${USER_ERRORS} } }`,
  retryGeneration: `mutation RetryGeneration($id: ID!, $confirm: Boolean, $key: String) {
    result: retryGeneration(id: $id, confirm: $confirm, idempotencyKey: $key) { value: generation { ${GENERATION} } ${USER_ERRORS} } }`,
  deleteGeneration: `mutation DeleteGeneration($id: ID!) { result: deleteGeneration(id: $id) { value: deletedId ${USER_ERRORS} } }`,
  renderEvents: `subscription RenderEvents($id: ID!, $after: Int) { events: renderEvents(id: $id, after: $after) { seq at type render { ${RENDER} } } }`,
  generationEvents: `subscription GenerationEvents($id: ID!, $after: Int) {
    events: generationEvents(id: $id, after: $after) { seq at type generation { ${GENERATION} } } }`,
};
