import type { OutputRecord, PlaylistFilm, RenderWorkflowInput } from '@workprint/contracts';
import { type NewAsset, type NewGeneration, type NewRender, newId } from '@workprint/projection';

/** 640×360 at 30 frames a second. */
export const OUTPUT_SETTINGS: RenderWorkflowInput['outputs'][number] = {
  format: 'mp4',
  codec: 'h264',
  audioCodec: 'aac',
  pixelFormat: 'yuv420p',
  alpha: false,
  width: 640,
  height: 360,
  fps: { num: 30, den: 1 },
  speed: 'veryfast',
  crf: 23,
  bitrateKbps: null,
  renditions: null,
  audioBitrateKbps: 128,
  loudness: null,
  truePeakDb: null,
  gopSeconds: 2,
  poster: true,
  title: null,
  comment: null,
};

/** A render as createRender would accept it. */
export function aRender(change: Partial<NewRender> = {}): NewRender {
  const id = change.id ?? newId();
  return {
    id,
    rootId: id,
    createdBy: 'key:spec',
    priority: 3,
    pipelineVersion: 'spec',
    timelineKey: `renders/${id}/timeline.json`,
    outputSettings: [OUTPUT_SETTINGS],
    timeoutSeconds: 600,
    ...change,
  };
}

/** Three segments of a second each, silent. */
export const aPlaylistFilm = (change: Partial<PlaylistFilm> = {}): PlaylistFilm => ({
  fps: { num: 30, den: 1 },
  durationSeconds: 3,
  title: null,
  frames: [30, 30, 30],
  renditions: [{ folder: 'v360', width: 640, height: 360 }],
  sound: false,
  captions: [],
  ...change,
});

/** A finished file of a render. */
export const anOutput = (change: Partial<OutputRecord> = {}): OutputRecord => ({
  index: 0,
  format: 'mp4',
  objectKey: 'renders/spec/output.mp4',
  posterKey: null,
  contentType: 'video/mp4',
  bytes: 5_000_000_000,
  sha256: 'a'.repeat(64),
  durationSeconds: 10,
  frames: 300,
  width: 640,
  height: 360,
  ...change,
});

/** An upload that waits for its bytes. */
export function anAsset(change: Partial<NewAsset> = {}): NewAsset {
  const id = change.id ?? newId();
  return { id, createdBy: 'key:spec', name: 'clip.mp4', contentType: 'video/mp4', uploadKey: `uploads/${id}`, ...change };
}

/** An intent that no other has. */
export function aGeneration(change: Partial<NewGeneration> = {}): NewGeneration {
  const id = change.id ?? newId();
  return {
    id,
    createdBy: 'key:spec',
    intentKey: `intent-${id}`,
    kind: 'VIDEO',
    provider: 'luma',
    model: 'ray-2',
    prompt: 'a river at dawn',
    input: { prompt: 'a river at dawn', duration: '5s' },
    ...change,
  };
}
