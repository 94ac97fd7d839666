import type { AssembleActivities, ChunkActivities, FrameActivities, InteractiveActivities, JobPartsActivities } from '@workprint/contracts';
import { type Cores, onCores, openCores } from '../cores/index.ts';
import { makeJobParts } from '../media-job/make-parts.ts';
import { publishJob } from '../media-job/publish-job.ts';
import { allot } from './allot.ts';
import { assemble } from './assemble.ts';
import { type Call, inActivity } from './call.ts';
import { counted, type FileCompute } from './compute.ts';
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

interface OfRender {
  workspaceId: string;
  renderId: string;
}

type Step<I, T> = (needs: Dependencies, input: I, call: Call, file: FileCompute) => Promise<T>;

/** A step of a render: what it takes is counted. */
const forRender =
  <I extends OfRender, T>(needs: Dependencies, step: Step<I, T>) =>
  (input: I): Promise<T> =>
    inActivity((call) => counted(needs, input, (file) => step(needs, input, call, file)));

/** What the `interactive` queue's worker runs. */
export const interactiveActivities = (needs: Dependencies): InteractiveActivities & FrameActivities => ({
  prepare: forRender(needs, prepare),
  allot: forRender(needs, allot),
  drawFrame: (input) => inActivity((call) => drawFrame(needs, input, call)),
});

/** What the `chunk` queue's worker runs, each ffmpeg on a core of its own. */
export const chunkActivities = (needs: Dependencies, cores: Cores = openCores(Number.POSITIVE_INFINITY)): ChunkActivities => {
  const drawn =
    <I, T>(step: Step<I, T>): Step<I, T> =>
    (all, input, call, file) =>
      onCores(all, cores, (own) => step(own, input, call, file));
  return {
    renderChunk: forRender(needs, drawn(renderChunk)),
    makeMezzanines: forRender(needs, drawn(makeMezzanines)),
    makeProxies: (input) => inActivity((call) => onCores(needs, cores, (own) => makeProxies(own, input, call))),
  };
};

/** What the `assemble` queue's worker runs. */
export const assembleActivities = (needs: Dependencies): AssembleActivities & JobPartsActivities => ({
  mixAudio: forRender(needs, mixAudio),
  assemble: forRender(needs, assemble),
  publishSegments: forRender(needs, publishSegments),
  publish: forRender(needs, publish),
  makeJobParts: forRender(needs, makeJobParts),
  publishJob: forRender(needs, publishJob),
  ingest: (input) => inActivity((call) => ingest(needs, input, call)),
});
