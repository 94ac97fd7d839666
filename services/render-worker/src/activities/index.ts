import type { AssembleActivities, ChunkActivities, FrameActivities, InteractiveActivities, JobPartsActivities } from '@workprint/contracts';
import { makeJobParts } from '../media-job/make-parts.ts';
import { publishJob } from '../media-job/publish-job.ts';
import { allot } from './allot.ts';
import { assemble } from './assemble.ts';
import { inActivity } from './call.ts';
import type { Dependencies } from './dependencies.ts';
import { drawFrame } from './frame.ts';
import { ingest } from './ingest.ts';
import { makeMezzanines, makeProxies } from './mezzanines.ts';
import { mixAudio } from './mix-audio.ts';
import { prepare } from './prepare.ts';
import { publish } from './publish.ts';
import { publishSegments } from './publish-segments.ts';
import { renderChunk } from './render-chunk.ts';

export { type Dependencies, makeCounters } from './dependencies.ts';
export { openPlans } from './plans.ts';

/** What the `interactive` queue's worker runs. */
export const interactiveActivities = (needs: Dependencies): InteractiveActivities & FrameActivities => ({
  prepare: (input) => inActivity((call) => prepare(needs, input, call)),
  allot: (input) => inActivity((call) => allot(needs, input, call)),
  drawFrame: (input) => inActivity((call) => drawFrame(needs, input, call)),
});

/** What the `chunk` queue's worker runs. */
export const chunkActivities = (needs: Dependencies): ChunkActivities => ({
  renderChunk: (input) => inActivity((call) => renderChunk(needs, input, call)),
  makeMezzanines: (input) => inActivity((call) => makeMezzanines(needs, input, call)),
  makeProxies: (input) => inActivity((call) => makeProxies(needs, input, call)),
});

/** What the `assemble` queue's worker runs. */
export const assembleActivities = (needs: Dependencies): AssembleActivities & JobPartsActivities => ({
  mixAudio: (input) => inActivity((call) => mixAudio(needs, input, call)),
  assemble: (input) => inActivity((call) => assemble(needs, input, call)),
  publishSegments: (input) => inActivity((call) => publishSegments(needs, input, call)),
  publish: (input) => inActivity((call) => publish(needs, input, call)),
  makeJobParts: (input) => inActivity((call) => makeJobParts(needs, input, call)),
  publishJob: (input) => inActivity((call) => publishJob(needs, input, call)),
  ingest: (input) => inActivity((call) => ingest(needs, input, call)),
});
