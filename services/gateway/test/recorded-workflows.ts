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
import type { Workflows } from '../src/workflows/workflows.ts';

/** Notes what was asked of Temporal. `away`: the server does not answer. */
export class RecordedWorkflows implements Workflows {
  readonly renders: RenderWorkflowInput[] = [];
  readonly batches: BatchWorkflowInput[] = [];
  readonly ingests: IngestWorkflowInput[] = [];
  readonly generations: GenerationWorkflowInput[] = [];
  readonly canceled: string[] = [];
  readonly amended: { id: string; to: Amendment }[] = [];
  readonly hintedRenders: string[] = [];
  readonly hints: { generationId: string; callback: ProviderCallback }[] = [];
  readonly resolved: { generationId: string; resolved: GenerationResolved }[] = [];
  /** The workflow of what is resolved is no longer there. */
  gone = false;
  readonly frames: { input: FrameInput; request: string }[] = [];
  /** What a render worker would say to a frame. */
  frame: (input: FrameInput) => FrameResult | Error = () => new Error('no worker');
  away = false;

  private answer(note: () => void): Promise<void> {
    if (this.away) return Promise.reject(new Error('the server is away'));
    note();
    return Promise.resolve();
  }

  drawFrame = async (input: FrameInput, request: string): Promise<FrameResult> => {
    await this.answer(() => this.frames.push({ input, request }));
    const result = this.frame(input);
    if (result instanceof Error) throw result;
    return result;
  };
  startRender = (input: RenderWorkflowInput): Promise<void> => this.answer(() => this.renders.push(input));
  amendRender = (id: string, to: Amendment): Promise<void> => this.answer(() => this.amended.push({ id, to }));
  cancelRender = (id: string): Promise<void> => this.answer(() => this.canceled.push(id));
  hintRender = (id: string): Promise<void> => this.answer(() => this.hintedRenders.push(id));
  startBatch = (input: BatchWorkflowInput): Promise<void> => this.answer(() => this.batches.push(input));
  cancelBatch = (id: string): Promise<void> => this.answer(() => this.canceled.push(id));
  startIngest = (input: IngestWorkflowInput): Promise<void> => this.answer(() => this.ingests.push(input));
  /** Starting what runs already is nothing. */
  startGeneration = (input: GenerationWorkflowInput): Promise<void> =>
    this.answer(() => {
      if (!this.generations.some(({ generationId }) => generationId === input.generationId)) this.generations.push(input);
    });
  cancelGeneration = (id: string): Promise<void> => this.answer(() => this.canceled.push(id));
  hintGeneration = (generationId: string, callback: ProviderCallback): Promise<void> =>
    this.answer(() => this.hints.push({ generationId, callback }));
  resolveGeneration = async (generationId: string, resolved: GenerationResolved): Promise<boolean> => {
    await this.answer(() => this.resolved.push({ generationId, resolved }));
    return !this.gone;
  };
}
