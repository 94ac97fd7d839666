import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { frameKeys } from '@workprint/contracts';
import { newId } from '@workprint/projection';
import { PIPELINE_VERSION, parseTimeline, resolveOutput } from '@workprint/timeline';
import { GOLDENS, type GoldenSources } from './golden/timelines.ts';
import { make } from './tools.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/** The pictures that were approved for this version. */
const approved = fileURLToPath(new URL(`./golden/v${PIPELINE_VERSION}/`, import.meta.url));
/** Writes the pictures that are not there yet, to be looked at. Those of a version that is out are never written over: raise the version. */
const UPDATE = 'UPDATE_GOLDEN' in process.env;
const canvas = { width: 320, height: 180, fps: 30, background: '#101014' };

let place: Workplace;
let sources: GoldenSources;
beforeAll(async () => {
  place = await openWorkplace({ html: true });
  const { ffmpeg } = place.needs;
  const made = async (name: string, args: string[]) => `asset:${await place.addAsset(await make(ffmpeg, place.folder, name, args))}`;
  const lossless = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '0', '-threads', '1', '-g', '40'];
  const pq = ['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc', '-pix_fmt', 'yuv420p10le'];
  const badge = "geq=r=230:g='255*Y/64':b=40:a='clip((30-hypot(X-32,Y-32))*128,0,255)'";
  sources = {
    clip: await made('clip.mp4', ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=5', '-pix_fmt', 'yuv420p', ...lossless]),
    hdr: await made('hdr.mp4', ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=30:d=2', ...lossless, ...pq]),
    logo: await made('logo.png', ['-f', 'lavfi', '-i', 'color=c=black@0:s=64x64,format=rgba', '-vf', badge, '-frames:v', '1']),
  };
}, 120_000);
afterAll(() => place.close());

/** PNG of one frame, as renderFrame gives it. */
const draw = async (timeline: object, frame: number): Promise<Uint8Array> => {
  const parsed = parseTimeline(timeline);
  const output = parsed.ok ? resolveOutput(parsed.value.canvas) : parsed;
  if (!output.ok) throw new Error(JSON.stringify(output.problems));
  const { workspaceId } = place;
  const timelineKey = frameKeys.timeline(workspaceId, newId());
  await place.store.putJson(timelineKey, { timeline, variables: null });
  const drawn = await place.run('drawFrame', { workspaceId, timelineKey, rootId: null, output: output.value, frame, format: 'png' });
  if (!drawn.ok) throw new Error(JSON.stringify(drawn.problems));
  return place.store.getBytes(drawn.objectKey);
};

/** Structural likeness of two pictures, 1 where they are equal. */
const ssim = async (a: string, b: string): Promise<number> => {
  const log = `${b}.ssim`;
  const { folder, needs } = place;
  await needs.ffmpeg.run({
    what: 'ssim',
    args: ['-y', '-i', a, '-i', b, '-lavfi', `ssim=stats_file=${log.split('/').at(-1)}`, '-f', 'null', '-'],
    ...{ cwd: folder, timeoutMs: 60_000 },
  });
  return Number(/All:([\d.]+)/.exec(await readFile(log, 'utf8'))![1]);
};

describe(`golden frames of pipeline version ${PIPELINE_VERSION}`, () => {
  it.each(GOLDENS.flatMap(({ name, frames, tracks }) => frames.map((frame) => ({ name, frame, tracks }))))(
    '$name, frame $frame',
    async ({ name, frame, tracks }) => {
      const file = `${name}-${frame}.png`;
      const drawn = join(place.folder, file);
      await writeFile(drawn, await draw({ version: 1, canvas, tracks: tracks(sources) }, frame));
      if (UPDATE && !existsSync(join(approved, file))) {
        await mkdir(approved, { recursive: true });
        await copyFile(drawn, join(approved, file));
      }
      expect(await ssim(join(approved, file), drawn)).toBeGreaterThanOrEqual(0.99);
    },
    60_000,
  );

  it('has no picture that nothing draws', async () => {
    const drawn = GOLDENS.flatMap(({ name, frames }) => frames.map((frame) => `${name}-${frame}.png`));
    expect((await readdir(approved)).sort()).toEqual(drawn.sort());
  });
});
