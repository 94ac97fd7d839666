import { Context } from '@temporalio/activity';

/** Work that beats, as ffmpeg's activities do, until it is over. @throws when it is told to stop */
export async function untilStopped(isOver: () => boolean = () => false): Promise<undefined> {
  const context = Context.current();
  let look: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    look = setInterval(() => (isOver() ? resolve(undefined) : context.heartbeat()), 100);
  });
  return Promise.race([over, context.cancelled]).finally(() => clearInterval(look));
}
