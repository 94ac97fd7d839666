import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Workprint } from '@workprint/sdk';
import { parseTimeline, timelineLength } from '@workprint/timeline';
import { makeMusic } from './music.ts';
import { progressLine } from './progress.ts';
import { DEMO_DIR, demoMedia, demoTimeline } from './timeline.ts';
import { differences } from './verify.ts';

export interface DemoOptions {
  /** The gateway's. */
  url: string;
  token: string;
  /** Where the results go. */
  dir: string;
  ffmpeg: string;
  ffprobe: string;
}

export interface DemoResult {
  renderId: string;
  file: string;
  poster: string;
  /** Length of the video. */
  seconds: number;
  /** From createRender to the last event. */
  wallSeconds: number;
  chunks: number;
  sha256: string;
  workflowUrl: string | null;
}

/** Renders examples/demo as any client would, through the public API. @throws when the file is not what its timeline says */
export async function runDemo({ url, token, dir, ffmpeg, ffprobe }: DemoOptions): Promise<DemoResult> {
  const client = new Workprint({ url, token });
  const line = progressLine(process.stderr);
  await mkdir(dir, { recursive: true });
  const music = path.join(dir, 'music.m4a');
  await makeMusic(music, ffmpeg);
  const fileOf = (name: string) => (name === 'media/music.m4a' ? music : path.join(DEMO_DIR, name));
  const assets = Object.fromEntries(
    await Promise.all(
      demoMedia().map(async (name) => {
        const asset = await client.uploadFile(fileOf(name), { projectId: 'demo' });
        return [name, asset.id] as const;
      }),
    ),
  );
  line.note(`${Object.keys(assets).length} files sent to the object store`);

  const timeline = demoTimeline(assets);
  const parsed = parseTimeline(timeline);
  if (!parsed.ok)
    throw new Error(`examples/demo/timeline.json: ${parsed.problems.map((p) => `${p.path.join('.')}: ${p.message}`).join('; ')}`);
  const { frames } = timelineLength(parsed.value);
  const { width, height, fps } = parsed.value.canvas;

  const since = performance.now();
  const { id } = await client.createRender({ timeline, projectId: 'demo', idempotencyKey: randomUUID() });
  line.note(`render ${id}`);
  const render = await client.waitForRender(id, { onEvent: line.show });
  const wallSeconds = Math.round(performance.now() - since) / 1000;
  const output = render.outputs[0];
  if (render.status !== 'COMPLETED' || !output) {
    const { code, message, hint, log } = render.failure ?? { code: render.status, message: 'no output' };
    throw new Error([`${code}: ${message}`, hint, ...(log ?? []), render.workflowUrl].filter(Boolean).join('\n'));
  }
  const file = path.join(dir, `${id}.mp4`);
  const poster = path.join(dir, `${id}.jpg`);
  if (!output.posterUrl) throw new Error('the render has no poster');
  await client.download(render, file);
  await writeFile(poster, Buffer.from(await (await fetch(output.posterUrl)).arrayBuffer()));

  const seconds = (frames * fps.den) / fps.num;
  const expected = { width, height, frames, rate: `${fps.num}/${fps.den}`, seconds, sha256: output.sha256, bytes: Number(output.bytes) };
  const wrong = await differences(file, expected, { ffmpeg, ffprobe });
  if (wrong.length > 0) throw new Error(`${file} is not what its timeline says: ${wrong.join('; ')}`);
  line.note(`checked: ${frames} frames, ${seconds} s, ${width}×${height}, sound to the sample`);
  const chunks = render.progress.chunksTotal ?? 0;
  return { renderId: id, file, poster, seconds, wallSeconds, chunks, sha256: output.sha256, workflowUrl: render.workflowUrl ?? null };
}
