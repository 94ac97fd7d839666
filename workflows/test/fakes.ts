import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import {
  type Failure,
  type FailureCode,
  type FrameInput,
  type FrameResult,
  failure,
  type OutputRecord,
  type OutsideJob,
  type PlanSummary,
  type PrepareResult,
  type ProviderJob,
  type RecordGenerationInput,
  type RecordRenderInput,
  type RenderWorkflowInput,
  type SubmitJobInput,
} from '@workprint/contracts';
import type { Fakes } from './stage.ts';

export const renderInput = (more: Partial<RenderWorkflowInput> = {}): RenderWorkflowInput => {
  const renderId = randomUUID();
  const outputs = [{ width: 320, height: 180 } as RenderWorkflowInput['outputs'][number]];
  return {
    workspaceId: randomUUID(),
    renderId,
    rootId: renderId,
    revision: 1,
    timelineKey: 'timeline.json',
    outputs,
    preset: 'standard',
    priority: 3,
    timeoutSeconds: 60,
    createdBy: 'key:test',
    projectId: null,
    ...more,
  };
};

export const summary = (chunkCount: number, more: Partial<PlanSummary> = {}): PlanSummary => ({
  ...{ planKey: 'plan.json', chunkCount, missing: Array.from({ length: chunkCount }, (_, i) => i), hasAudio: true, outputs: [0] },
  ...more,
});

export const planned = (...plans: PlanSummary[]): PrepareResult => {
  const chunks = plans.reduce((sum, p) => sum + p.chunkCount, 0);
  return {
    ready: true,
    plans,
    framesTotal: chunks * 60,
    durationSeconds: chunks * 2,
    told: { status: 'PLANNING', cancelRequested: false },
  };
};

/** Of a render with one output. */
export const plan = (chunkCount: number, more: Partial<PlanSummary> = {}): PrepareResult => planned(summary(chunkCount, more));

export const output: OutputRecord = {
  index: 0,
  format: 'mp4',
  objectKey: 'out.mp4',
  posterKey: null,
  contentType: 'video/mp4',
  bytes: 1,
  sha256: '00',
  durationSeconds: 6,
  frames: 180,
  width: 320,
  height: 180,
};

/** As workers throw it. */
export const typed = (code: FailureCode, message: string): ApplicationFailure => {
  const why: Failure = failure(code, message);
  return ApplicationFailure.create({ type: code, message, nonRetryable: !why.retryable, details: [why] });
};

/** A render whose every step succeeds, and the diary of what was called, in order. */
export function easyRender(chunks: number): { told: string[]; fakes: Fakes } {
  const told: string[] = [];
  const fakes: Fakes = {
    recordRender: async ({ change }: RecordRenderInput) => {
      told.push(change.to);
      return { status: change.to, cancelRequested: false };
    },
    prepare: async () => plan(chunks),
    renderChunk: async ({ index }) => {
      told.push(`chunk ${index}`);
      return { index, reused: false, bytes: 1 };
    },
    makeMezzanines: async ({ pieces }) => {
      told.push(`mezzanines ${pieces}`);
      return { made: pieces.length };
    },
    publishSegments: async ({ indices }) => {
      told.push(`segments ${indices}`);
      return { missing: [] };
    },
    mixAudio: async () => {
      told.push('audio');
      return { reused: false };
    },
    assemble: async ({ output: index }) => ({ output: { ...output, index }, damaged: [] }),
    publish: async ({ outputs }) => ({ outputs }),
    leaveGenerations: async () => void told.push('left'),
    wakeWaiters: async () => void told.push('woken'),
  };
  return { told, fakes };
}

/** A render that an outside service makes: its job goes through `states`, one for each look. */
export function outsideRender(states: OutsideJob[]): { told: string[]; fakes: Fakes } {
  const { told, fakes } = easyRender(1);
  const left = [...states];
  Object.assign(fakes, {
    makeJobParts: async () => void told.push('parts'),
    submitJob: async ({ round }: SubmitJobInput) => {
      told.push(`sent ${round}`);
      return { outcome: 'sent', jobId: `job-${round}` };
    },
    pollJob: async () => (left.length > 1 ? left.shift() : left[0]),
    publishJob: async () => ({ outputs: [output] }),
    dropJob: async () => void told.push('dropped'),
  });
  return { told, fakes };
}

export const outsideJob = (state: OutsideJob['state'], percent = 0, failure: Failure | null = null): OutsideJob => ({
  state,
  percent,
  failure,
});

export const job = (state: ProviderJob['state'], providerState: string, more: Partial<ProviderJob> = {}): ProviderJob => ({
  providerId: 'p1',
  providerState,
  state,
  progress: null,
  outputUrl: state === 'SUCCEEDED' ? 'https://provider.test/out.mp4' : null,
  failure: null,
  cost: state === 'SUCCEEDED' ? { amount: '0.32', currency: 'USD' } : null,
  ...more,
});

/** A generation that is bought and then goes through `states`, one per poll. */
export function easyGeneration(states: ProviderJob[]): { told: string[]; fakes: Fakes } {
  const told: string[] = [];
  const left = [...states];
  const fakes: Fakes = {
    recordGeneration: async ({ step, change }: RecordGenerationInput) => {
      told.push('providerState' in change && change.providerState ? `${change.to} ${change.providerState}` : change.to);
      if (told.length > 200) throw new Error(step);
      return { status: change.to, cancelRequested: false };
    },
    createGeneration: async () => ({ outcome: 'created', job: job('QUEUED', 'queued') }),
    pollGeneration: async () => (left.length > 1 ? left.shift() : left[0]),
    cancelGeneration: async () => void told.push('cancelled at provider'),
    reconcileGeneration: async () => ({ outcome: 'park', why: 'no listing', failWaitersSeconds: 60 }),
    removeOutput: async () => void told.push('output removed'),
    fetchOutput: async () => ({ assetId: randomUUID() }),
    ingest: async () => ({ objectKey: 'o', sha256: '00', bytes: 1, contentType: 'video/mp4', probe: {} }),
    recordAsset: async ({ change }) => void told.push(`asset ${change.to}`),
    wakeWaiters: async ({ generationId }) => void told.push(generationId ? 'woken' : 'asset woken'),
  };
  return { told, fakes };
}

export const frameInput = (workspaceId: string = randomUUID()): FrameInput => {
  const output = { width: 320, height: 180 } as FrameInput['output'];
  return { workspaceId, timelineKey: 'timeline.json', rootId: null, output, frame: 7, format: 'png' };
};

export const frameResult: FrameResult = { ok: true, objectKey: 'frame.png', width: 320, height: 180, at: 0.28, reused: false };
