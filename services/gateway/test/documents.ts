export const USER_ERRORS = 'userErrors { code message path hint }';

export const CREATE_RENDER = `mutation ($input: CreateRenderInput!) {
  createRender(input: $input) { render { id status priority createdBy { id name kind } projectId timeoutSeconds workflowUrl retryOf } warnings { code path } ${USER_ERRORS} } }`;
export const CREATE_UPLOAD = `mutation ($input: CreateUploadInput!) {
  createUpload(input: $input) { asset { id status } upload { url fields { name value } } ${USER_ERRORS} } }`;

/** A timeline without media, with a change to its document. */
export const textTimeline = (change: object = {}, clip: object = {}): object => ({
  version: 1,
  canvas: { width: 640, height: 360, fps: 30 },
  tracks: [{ clips: [{ type: 'text', text: 'Hello', start: 0, length: 2, ...clip }] }],
  ...change,
});

/** A timeline that shows one asset. */
export const videoTimeline = (assetId: string): object =>
  textTimeline({ tracks: [{ clips: [{ type: 'video', src: `asset:${assetId}`, start: 0, length: 2 }] }] });
