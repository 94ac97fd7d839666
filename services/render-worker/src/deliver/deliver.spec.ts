import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OutputRecord } from '@workprint/contracts';
import { getAsset, newId } from '@workprint/projection';
import { unzipped } from '@workprint/testing';
import { addFilm, openWorkplace, type Workplace } from '../../test/workplace.ts';

let place: Workplace;
let clip: string;
beforeAll(async () => {
  place = await openWorkplace();
  clip = await addFilm(place, { fps: 24 });
}, 60_000);
afterAll(() => place.close());

/** 3 s, two chunks. */
const timeline = (more: object = {}) => ({
  version: 1,
  canvas: { width: 160, height: 90, fps: 24, background: '#203040' },
  tracks: [
    {
      clips: [
        { type: 'video', src: `asset:${clip}`, start: 0, length: 2, ...more },
        { type: 'video', src: `asset:${clip}`, start: 2, length: 1, trim: 1, ...more },
      ],
    },
  ],
});

const rendered = async (request: object, document: object = timeline()): Promise<{ output: OutputRecord; path: string }> => {
  const { output } = await (await place.addRender(document, request)).finish();
  const path = join(place.folder, `${newId()}-${output.objectKey.split('/').at(-1)}`);
  await place.store.getToFile(output.objectKey, path);
  return { output, path };
};

interface Probed {
  streams: { codec_name: string; width: number; height: number; pix_fmt: string; nb_read_packets: string }[];
  packets: { pts_time: string; duration_time: string }[];
}
const probed = async (path: string): Promise<Probed> => {
  const lines: string[] = [];
  const entries = 'stream=codec_name,width,height,pix_fmt,nb_read_packets:packet=pts_time,duration_time';
  const args = ['-v', 'error', '-count_packets', '-show_entries', entries, '-of', 'json', path];
  await place.needs.ffmpeg.probe({ what: 'file', args, cwd: place.folder, timeoutMs: 60_000 }, (line) => lines.push(line));
  return JSON.parse(lines.join('')) as Probed;
};

/** The pictures' pixels as RGBA. */
const pixels = async (input: string[]): Promise<Buffer> => {
  const output = join(place.folder, `${newId()}.raw`);
  const args = ['-i', ...input, '-fps_mode', 'passthrough', '-pix_fmt', 'rgba', '-f', 'rawvideo', output].flat();
  await place.needs.ffmpeg.run({ what: 'pixels', args, cwd: place.folder, timeoutMs: 60_000 });
  return readFile(output);
};
const colorsOf = (rgba: Buffer): Set<number> => {
  const seen = new Set<number>();
  for (let i = 0; i < rgba.length; i += 4) seen.add(rgba.readUInt32BE(i));
  return seen;
};

describe('a GIF', () => {
  it('has every frame at its time, the colours asked for and the loop', async () => {
    const { output, path } = await rendered({ format: 'gif', width: 80, fps: 12, colors: 32, loop: 3 });
    expect(output).toMatchObject({ format: 'gif', contentType: 'image/gif', width: 80, height: 46, frames: 36, durationSeconds: 3 });
    expect(output.objectKey).toMatch(/\/0\.gif$/);
    expect(output.posterKey).not.toBeNull();
    const { streams, packets } = await probed(path);
    expect(streams[0]).toMatchObject({ codec_name: 'gif', width: 80, height: 46, nb_read_packets: '36' });
    expect(packets.map((p) => Math.round(Number(p.pts_time) * 100))).toEqual(packets.map((_, i) => Math.round((i * 100) / 12)));
    expect(packets.reduce((sum, p) => sum + Number(p.duration_time), 0)).toBeCloseTo(3, 5);
    const bytes = await readFile(path);
    expect(bytes.readUInt16LE(bytes.indexOf('NETSCAPE2.0') + 13)).toBe(2);
    expect(colorsOf(await pixels([path])).size).toBeLessThanOrEqual(32);
  }, 60_000);

  it('keeps transparency', async () => {
    const { path } = await rendered({ format: 'gif', fps: 6, alpha: true }, timeline({ scale: 0.5 }));
    const rgba = await pixels([path]);
    expect(rgba[3]).toBe(0);
    expect(rgba[(45 * 160 + 80) * 4 + 3]).toBe(255);
  }, 60_000);

  it('is made smaller until it fits, or fails with what was reached', async () => {
    const asked = await rendered({ format: 'gif', fps: 8, width: 80 });
    const maxBytes = Math.round(asked.output.bytes / 2);
    const { output } = await rendered({ format: 'gif', fps: 8, width: 80, maxBytes });
    expect(output.bytes).toBeLessThanOrEqual(maxBytes);
    expect(output.frames).toBeGreaterThan(0);
    await expect(rendered({ format: 'gif', fps: 8, width: 80, maxBytes: 1000 })).rejects.toMatchObject({
      type: 'SIZE_UNREACHABLE',
      message: expect.stringMatching(/takes \d+ bytes at the least; 1000 were asked for/),
    });
  }, 120_000);
});

