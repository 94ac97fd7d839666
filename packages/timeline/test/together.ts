/** One command as a part of a larger one. */
interface Part {
  /** Its inputs with their options. */
  inputs: string[];
  graph: string;
  /** Its outputs with theirs. */
  outputs: string[];
}

/** How many inputs these arguments open. */
export const inputsIn = (args: readonly string[]): number => args.filter((arg) => arg === '-i').length;

/** @param before inputs that are opened before its own. @param label its picture's name in the larger command */
export function partOf(command: readonly string[], before: number, label: string): Part {
  const at = command.indexOf('-filter_complex');
  return {
    inputs: command.slice(command.indexOf('-filter_complex_threads') + 2, at),
    graph: command[at + 1]!.replace(/\[(\d+):/g, (_, n: string) => `[${Number(n) + before}:`).replaceAll('[out]', `[${label}]`),
    outputs: command.slice(at + 2).map((arg) => (arg === '[out]' ? `[${label}]` : arg)),
  };
}

/** Arguments of one ffmpeg that does what several commands with one picture each do: programs start slowly, and a spec's frames are small. */
export function together(commands: readonly (readonly string[])[]): string[] {
  const [first = []] = commands;
  const parts: Part[] = [];
  let before = 0;
  for (const command of commands) {
    const part = partOf(command, before, `out${parts.length}`);
    before += inputsIn(part.inputs);
    parts.push(part);
  }
  return [
    ...first.slice(0, first.indexOf('-filter_complex_threads') + 2),
    ...parts.flatMap(({ inputs }) => inputs),
    ...parts.flatMap(({ graph }) => ['-filter_complex', graph]),
    ...parts.flatMap(({ outputs }) => outputs),
  ];
}
