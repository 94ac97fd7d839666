import { CancelledFailure, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { keyword, type RenderChange, type RenderWorkflowInput } from '@workprint/contracts';
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

/** Step names are unique within the render, so that a repeated write is one write. */
export const storyOf =
  ({ workspaceId, renderId, revision }: RenderWorkflowInput): Tell =>
  async (change) => {
    show(change.to);
    const step = `r${revision}/${change.to.toLowerCase()}`;
    const { status, cancelRequested, amended } = await projection().recordRender({ workspaceId, renderId, revision, step, change });
    if (amended) throw new Amended(amended);
    if (ENDED.includes(change.to)) return;
    if (cancelRequested || ENDED.includes(status)) throw new CancelRequested('The render was asked to stop.');
  };

/** For the Temporal UI: a filterable status and a line of text. */
export function show(status: string, details = ''): void {
  upsertSearchAttributes([keyword('WorkprintStatus', status)]);
  setCurrentDetails(`**${status}**${details && `: ${details}`}`);
}
