import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readLogs } from '@workprint/projection';
import { loudnessIn, type Plan } from '@workprint/timeline';
import { addFilm, openWorkplace, type Workplace } from '../../test/workplace.ts';
import { checkEncoders } from './encoders.ts';

let place: Workplace;
let clip: string;
beforeAll(async () => {
  place = await openWorkplace();
  clip = await addFilm(place);
}, 60_000);
afterAll(() => place.close());

const timeline = () => ({
  version: 1,
  canvas: { width: 160, height: 90, fps: 30 },
  tracks: [
    {
      clips: [
        { type: 'video', src: `asset:${clip}`, start: 0, length: 2 },
        { type: 'video', src: `asset:${clip}`, start: 2, length: 1, trim: 1 },
      ],
    },
  ],
});

/** Renders it and asks ffprobe. */
const delivered = async (request: object) => {
  const render = await place.addRender(timeline(), request);
  const { output, planKey } = await render.finish();
  const path = join(place.folder, `delivered.${output.format}`);
  await place.store.getToFile(output.objectKey, path);
  const lines: string[] = [];
  const args = [
    '-v',
    'error',
    '-count_packets',
    '-show_entries',
    'stream=codec_name,nb_read_packets:stream_tags:format=duration:format_tags',
    '-of',
    'json',
    path,
  ];
  await place.needs.ffmpeg.probe({ what: 'output', args, cwd: place.folder, timeoutMs: 60_000 }, (line) => lines.push(line));
  const probed = JSON.parse(lines.join('')) as {
    streams: { codec_name: string; nb_read_packets: string; tags?: object }[];
    format: { duration: string; tags?: object };
  };
  const { renderId } = render;
  return { output, renderId, plan: await place.store.getJson<Plan>(planKey), head: await place.store.head(output.objectKey), ...probed };
};

describe('the worker delivers', () => {
  it.each([
    ['mp4', { codec: 'h265' }, 'video/mp4', ['hevc', 'aac']],
    ['webm', { format: 'webm' }, 'video/webm', ['vp9', 'opus']],
    ['webm', { format: 'webm', alpha: true }, 'video/webm', ['vp9', 'opus']],
    ['mov', { format: 'mov' }, 'video/quicktime', ['prores', 'pcm_s24le']],
  ])(
    '%s %j',
    async (format, request, contentType, codecs) => {
      const { output, head, streams, format: container } = await delivered(request);
      expect(output).toMatchObject({
        format,
        contentType,
        width: 160,
        height: 90,
        frames: 90,
        objectKey: expect.stringMatching(`.${format}$`),
      });
      expect(output.posterKey).not.toBeNull();
      expect(head?.contentType).toBe(contentType);
      expect(streams.map((s) => s.codec_name)).toEqual(codecs);
      expect(streams[0]!.nb_read_packets).toBe('90');
      expect(Math.abs(Number(container.duration) - 3)).toBeLessThan(0.05);
    },
    60_000,
  );

  it.each([
    ['m4a', 'audio/mp4', 'aac', 0.05],
    ['mp3', 'audio/mpeg', 'mp3', 0.06],
    ['opus', 'audio/ogg', 'opus', 0.05],
    ['wav', 'audio/wav', 'pcm_s16le', 1e-4],
    ['flac', 'audio/flac', 'flac', 1e-4],
  ])(
    '%s: sound alone, and no picture is drawn for it',
    async (format, contentType, codec, slack) => {
      const { output, head, streams, format: container, plan } = await delivered({ format, title: 'A title' });
      expect(plan.chunks).toEqual([]);
      expect(output).toMatchObject({ format, contentType, width: null, height: null, frames: 0, posterKey: null, durationSeconds: 3 });
      expect(head?.contentType).toBe(contentType);
      expect(streams.map((s) => s.codec_name)).toEqual([codec]);
      expect(Math.abs(Number(container.duration) - 3)).toBeLessThan(slack);
      expect(Object.values({ ...container.tags, ...streams[0]!.tags })).toContain('A title');
    },
    60_000,
  );

  it.each([
    ['mp4', -14],
    ['webm', -18],
    ['wav', -16],
  ])(
    '%s at %d LUFS, and the log says what was done',
    async (format, loudness) => {
      const { output, renderId } = await delivered({ format, loudness });
      const { ffmpeg } = place.needs;
      const path = join(place.folder, `delivered.${output.format}`);
      const args = ['-loglevel', 'info', '-i', path, '-vn', '-af', 'ebur128=peak=true:framelog=verbose', '-f', 'null', '-'];
      const { log } = await ffmpeg.run({ what: 'output', args, cwd: place.folder, timeoutMs: 60_000 });
      expect(Math.abs(loudnessIn(log).integrated! - loudness)).toBeLessThan(0.5);
      const logs = await place.db.withWorkspace(place.workspaceId, (tx) => readLogs(tx, renderId, 10));
      expect(logs).toMatchObject([{ source: 'audio', line: expect.stringMatching(`^Loudness: .* ${loudness} LUFS`) }]);
    },
    60_000,
  );

  it('no sound where nothing sounds', async () => {
    const silent = { ...timeline(), tracks: [{ clips: [{ type: 'video', src: `asset:${clip}`, start: 0, length: 1, muted: true }] }] };
    await expect((await place.addRender(silent, { format: 'mp3' })).prepare()).rejects.toMatchObject({
      type: 'INVALID_TIMELINE',
      message: expect.stringContaining('no clip of the timeline sounds'),
    });
  });

  it('nothing that its ffmpeg lacks: a permanent failure names the encoder', async () => {
    const { ffmpeg } = place.needs;
    const lacking = { version: ffmpeg.version, encoders: ffmpeg.encoders.filter((e) => e !== 'libx265') };
    const render = await place.addRender(timeline(), { codec: 'h265' });
    expect((await render.prepare()).ready).toBe(true);
    expect(() => checkEncoders({ ffmpeg: lacking }, render.outputs)).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ code: 'ENCODER_MISSING', retryable: false, path: 'output.codec' }) }),
    );
    expect(() => checkEncoders({ ffmpeg }, render.outputs)).not.toThrow();
  });
});
