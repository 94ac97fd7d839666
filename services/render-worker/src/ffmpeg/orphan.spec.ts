import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from '@jest/globals';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

it('takes ffmpeg along when the worker is killed with SIGKILL', async () => {
  const worker = `
    import { openFfmpeg } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
    const ffmpeg = await openFfmpeg({ ffmpegPath: 'ffmpeg', ffprobePath: 'ffprobe' });
    await ffmpeg.run({ what: 'orphan', cwd: '/', timeoutMs: 60000, onSpawn: (pid) => console.log(pid),
      args: ['-re', '-f', 'lavfi', '-i', 'color', '-f', 'null', '-'] });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', worker], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  expect(alive(pid)).toBe(true);
  await wait(300);
  child.kill('SIGKILL');
  for (let i = 0; i < 100 && alive(pid); i++) await wait(50);
  expect(alive(pid)).toBe(false);
});
