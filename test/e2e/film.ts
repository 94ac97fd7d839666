import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { CreateRender, Render } from '@workprint/sdk';
import type { Tenant } from './room.ts';

export const CLIP = path.join(import.meta.dirname, '../../examples/demo/media/bigbuckbunny.mp4');
const run = promisify(execFile);

/** Uploads the clip and asks for so many shots of it, two seconds each, in chunks that are slow enough to be killed in. */
export async function slowRender({ client }: Tenant, clips: number): Promise<CreateRender> {
  const asset = await client.uploadFile(CLIP);
  const one = (i: number): object => ({
    type: 'video',
    src: `asset:${asset.id}`,
    start: 2 * i,
    length: 2,
    trim: (i % 12) / 4,
    volume: 0.5,
  });
  return {
    timeline: {
      version: 1,
      canvas: { width: 960, height: 540, fps: 30 },
      tracks: [{ clips: Array.from({ length: clips }, (_, i) => one(i)) }],
    },
    output: { width: 960, height: 540, speed: 'SLOW' as never, crf: 14 },
  };
}

/** What a player sees and hears: hashes of every decoded frame and of the sound. */
export async function decoded({ client }: Tenant, render: Render, dir: string): Promise<string> {
  const file = path.join(dir, `${render.id}.mp4`);
  await client.download(render, file);
  const { stdout } = await run(process.env.FFMPEG_PATH ?? 'ffmpeg', ['-v', 'error', '-i', file, '-f', 'framemd5', '-'], {
    maxBuffer: 2 ** 28,
  });
  return createHash('sha256').update(stdout).digest('hex');
}

/** Processes that run ffmpeg somewhere under `dir`. */
export async function ffmpegIn(dir: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [exe, cwd, line] = await Promise.all([
        readlink(`/proc/${pid}/exe`).catch(() => ''),
        readlink(`/proc/${pid}/cwd`).catch(() => ''),
        readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
      ]);
      return path.basename(exe) === 'ffmpeg' && (cwd.startsWith(dir) || line.includes(dir)) ? Number(pid) : null;
    }),
  );
  return found.filter((pid) => pid !== null);
}

/** Files of attempts that are under way; a worker's browser keeps its fonts beside them. */
export async function scratchFiles(dir: string): Promise<string[]> {
  const entries = await readdir(path.join(dir, 'scratch'), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory() && entry.name !== 'owner.json')
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(`${path.sep}chromium${path.sep}`));
}
