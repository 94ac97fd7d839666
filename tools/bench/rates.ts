import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { say } from '../verbs/say.ts';
import { checkRate, holds, type Shown } from './rates/check.ts';
import { RATES } from './rates/source.ts';

// `npm run bench -- rates [--json]`: that every rate, however it is cut, has its frames, each once, and its sound to the sample. No speed is measured:
// it may run on a busy machine.

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rates: { type: 'string', default: RATES.map(({ name }) => name).join() },
    chunks: { type: 'string', default: '1,2,3,7,64' },
    frames: { type: 'string', default: '192' },
  },
});
const wanted = values.rates.split(',');
const unknown = wanted.filter((name) => !RATES.some((rate) => rate.name === name));
const counts = values.chunks.split(',').map(Number);
const frames = Number(values.frames);
if (unknown.length > 0) throw new Error(`--rates takes ${RATES.map(({ name }) => name).join()}, not ${unknown.join()}`);
if (!counts.every((n) => Number.isInteger(n) && n >= 1 && n <= frames)) throw new Error('--chunks takes numbers from 1 to --frames');

const tools = { ffmpeg: process.env.FFMPEG_PATH ?? 'ffmpeg', ffprobe: process.env.FFPROBE_PATH ?? 'ffprobe' };
const folder = await mkdtemp(path.join(tmpdir(), 'workprint-rates-'));
const all: Shown[] = [];
try {
  for (const rate of RATES.filter(({ name }) => wanted.includes(name)))
    for await (const shown of checkRate(tools, folder, rate, counts, frames)) {
      all.push(shown);
      const { exact, composedEqual, chunksEqual, deliveredEqual, soundEqual, seamSsim } = shown;
      const failed = Object.entries({ exact, composedEqual, chunksEqual, deliveredEqual, soundEqual }).filter(([, ok]) => !ok);
      const verdict = failed.length === 0 ? 'holds' : `FAILS: ${failed.map(([name]) => name).join(', ')}`;
      say(`${shown.rate} in ${shown.chunks} chunks, ${shown.frames} frames: ${verdict}; SSIM at the worst seam ${seamSsim}`);
    }
} finally {
  await rm(folder, { recursive: true, force: true });
}
const good = all.filter(holds).length;
if (values.json) console.log(JSON.stringify({ cases: all.length, holding: good, passed: good === all.length, rates: all }));
else console.log(`${good} of ${all.length} cases hold`);
if (good < all.length) process.exitCode = 1;
