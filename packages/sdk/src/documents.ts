import type * as Schema from '@workprint/graphql-schema';

export type CreateRender = Schema.CreateRenderInput;
export type GenerateVideo = Schema.GenerateVideoInput;
export type RenderFrame = Schema.RenderFrameInput;

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
export type RenderEvent = Omit<Schema.RenderEvent, 'render'> & { render: Render };
export type Asset = Omit<Schema.Asset, 'createdBy' | 'probe'>;
export type GenerationEvent = Omit<Schema.GenerationEvent, 'generation'> & { generation: Generation };
export type Generation = Omit<Schema.Generation, 'createdBy' | 'output'> & { output?: Asset | null };

const FAILURE = 'failure { code message hint retryable path log }';
const USER_ERRORS = 'userErrors { code message path hint }';

const RENDER = `
  id status createdBy { id name } projectId preset priority pipelineVersion backend
  progress { percent stage framesDone framesTotal chunksDone chunksReused chunksTotal fps speed etaSeconds }
  outputs { url urlExpiresAt posterUrl format contentType bytes sha256 durationSeconds frames width height
    files { name url contentType bytes sha256 assetId } }
  ${FAILURE} estimate { seconds frames durationSeconds } cost { amount currency } metadata timeoutSeconds
  createdAt startedAt finishedAt cancelRequestedAt retryOf revision lastSeq manifestUrl workflowUrl`;
const ASSET = `id status name contentType projectId bytes sha256 durationSeconds width height frameRate url ${FAILURE} createdAt`;
const GENERATION = `
  id status providerState kind prompt provider model projectId progress estimatedSeconds etaSeconds output { ${ASSET} }
  ${FAILURE} cost { amount currency } createdAt startedAt completedAt processingMs lastSeq`;

export const documents = {
  render: `query Render($id: ID!) { render(id: $id) { ${RENDER} } }`,
  asset: `query Asset($id: ID!) { asset(id: $id) { ${ASSET} } }`,
  generation: `query Generation($id: ID!) { generation(id: $id) { ${GENERATION} } }`,
  createRender: `mutation CreateRender($input: CreateRenderInput!) { result: createRender(input: $input) { value: render { ${RENDER} } ${USER_ERRORS} } }`,
  cancelRender: `mutation CancelRender($id: ID!) { result: cancelRender(id: $id) { value: render { ${RENDER} } ${USER_ERRORS} } }`,
  retryRender: `mutation RetryRender($id: ID!, $key: String) { result: retryRender(id: $id, idempotencyKey: $key) { value: render { ${RENDER} } ${USER_ERRORS} } }`,
  deleteRender: `mutation DeleteRender($id: ID!) { result: deleteRender(id: $id) { value: deletedId ${USER_ERRORS} } }`,
  renderFrame: `mutation RenderFrame($input: RenderFrameInput!) {
    result: renderFrame(input: $input) { value: url width height frame at ${USER_ERRORS} } }`,
  createUpload: `mutation CreateUpload($input: CreateUploadInput!) {
    result: createUpload(input: $input) { value: asset { ${ASSET} } upload { url fields { name value } expiresAt } ${USER_ERRORS} } }`,
  completeUpload: `mutation CompleteUpload($id: ID!) { result: completeUpload(input: { assetId: $id }) { value: asset { ${ASSET} } ${USER_ERRORS} } }`,
  importAsset: `mutation ImportAsset($input: ImportAssetInput!) { result: importAsset(input: $input) { value: asset { ${ASSET} } ${USER_ERRORS} } }`,
  generateVideo: `mutation GenerateVideo($input: GenerateVideoInput!) {
    result: generateVideo(input: $input) { value: generation { ${GENERATION} } idempotencyKey ${USER_ERRORS} } }`,
  renderEvents: `subscription RenderEvents($id: ID!, $after: Int) { events: renderEvents(id: $id, after: $after) { seq at type render { ${RENDER} } } }`,
  generationEvents: `subscription GenerationEvents($id: ID!, $after: Int) {
    events: generationEvents(id: $id, after: $after) { seq at type generation { ${GENERATION} } } }`,
};
