import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { cachedRows } from '@workprint/projection';
import { shown } from '../../test/kinds.ts';
import { make } from '../../test/tools.ts';
import { openWorkplace, type Workplace } from '../../test/workplace.ts';

jest.setTimeout(120_000);

let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace();
});
afterAll(() => place.close());

const FRAMES = 12;
/** Pixels of a 160×90 picture that the watermark in the middle does not reach. */
const rim = (picture: Buffer): Buffer => Buffer.concat([picture.subarray(0, 160 * 25 * 3), picture.subarray(160 * 65 * 3)]);
const middle = (picture: Buffer): Buffer => picture.subarray(160 * 35 * 3, 160 * 55 * 3);
const apart = (a: Buffer, b: Buffer): number => a.reduce((sum, v, i) => sum + Math.abs(v - b[i]!), 0) / a.length;

const pieces = async (): Promise<number> =>
  (await place.db.withWorkspace(place.workspaceId, cachedRows)).filter(({ kind }) => kind === 'mezzanine').length;
const started = async (): Promise<number> =>
  (await place.needs.counters.ffmpegStarted.get()).values.reduce((sum, v) => sum + (v.labels.step === 'mezzanine' ? v.value : 0), 0);

describe('a draft', () => {
  it('shows the film small under a watermark, from proxies made after the upload, and from new ones when these are gone', async () => {
    const { ffmpeg } = place.needs;
    const film = await make(ffmpeg, place.folder, 'large.mp4', [
      ...['-f', 'lavfi', '-i', `testsrc2=s=1920x1080:r=30`, '-frames:v', `${FRAMES}`],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '10', '-pix_fmt', 'yuv420p'],
    ]);
    const assetId = await place.addUpload(film);
    expect(await place.run('ingest', { workspaceId: place.workspaceId, assetId })).toMatchObject({ proxies: 1 });
    const make_ = () => place.run('makeProxies', { workspaceId: place.workspaceId, assetId, from: 0, to: 1 });
    expect([await make_(), await make_(), await pieces()]).toEqual([{ made: 1 }, { made: 0 }, 1]);

    const timeline = {
      version: 1,
      canvas: { width: 1920, height: 1080, fps: 30 },
      tracks: [{ clips: [{ type: 'video', src: `asset:${assetId}`, start: 0, length: FRAMES / 30 }] }],
    };
    const drawn = async (): Promise<Buffer[]> => {
      const render = await place.addDraft(timeline, { crf: 4 });
      const { output } = await render.finish();
      expect(output).toMatchObject({ width: 480, height: 270, frames: FRAMES });
      const path = join(place.folder, `${render.renderId}.mp4`);
      await place.store.getToFile(output.objectKey, path);
      return shown(ffmpeg, path);
    };
    const before = await started();
    const [own, draft] = [await shown(ffmpeg, film), await drawn()];
    expect(await started()).toBe(before);
    for (const k of [0, 5, FRAMES - 1]) {
      expect(apart(rim(draft[k]!), rim(own[k]!))).toBeLessThan(4);
      expect(apart(middle(draft[k]!), middle(own[k]!))).toBeGreaterThan(8);
    }

    // Everything that was cached goes, rows and objects.
    await place.db.withWorkspace(place.workspaceId, (tx) => tx.db.chunk.deleteMany({}));
    for (const folder of ['chunks', 'mezzanines', 'made']) await place.store.removePrefix(`ws/${place.workspaceId}/${folder}/`);
    expect(await drawn()).toEqual(draft);
    expect(await started()).toBe(before + 1);
  });
});
