import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { objectKeys } from '@workprint/contracts';
import { captionPlaylist, masterPlaylist, mediaPresentation, type Package, packageFiles, webVtt } from '@workprint/timeline';
import { openTheatre, type Theatre } from './browser.ts';
import { openRoom, type Room, type Tenant } from './room.ts';

jest.setTimeout(200_000);

const CLIP = path.join(import.meta.dirname, '../../examples/demo/media/bigbuckbunny.mp4');

let room: Room;
let theatre: Theatre;
beforeAll(async () => {
  [room, theatre] = await Promise.all([openRoom(), openTheatre()]);
}, 120_000);
afterAll(async () => {
  await theatre?.close();
  await room?.close();
});

const film = (asset: string): object => ({
  version: 1,
  canvas: { width: 320, height: 180, fps: 30 },
  tracks: [
    {
      clips: [
        { type: 'video', src: `asset:${asset}`, start: 0, length: 2 },
        { type: 'video', src: `asset:${asset}`, start: 2, length: 1, trim: 1 },
      ],
    },
  ],
});

const captions = [{ language: 'en', label: 'English', cues: [{ start: 0.2, end: 2.8, text: 'Captions are here' }] }];

/** Lays captions beside a finished ladder, as the packager writes them. Returns its link. */
const ladder = async (tenant: Tenant, format: 'hls' | 'dash'): Promise<string> => {
  const { client, workspaceId } = tenant;
  const asset = await client.uploadFile(CLIP);
  const { id } = await client.createRender({
    timeline: film(asset.id) as never,
    output: { format, renditions: [{ height: 180 }, { height: 90 }] },
  });
  const render = await client.waitForRender(id);
  expect([render.status, render.outputs[0]?.format]).toEqual(['COMPLETED', format]);
  const prefix = objectKeys.ladder(workspaceId, id, 0);
  const put = (name: string, text: string) => room.store.putBytes(`${prefix}${name}`, text, { contentType: 'text/plain' });
  const track = { folder: 'v', codecs: '', timescale: 1, segments: [{ ticks: 1, bytes: 1 }], width: 2, height: 2 };
  const sample: Package = { fps: { num: 1, den: 1 }, durationSeconds: 3, title: null, video: [track], audio: null, captions };
  const master = packageFiles[format];
  const text = Buffer.from(await room.store.getBytes(`${prefix}${master}`)).toString();
  await put(packageFiles.captions('en'), webVtt(captions[0]!.cues));
  if (format === 'hls') {
    const line = /#EXT-X-MEDIA:TYPE=SUBTITLES.*\n/.exec(masterPlaylist(sample))?.[0];
    await put(packageFiles.captionPlaylist('en'), captionPlaylist(captions[0]!, 3));
    await put(master, text.replace('#EXT-X-MEDIA', `${line}#EXT-X-MEDIA`).replaceAll('CLOSED-', 'SUBTITLES="captions",CLOSED-'));
  } else {
    const set = / *<AdaptationSet contentType="text"[\s\S]*?<\/AdaptationSet>\n/.exec(mediaPresentation(sample))?.[0];
    await put(master, text.replace('  </Period>', `${set}  </Period>`));
  }
  return render.outputs[0]?.url ?? '';
};

describe('in Chromium', () => {
  it.each([
    ['hls', 'hls'],
    ['hls', 'shaka'],
    ['dash', 'shaka'],
  ] as const)('%s plays to its end with %s, sound and captions with it', async (format, player) => {
    const url = await ladder(await room.tenant(), format);
    const played = await theatre.play(player, url);
    expect(played).toMatchObject({ errors: [], captions: ['en: Captions are here'], width: expect.any(Number) });
    expect(played.positions.length).toBeGreaterThan(3);
    expect(played.positions).toEqual(played.positions.toSorted((a, b) => a - b));
    expect(played.frames).toBeGreaterThan(80);
    const { video = 0, audio = 0 } = played.buffered;
    expect(Math.abs(video - 3)).toBeLessThan(0.001);
    expect(Math.abs(audio - 3)).toBeLessThan(1 / 30);
    expect(Math.abs(played.duration - 3)).toBeLessThan(1 / 30);
  });
});
