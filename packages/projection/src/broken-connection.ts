const SIGNS =
  /57P0[123]|P1001|P1017|ECONNRESET|ECONNREFUSED|EPIPE|Connection terminated|closed the connection|terminating connection|not queryable|database system is (starting|shutting)/;

/** Whether the database went away under the call, as far as the driver's words tell. */
function isBroken(error: unknown): boolean {
  const { message = '', code = '' } = (error ?? {}) as { message?: string; code?: string };
  return SIGNS.test(`${code} ${message}`);
}

const WAITS_MS = [50, 250, 1000];

/**
 * Runs a call that may meet a connection which broke while it lay in the pool: it is tried again, while `mayRepeat` says that nothing has been
 * done yet.
 */
export async function onFreshConnection<T>(call: () => Promise<T>, mayRepeat: () => boolean = () => true): Promise<T> {
  for (const wait of WAITS_MS) {
    try {
      return await call();
    } catch (error) {
      if (!mayRepeat() || !isBroken(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return call();
}
