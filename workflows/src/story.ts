import { CancelledFailure, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { keyword, type RecordRenderResult, type RenderChange, type RenderWorkflowInput, renderStep } from '@workprint/contracts';
import { projection } from './activities.ts';
import { Amended } from './course.ts';

/** Tells the projection and the operator of a stage. @throws CancelRequested when the row says to stop, Amended when it is to be something else by now */
export type Tell = (change: RenderChange) => Promise<void>;

/**
 * The row asks to stop, though no cancellation came through Temporal: it was asked before the start, or the gateway died
 * between writing and telling. Also when the row has ended without us.
 */
export class CancelRequested extends CancelledFailure {}

const ENDED = ['COMPLETED', 'FAILED', 'CANCELED'];

export const storyOf =
  ({ workspaceId, renderId, revision }: RenderWorkflowInput): Tell =>
  async (change) => {
    show(change.to);
    const step = renderStep(revision, change);
    const told = await projection().recordRender({ workspaceId, renderId, revision, step, change });
    if (ENDED.includes(change.to) && !told.amended) return;
    heed(told);
  };

/** What the row said when a stage was written. @throws CancelRequested when it says to stop, Amended when it is to be something else by now */
export function heed({ status, cancelRequested, amended }: RecordRenderResult): void {
  if (amended) throw new Amended(amended);
  if (cancelRequested || ENDED.includes(status)) throw new CancelRequested('The render was asked to stop.');
}

/** For the Temporal UI: a filterable status and a line of text. */
export function show(status: string, details = ''): void {
  upsertSearchAttributes([keyword('WorkprintStatus', status)]);
  setCurrentDetails(`**${status}**${details && `: ${details}`}`);
}
