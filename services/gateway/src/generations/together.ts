import { setImmediate as turn } from 'node:timers/promises';

/**
 * Does for one what can be done for many as cheaply: those who come in one turn of the event loop, and while some of their group are under
 * way, go together.
 * When it fails for several, each is tried alone, so that nobody fails for another's reason.
 */
export const together = <Ask, Answer>(
  work: (group: string, asks: Ask[]) => Promise<Answer[]>,
  most = 100,
): ((group: string, ask: Ask) => Promise<Answer>) => {
  type Waiting = { ask: Ask; resolve: (answer: Answer) => void; reject: (error: unknown) => void };
  const queues = new Map<string, Waiting[]>();

  const alone = (group: string, { ask, resolve, reject }: Waiting): Promise<void> =>
    work(group, [ask]).then(([answer]) => resolve(answer!), reject);

  const run = async (group: string, some: Waiting[]): Promise<void> => {
    try {
      const answers = await work(
        group,
        some.map(({ ask }) => ask),
      );
      for (const [i, { resolve }] of some.entries()) resolve(answers[i]!);
    } catch (error) {
      if (some.length === 1) some[0]!.reject(error);
      else for (const one of some) await alone(group, one);
    }
  };

  const drain = async (group: string, queue: Waiting[]): Promise<void> => {
    await turn();
    while (queue.length > 0) await run(group, queue.splice(0, most));
    queues.delete(group);
  };

  return (group, ask) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(group);
      if (queue) return void queue.push({ ask, resolve, reject });
      const opened = [{ ask, resolve, reject }];
      queues.set(group, opened);
      void drain(group, opened);
    });
};
