import type {
  Amendment,
  BatchWorkflowInput,
  FrameInput,
  FrameResult,
  GenerationResolved,
  GenerationWorkflowInput,
  IngestWorkflowInput,
  ProviderCallback,
  RenderWorkflowInput,
} from '@workprint/contracts';

/**
 * What the gateway asks of Temporal. Starting what runs or has run already is success; asking what is not there to stop
 * or to listen is nothing. All throw when the server cannot be reached.
 */
export interface Workflows {
  startRender(input: RenderWorkflowInput): Promise<void>;
  /** Tells it what its row says; saying it again is saying it once. */
  amendRender(renderId: string, to: Amendment): Promise<void>;
  cancelRender(renderId: string): Promise<void>;
  /** The outside service that makes it said something: a hint to look. */
  hintRender(renderId: string): Promise<void>;
  /** Waits for the frame. `request` names the question: the same one asked by many at a time is answered once. @throws its failure */
  drawFrame(input: FrameInput, request: string): Promise<FrameResult>;
  startBatch(input: BatchWorkflowInput, shown: { total: number }): Promise<void>;
  cancelBatch(batchId: string): Promise<void>;
  startIngest(input: IngestWorkflowInput): Promise<void>;
  startGeneration(input: GenerationWorkflowInput, shown: { provider: string; model: string }): Promise<void>;
  cancelGeneration(generationId: string): Promise<void>;
  /** A provider called back: a hint to look. */
  hintGeneration(generationId: string, callback: ProviderCallback): Promise<void>;
  /** A person has decided. False when its workflow is no longer there. */
  resolveGeneration(generationId: string, resolved: GenerationResolved): Promise<boolean>;
}