describe('a sequence', () => {
  it.each(['png', 'jpg'])(
    'of %s frames lies in a ZIP with its manifest',
    async (image) => {
      const { output, path } = await rendered({ format: `${image}_sequence`, fps: 12 });
      expect(output).toMatchObject({ contentType: 'application/zip', frames: 36, width: 160, height: 90 });
      expect(output.objectKey).toMatch(/\/0\.zip$/);
      const { names, folder } = await unzipped(path);
      expect(names).toHaveLength(37);
      expect([names[0], names[35]]).toEqual([`000001.${image}`, `000036.${image}`]);
      expect(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))).toMatchObject({
        ...{ version: 1, image, frames: 36, fps: 12, durationSeconds: 3, width: 160, height: 90 },
      });
      expect((await probed(join(folder, `000036.${image}`))).streams[0]).toMatchObject({ width: 160, height: 90 });
    },
    60_000,
  );

  it('is the same bytes when it is made again', async () => {
    const [one, two] = [await rendered({ format: 'png_sequence', fps: 4 }), await rendered({ format: 'png_sequence', fps: 4 })];
    expect(two.output.sha256).toBe(one.output.sha256);
  }, 60_000);

  it('keeps transparency', async () => {
    const { path } = await rendered({ format: 'png_sequence', fps: 4, alpha: true }, timeline({ scale: 0.5 }));
    const { folder } = await unzipped(path);
    expect((await probed(join(folder, '000001.png'))).streams[0]?.pix_fmt).toBe('rgba');
    const rgba = await pixels([join(folder, '000001.png')]);
    expect([rgba[3], rgba[(45 * 160 + 80) * 4 + 3]]).toEqual([0, 255]);
  }, 60_000);
});

describe('a still', () => {
  it.each([
    ['png', 'image/png', 'png', 0],
    ['jpg', 'image/jpeg', 'mjpeg', 7],
    ['webp', 'image/webp', 'webp', 7],
  ])(
    '%s is the frame of its time and nothing else is drawn',
    async (format, contentType, codec, slack) => {
      const { output, path } = await rendered({ format, at: 2.5 });
      expect(output).toMatchObject({ contentType, frames: 1, durationSeconds: 0, width: 160, height: 90, posterKey: null });
      expect((await probed(path)).streams[0]?.codec_name).toBe(codec);
      const sequence = await rendered({ format: 'png_sequence' });
      const { folder } = await unzipped(sequence.path);
      const [still, frame] = await Promise.all([pixels([path]), pixels([join(folder, '000061.png')])]);
      const mean = still.reduce((sum, v, i) => sum + Math.abs(v - frame[i]!), 0) / still.length;
      expect(mean).toBeLessThanOrEqual(slack);
    },
    60_000,
  );

  it('beyond the end is a problem', async () => {
    await expect(rendered({ format: 'png', at: 3 })).rejects.toMatchObject({ message: expect.stringContaining('output.at') });
  });
});

describe('a sprite sheet', () => {
  it('has a tile for each interval and says where it is', async () => {
    const { output, path } = await rendered({ format: 'sprite', width: 80, intervalSeconds: 0.5, columns: 4 });
    expect(output).toMatchObject({ contentType: 'application/zip', frames: 6, width: 320, height: 92, posterKey: null });
    expect(output.files?.map((f) => f.name)).toEqual(['sprite-1.jpg', 'sprite.vtt']);
    const { names, folder } = await unzipped(path);
    expect(names).toEqual(['manifest.json', 'sprite-1.jpg', 'sprite.vtt']);
    expect((await probed(join(folder, 'sprite-1.jpg'))).streams[0]).toMatchObject({ codec_name: 'mjpeg', width: 320, height: 92 });
    const vtt = await readFile(join(folder, 'sprite.vtt'), 'utf8');
    expect(vtt).toContain('00:00:02.500 --> 00:00:03.000\nsprite-1.jpg#xywh=80,46,80,46\n');
    const stored = await place.store.head(output.files![1]!.objectKey);
    expect(stored).toMatchObject({ contentType: 'text/vtt', bytes: output.files![1]!.bytes });
  }, 60_000);
});

describe('pixel art', () => {
  it.each([
    ['none', 'area', 5],
    ['bayer', 'nearest', 16],
    ['floyd_steinberg', 'area', 2],
  ])(
    'with %s dithering, %s scaling and %s colours: frames, palette, manifest and the video; frames and palette are assets',
    async (dither, scaling, colors) => {
      const { output, path } = await rendered({ format: 'pixel_art', dither, scaling, colors, width: 33, height: 24, fps: 12 });
      expect(output).toMatchObject({ format: 'pixel_art', contentType: 'application/zip', frames: 36, width: 33, height: 24 });
      const { names, folder } = await unzipped(path);
      const frames = names.filter((n) => n.startsWith('frames/'));
      expect(frames).toHaveLength(36);
      expect(names).toEqual(expect.arrayContaining(['manifest.json', 'palette.gpl', 'palette.json']));
      const all = colorsOf(await pixels([join(folder, 'frames/%06d.png')]));
      expect(all.size).toBeLessThanOrEqual(colors);
      expect(all.size).toBeGreaterThan(1);
      const palette = JSON.parse(await readFile(join(folder, 'palette.json'), 'utf8')) as { colors: string[] };
      expect(palette.colors.length).toBeLessThanOrEqual(colors);
      for (const color of all) expect(palette.colors).toContain(`#${color.toString(16).padStart(8, '0').slice(0, 6)}`);

      const video = join(place.folder, `${newId()}.mp4`);
      await place.store.getToFile(output.files!.find((f) => f.name === 'video.mp4')!.objectKey, video);
      expect((await probed(video)).streams).toMatchObject([
        { codec_name: 'h264', width: 33 * 14, height: 24 * 14, nb_read_packets: '36' },
        { codec_name: 'aac' },
      ]);
      const filed = output.files!.filter((f) => f.assetId);
      expect(filed.map((f) => f.name)).toEqual(['frames.zip', 'palette.json']);
      const asset = await place.db.withWorkspace(place.workspaceId, (tx) => getAsset(tx, filed[0]!.assetId!));
      expect(asset).toMatchObject({ status: 'READY', contentType: 'application/zip', sha256: output.sha256, createdBy: 'key:spec' });
    },
    60_000,
  );
});
