import { CancellationScope, sleep } from '@temporalio/workflow';

/**
 * Runs work under a time limit. When the limit passes, what the work has under way is cancelled and waited for, and what
 * the work throws on its way out becomes `late(thrown)`. Work that succeeds at the last moment has succeeded.
 */
export async function within<T>(seconds: number, late: (thrown: unknown) => unknown, work: () => Promise<T>): Promise<T> {
  const scope = new CancellationScope();
  const timer = new CancellationScope();
  let expired = false;
  void timer
    .run(() => sleep(Math.max(1, seconds * 1000)))
    .then(() => {
      expired = true;
      scope.cancel();
    })
    .catch(() => undefined);
  try {
    return await scope.run(work);
  } catch (error) {
    throw expired ? late(error) : error;
  } finally {
    timer.cancel();
  }
}

/** Runs works side by side. The first failure cancels the others, waits until they have stopped and is then thrown. */
export async function together(works: (() => Promise<unknown>)[]): Promise<void> {
  const scope = new CancellationScope();
  let first: { error: unknown } | undefined;
  await scope.run(() =>
    Promise.all(
      works.map((work) =>
        work().catch((error: unknown) => {
          first ??= { error };
          scope.cancel();
        }),
      ),
    ),
  );
  if (first) throw first.error;
}

/** Calls `work` for each item in order, at most `width` at a time. Failures as in `together`. */
export async function inWindow<T>(
  items: readonly T[],
  width: number,
  work: (item: T, position: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length && !CancellationScope.current().consideredCancelled) {
      const position = next++;
      await work(items[position] as T, position);
    }
  };
  await together(Array.from({ length: Math.min(width, items.length) }, () => lane));
}
