/** How long a client's answer waits for Temporal; what was asked goes on by itself after that. */
const PATIENCE_MS = 600;

/** Waits for the work, but not for long. `work` deals with its own failures. */
export const notForLong = async (work: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([work, enough]).finally(() => clearTimeout(timer));
};
