import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
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

const SPOKEN = '1\n00:00:00,200 --> 00:00:02,800\nCaptions are here';

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
    { clips: [{ type: 'captions', mode: 'track', start: 0, language: 'en', label: 'English', captions: { format: 'srt', text: SPOKEN } }] },
  ],
});

/** Renders the film as a ladder. Returns its link. */
const ladder = async ({ client }: Tenant, format: 'hls' | 'dash'): Promise<string> => {
  const asset = await client.uploadFile(CLIP);
  const { id } = await client.createRender({
    timeline: film(asset.id) as never,
    output: { format, renditions: [{ height: 180 }, { height: 90 }] },
  });
  const render = await client.waitForRender(id);
  expect([render.status, render.outputs[0]?.format]).toEqual(['COMPLETED', format]);
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
