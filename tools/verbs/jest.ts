import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../paths.mjs';

/** Paths are meant from where the command was called; jest matches patterns against whole paths. */
function resolveArgument(argument: string): string[] {
  if (argument.startsWith('-') || !existsSync(argument)) return [argument];
  const absolute = path.resolve(argument);
  return absolute === ROOT ? [] : [absolute];
}

/** Runs jest with ESM and resolves with its exit code. */
export function runJest(args: readonly string[]): Promise<number> {
  const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const child = spawn(
    process.execPath,
    [...flags, jest, '--config', path.join(ROOT, 'jest.config.mjs'), '--passWithNoTests', ...args.flatMap(resolveArgument)],
    {
      stdio: 'inherit',
      cwd: ROOT,
    },
  );
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

if (process.argv[1] === import.meta.filename) process.exitCode = await runJest(process.argv.slice(2));
