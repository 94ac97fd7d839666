import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OutputRecord, objectKeys } from '@workprint/contracts';
import { getRenderProgress, renderChunks } from '@workprint/projection';
import type { OutputRequest, Plan } from '@workprint/timeline';
import { addFilm, openWorkplace, type Workplace } from '../../test/workplace.ts';

let place: Workplace;
let clip: string;
beforeAll(async () => {
  place = await openWorkplace();
  clip = await addFilm(place);
}, 60_000);
afterAll(() => place.close());

const timeline = (trim: number) => ({
  version: 1,
  canvas: { width: 320, height: 180, fps: 30 },
  tracks: [
    {
      clips: [
        { type: 'video', src: `asset:${clip}`, start: 0, length: 2, trim },
        { type: 'video', src: `asset:${clip}`, start: 2, length: 1 },
      ],
    },
  ],
});
const MP4: OutputRequest = {};
const SMALL: OutputRequest = { width: 160, height: 90, crf: 30 };
const TALL: OutputRequest = { width: 90, height: 160 };
const WEBM: OutputRequest = { format: 'webm', width: 160, height: 90 };
const MP3: OutputRequest = { format: 'mp3' };

/** How often ffmpeg was started for each step since the last look. */
const started = async (): Promise<Record<string, number>> => {
  const { ffmpegStarted } = place.needs.counters;
  const { values } = await ffmpegStarted.get();
  ffmpegStarted.reset();
  return Object.fromEntries(values.map((v) => [v.labels.step, v.value]));
};
const probed = async (output: OutputRecord): Promise<string> => {
  const path = join(place.folder, `out-${output.index}.${output.format}`);
  await place.store.getToFile(output.objectKey, path);
  const lines: string[] = [];
  const args = ['-v', 'error', '-show_entries', 'stream=codec_name,width,height,nb_read_packets:format=duration', '-count_packets'];
  await place.needs.ffmpeg.probe(
    { what: 'output', args: [...args, '-of', 'csv=p=0', path], cwd: place.folder, timeoutMs: 60_000 },
    (line) => lines.push(line),
  );
  const [video, ...others] = lines;
  return [video, ...others.slice(0, -1).map((l) => l.split(',')[0]), Number(lines.at(-1)).toFixed(1)].join(' ');
};

describe('several outputs of one render', () => {
  it('come out of one ffmpeg for each chunk, each as it was asked for', async () => {
    await started();
    const render = await place.addRender(timeline(0), MP4, SMALL, TALL, WEBM, MP3, { ...MP4, title: 'again' });
    const { outputs, planKeys, rendered } = await render.finish();
    expect(planKeys).toHaveLength(1);
    const plan = await place.store.getJson<Plan>(planKeys[0]!);
    expect([rendered, plan.chunks.length, plan.encodings.length]).toEqual([[0, 1], 2, 4]);
    expect(await started()).toEqual({ chunk: 2, audio: 1, assemble: 5, poster: 2 });
    expect(outputs.map((o) => [o.index, o.format, o.width, o.height, o.frames])).toEqual([
      ...[
        [0, 'mp4', 320, 180, 90],
        [1, 'mp4', 160, 90, 90],
        [2, 'mp4', 90, 160, 90],
      ],
      ...[
        [3, 'webm', 160, 90, 90],
        [4, 'mp3', null, null, 0],
        [5, 'mp4', 320, 180, 90],
      ],
    ]);
    const said: string[] = [];
    for (const output of outputs) said.push((await probed(output)).replace(/^mp3,\d+ /, 'mp3 '));
    const mp4 = (size: string) => `h264,${size},90 aac 3.0`;
    expect(said).toEqual([mp4('320,180'), mp4('160,90'), mp4('90,160'), 'vp9,160,90,90 opus 3.0', 'mp3 3.0', mp4('320,180')]);
    // A poster for each size.
    expect(outputs.map((o) => o.posterKey?.split('/').at(-1))).toEqual([
      ...['poster.jpg', 'poster-1.jpg', 'poster-2.jpg', 'poster-1.jpg', undefined, 'poster.jpg'],
    ]);
    const manifest = await place.store.getJson<{ plans: { chunks: { encoded: object[] }[]; audio: { encoded: object[] } }[] }>(
      objectKeys.output(place.workspaceId, render.renderId, 'manifest.json'),
    );
    const { chunks, audio } = manifest.plans[0]!;
    expect(chunks.map((c) => c.encoded.length)).toEqual([4, 4]);
    expect(chunks[1]!.encoded[3]).toMatchObject({ key: plan.chunks[1]!.encoded[3]!.key, sha256: expect.any(String) });
    expect(audio.encoded).toHaveLength(3);
    const [rows, progress] = await place.db.withWorkspace(place.workspaceId, async (tx) => [
      await renderChunks(tx, render.renderId),
      await getRenderProgress(tx, render.renderId),
    ]);
    expect(rows.map((r) => [r.index, r.framesDone, r.reused])).toEqual([
      [0, plan.chunks[0]!.frames, false],
      [1, plan.chunks[1]!.frames, false],
    ]);
    expect(progress).toMatchObject({ chunksDone: 2, chunksReused: 0 });
  }, 60_000);

  it('use what a render of one of them has made, and make only what is missing', async () => {
    const alone = await (await place.addRender(timeline(0.5), SMALL)).finish();
    await started();
    const both = await (await place.addRender(timeline(0.5), MP4, SMALL)).finish();
    expect(both.outputs[1]!.sha256).toBe(alone.output.sha256);
    // The second half was made by the render before.
    expect(await started()).toMatchObject({ chunk: 1 });
    const again = await (await place.addRender(timeline(0.5), SMALL, MP4)).finish();
    expect(again.rendered).toEqual([]);
    expect(again.outputs.map((o) => o.sha256)).toEqual([both.outputs[1]!.sha256, both.outputs[0]!.sha256]);
  }, 60_000);

  it('render only the lost encoding of a chunk again', async () => {
    const render = await place.addRender(timeline(0.7), MP4, SMALL);
    const { planKey, outputs } = await render.finish();
    const plan = await place.store.getJson<Plan>(planKey);
    const [kept, lost] = plan.chunks[0]!.encoded.map((e) => objectKeys.chunk(place.workspaceId, e.key));
    const before = await place.store.head(kept!);
    await place.store.remove([lost!]);
    await place.store.removePrefix(objectKeys.allMade(place.workspaceId));
    await started();
    const again = await (await place.addRender(timeline(0.7), MP4, SMALL)).finish();
    expect(again.rendered).toEqual([0]);
    expect(await started()).toMatchObject({ chunk: 1 });
    expect(again.outputs.map((o) => o.sha256)).toEqual(outputs.map((o) => o.sha256));
    expect(await place.store.head(kept!)).toEqual(before);
  }, 60_000);

  it('have plans of their own where their rates differ, with one count of chunks', async () => {
    const render = await place.addRender(timeline(0.9), { ...SMALL, fps: 15 }, WEBM, MP3);
    const { outputs, planKeys } = await render.finish();
    expect(planKeys).toHaveLength(2);
    expect(outputs.map((o) => [o.format, o.frames])).toEqual([
      ['mp4', 45],
      ['webm', 90],
      ['mp3', 0],
    ]);
    const rows = await place.db.withWorkspace(place.workspaceId, (tx) => renderChunks(tx, render.renderId));
    expect(rows.map((r) => [r.index, r.framesDone === r.frames])).toEqual([0, 1, 2, 3].map((i) => [i, true]));
  }, 60_000);
});
