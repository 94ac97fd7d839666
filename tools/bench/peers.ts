import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { CACHE_DIR, ROOT } from '../paths.mjs';
import { aptInstall, aptIsOurs } from '../setup/apt.mjs';
import { onPath } from '../setup/find.mjs';
import type { PeerName } from './options.ts';
import type { Command } from './timed.ts';

const run = promisify(execFile);

/** Another tool that can make the standard timeline; its command, or why it cannot be had here. */
export type Peer = { name: PeerName; command: (out: string, preset: string) => Command } | { name: PeerName; missing: string };

const MOVIEPY = '2.2.1';

/** Finds the tools, installing them by name where that is possible: melt as a Debian package, MoviePy from PyPI into our cache. */
export async function findPeers(names: readonly PeerName[], sources: string, ffmpeg: string, folder: string): Promise<Peer[]> {
  const peers: Peer[] = [];
  for (const name of names) {
    try {
      peers.push({ name, command: name === 'melt' ? await melt(sources, folder) : await moviepy(sources, ffmpeg) });
    } catch (error) {
      peers.push({ name, missing: error instanceof Error ? (error.message.split('\n')[0] as string) : String(error) });
    }
  }
  return peers;
}

async function melt(sources: string, folder: string): Promise<(out: string, preset: string) => Command> {
  if (!onPath('melt')) {
    if (!aptIsOurs()) throw new Error('melt is not on PATH and cannot be installed here');
    await aptInstall('melt');
  }
  const project = path.join(folder, 'standard.mlt');
  writeFileSync(project, readFileSync(path.join(ROOT, 'bench', 'standard.mlt'), 'utf8').replaceAll('{src}', sources));
  return (out, preset) => ({
    file: 'melt',
    args: [
      ...[project, '-consumer', `avformat:${out}`, 'vcodec=libx264', `preset=${preset}`, 'crf=20', 'g=60', 'acodec=aac', 'ab=160k'],
      ...['real_time=-1', '-quiet'],
    ],
  });
}

async function moviepy(sources: string, ffmpeg: string): Promise<(out: string, preset: string) => Command> {
  const python = onPath('python3');
  if (!python) throw new Error('there is no python3');
  const home = path.join(CACHE_DIR, `moviepy-${MOVIEPY}`);
  if (!existsSync(home)) {
    const draft = `${home}.draft-${process.pid}`;
    mkdirSync(draft, { recursive: true });
    try {
      await run(python, ['-m', 'pip', 'install', '--quiet', '--no-input', '--target', draft, `moviepy==${MOVIEPY}`]);
      renameSync(draft, home);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  const env = { PYTHONPATH: home, IMAGEIO_FFMPEG_EXE: onPath(ffmpeg) ?? ffmpeg };
  return (out, preset) => ({ file: python, args: [path.join(ROOT, 'bench', 'with_moviepy.py'), sources, preset, out], env });
}
