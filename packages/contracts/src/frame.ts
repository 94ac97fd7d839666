import type { OutputSettings, Problem, StillFormat } from '@workprint/timeline';
import { objectKeys } from './ids.ts';
import { queueName } from './queues.ts';
import { keyword, type WorkflowStart } from './starts.ts';
import { WORKFLOWS } from './workflows.ts';

/** Argument of frameWorkflow and drawFrame: one frame of a timeline as the render will have it. */
export interface FrameInput {
  workspaceId: string;
  /** A StoredTimeline. */
  timelineKey: string;
  /** The render it belongs to, whose fresh generations it may show; null for a timeline that is nobody's yet. */
  rootId: string | null;
  output: OutputSettings;
  /** From 0, at the output's rate. */
  frame: number;
  format: StillFormat;
}

export type FrameResult =
  | {
      ok: true;
      objectKey: string;
      width: number;
      height: number;
      /** Seconds at which the frame begins. */
      at: number;
      /** It was there: nothing was drawn. */
      reused: boolean;
    }
  /** All that is wrong or not there yet (NOT_READY). Paths from the request's root: ["timeline", "tracks", 0, …], ["at"]. */
  | { ok: false; problems: Problem[] };

/** The other activity on the `interactive` queue. */
export interface FrameActivities {
  /** Draws one frame, or finds it drawn. @throws MISSING_GLYPH, UNREADABLE_MEDIA, FFMPEG_FAILED with the path where it is known */
  drawFrame(input: FrameInput): Promise<FrameResult>;
}

/** People wait for it. */
const PRIORITY = 1;
/** Seconds from asking to an answer of any kind. */
export const FRAME_SECONDS = 30;

/**
 * How a frame is asked for. `request` is a hash of the whole question: the same one asked by many at a time is one workflow;
 * asked later it runs again and finds the picture.
 */
export const frameStart = (prefix: string, input: FrameInput, request: string): WorkflowStart<FrameInput> => ({
  workflowType: WORKFLOWS.frame,
  options: {
    workflowId: `frame-${input.workspaceId}-${request}`,
    taskQueue: queueName(prefix, 'workflow'),
    args: [input],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowExecutionTimeout: FRAME_SECONDS * 1000,
    priority: { priorityKey: PRIORITY, fairnessKey: input.workspaceId },
    typedSearchAttributes: [keyword('WorkprintWorkspace', input.workspaceId), keyword('WorkprintStatus', 'RUNNING')],
    staticSummary: `frame ${input.frame}, ${input.output.width}×${input.output.height}`,
  },
});

const DAY_MS = 86_400_000;
/** Longer than a link to a picture is good. */
export const FRAME_LINK_MS = DAY_MS;
/** Pictures and their timelines go when they were written longer ago. */
export const FRAME_KEPT_MS = 7 * DAY_MS;

/** Whether a picture that is there may be shown again: one that is about to go is drawn anew, so that no link leads nowhere. */
export const frameLasts = (written: Date | undefined, now: number): boolean =>
  written !== undefined && now - written.getTime() < FRAME_KEPT_MS - FRAME_LINK_MS;

/** Where frames and the timelines they were asked of lie, by content. */
export const frameKeys = {
  all: (ws: string): string => `${objectKeys.workspace(ws)}frames/`,
  timeline: (ws: string, sha256: string): string => `${frameKeys.all(ws)}timelines/${sha256}.json`,
  picture: (ws: string, key: string, format: StillFormat): string => `${frameKeys.all(ws)}${key}.${format === 'jpeg' ? 'jpg' : 'png'}`,
};
