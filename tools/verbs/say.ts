/** One line for a person, on stderr: stdout belongs to results. */
export function say(line: string): void {
  process.stderr.write(`workprint: ${line}\n`);
}

/** For what a verb cannot go on without: says why and exits with 1. */
export function giveUp(error: unknown): never {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
