/** Throws the run's database away and stops the stack when this run started it. */
export default async function tearDown() {
  await /** @type {{ endWorkprint?: () => Promise<void> }} */ (globalThis).endWorkprint?.();
}
