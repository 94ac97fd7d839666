/** One line on stderr; stdout belongs to results. @param {string} line */
export function say(line) {
  process.stderr.write(`workprint: ${line}\n`);
}

/**
 * Runs one step of setup and says how long it took.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(what, work) {
  const since = Date.now();
  const result = await work();
  say(`${what} (${((Date.now() - since) / 1000).toFixed(1)} s)`);
  return result;
}
