import path from 'node:path';
import { WORK_DIR } from '../paths.mjs';
import { ensureDevKey } from '../stack/dev-key.ts';
import { useStack } from '../stack/use-stack.ts';
import { say } from '../verbs/say.ts';
import { untilStopped } from '../verbs/until-stopped.ts';
import { runDemo } from './demo.ts';

// `npm run demo`: the whole way once, on the stack that runs or on one of its own. `--json`: the last line is the result.

const stopping = untilStopped();
const stack = await useStack({ say });
let code = 0;
const work = async () => {
  const { env } = stack;
  const { workflowUrl, ...result } = await runDemo({
    url: stack.url,
    token: await ensureDevKey(WORK_DIR, env.DATABASE_URL ?? ''),
    dir: path.join(WORK_DIR, 'demo'),
    ffmpeg: env.FFMPEG_PATH ?? 'ffmpeg',
    ffprobe: env.FFPROBE_PATH ?? 'ffprobe',
  });
  const lines = [`  Film         ${result.file}`, `  Poster       ${result.poster}`, `  Temporal UI  ${workflowUrl ?? stack.ui}`];
  const out = process.argv.includes('--json') ? process.stderr : process.stdout;
  out.write(`\n${lines.join('\n')}\n\n`);
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(result)}\n`);
};
try {
  const ended = await Promise.race([work().then(() => 'done' as const), stopping.then(() => 'stopped' as const)]);
  if (ended === 'stopped') code = 130;
} catch (error) {
  say(`the demo failed: ${error instanceof Error ? error.message : error}`);
  code = 1;
}
await stack.stop();
process.exit(code);
