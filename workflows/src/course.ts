import { CancellationScope, defineUpdate, setHandler } from '@temporalio/workflow';
import { AMEND_UPDATE, type Amendment, type RenderWorkflowInput } from '@workprint/contracts';

const amend = defineUpdate<Amendment, [Amendment]>(AMEND_UPDATE);

/** The row says that the render is to be something else by now: the gateway may have died before it told us. */
export class Amended extends Error {
  readonly to: Amendment;

  constructor(to: Amendment) {
    super(`amended to revision ${to.revision}`);
    this.to = to;
  }
}

/** What a render is to be, which may change while it is made. */
export interface Course {
  /** As it is to be now. */
  readonly now: RenderWorkflowInput;
  /** Works at it as it is now, until that is done or the render is amended: then what the work waits for is left. */
  follow<T>(work: (input: RenderWorkflowInput) => Promise<T>): Promise<T>;
  /** Whether what ended the work was an amendment, which is what to follow from now on. A cancel wins. */
  changed(error: unknown): boolean;
}

/** `leave` is called when an amendment comes, right before the work's scope is cancelled. */
export function courseOf(input: RenderWorkflowInput, leave: () => void): Course {
  const root = CancellationScope.current();
  let now = input;
  let wanted: Amendment = input;
  let flow: CancellationScope | null = null;
  const take = (to: Amendment): void => {
    if (to.revision > wanted.revision) wanted = to;
  };
  setHandler(amend, (to) => {
    take(to);
    if (flow && wanted.revision > now.revision && !root.consideredCancelled) {
      leave();
      flow.cancel();
    }
    return { revision: wanted.revision, timelineKey: wanted.timelineKey };
  });
  return {
    get now() {
      return now;
    },
    async follow(work) {
      // Told before it began.
      if (wanted.revision > now.revision) throw new Amended(wanted);
      flow = new CancellationScope();
      try {
        return await flow.run(() => work(now));
      } finally {
        flow = null;
      }
    },
    changed(error) {
      if (error instanceof Amended) take(error.to);
      if (root.consideredCancelled || wanted.revision <= now.revision) return false;
      leave();
      now = { ...now, revision: wanted.revision, timelineKey: wanted.timelineKey };
      return true;
    },
  };
}
