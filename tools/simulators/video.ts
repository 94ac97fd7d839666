import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { drawPlate } from './font.ts';

const run = promisify(execFile);
const FPS = 24;

/** What a simulated film shows and how long it is. */
export interface Film {
  provider: string;
  model: string;
  prompt: string;
  /** 0: one still picture. */
  seconds: number;
  width: number;
  height: number;
}

/** Makes films with ffmpeg, each once, two at a time. */
export interface Studio {
  /** @returns the path of an H.264 MP4 at 24 fps, or of a PNG */
  film(film: Film): Promise<string>;
  close(): Promise<void>;
}

/** @param ffmpeg path of the binary */
export function openStudio(ffmpeg: string): Studio {
  const folder = mkdtempSync(join(tmpdir(), 'workprint-simulated-'));
  const films = new Map<string, Promise<string>>();
  const lanes = [Promise.resolve(), Promise.resolve()];
  let turn = 0;
  return {
    film(film) {
      const key = createHash('sha256').update(JSON.stringify(film)).digest('hex').slice(0, 16);
      const known = films.get(key);
      if (known) return known;
      const lane = turn++ % lanes.length;
      const made = (lanes[lane] ?? Promise.resolve()).then(() => shoot(ffmpeg, folder, key, film));
      lanes[lane] = made.then(
        () => undefined,
        () => undefined,
      );
      films.set(key, made);
      return made;
    },
    async close() {
      await Promise.allSettled(lanes);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function shoot(ffmpeg: string, folder: string, key: string, film: Film): Promise<string> {
  const { width, height } = film;
  const small = Math.max(1, Math.floor(width / 640));
  const hash = createHash('sha256').update(film.prompt).digest('hex');
  const plate = join(folder, `${key}.pam`);
  await writeFile(
    plate,
    drawPlate([
      { text: 'SIMULATED', pixel: Math.max(2, Math.floor(width / 90)) },
      { text: `${film.provider} ${film.model}`.slice(0, 48), pixel: small * 2 },
      { text: film.prompt.slice(0, 48) || hash.slice(0, 12), pixel: small * 2 },
    ]),
  );
  const still = film.seconds === 0;
  const file = join(folder, `${key}.${still ? 'png' : 'mp4'}`);
  const frames = Math.max(1, Math.round(film.seconds * FPS));
  const colours = `c0=0x${hash.slice(0, 6)}:c1=0x${hash.slice(6, 12)}`;
  const picture = `gradients=s=${width}x${height}:r=${FPS}:n=2:${colours}:speed=0.02:seed=${Number.parseInt(hash.slice(0, 6), 16)}`;
  const overlay = "[0][1]overlay=x='(W-w)/2+sin(t*2)*W/24':y='(H-h)/2+cos(t*2)*H/24',format=yuv420p";
  const input = ['-f', 'lavfi', '-i', picture, '-i', plate, '-filter_complex', overlay];
  const encoding = ['-frames:v', String(frames), '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '26', '-g', String(2 * FPS)];
  const output = still ? ['-frames:v', '1', '-update', '1'] : [...encoding, '-movflags', '+faststart', '-an'];
  await run(ffmpeg, ['-v', 'error', '-nostdin', '-y', ...input, ...output, file]);
  return file;
}
