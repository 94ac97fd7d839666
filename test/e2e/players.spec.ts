import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
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

const film = (asset: string, size = { width: 320, height: 180 }, trim = 1): object => ({
  version: 1,
  canvas: { ...size, fps: 30 },
  tracks: [
    {
      clips: [
        { type: 'video', src: `asset:${asset}`, start: 0, length: 2 },
        { type: 'video', src: `asset:${asset}`, start: 2, length: 1, trim },
      ],
    },
    { clips: [{ type: 'captions', mode: 'track', start: 0, language: 'en', label: 'English', captions: { format: 'srt', text: SPOKEN } }] },
  ],
});

const SMALL = { width: 160, height: 90 };

/** A source with a keyframe each half second: of the film's second clip too little lies between two of them. */
async function cuttable(dir: string): Promise<string> {
  const file = path.join(dir, 'cuttable.mp4');
  const colors = ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709'];
  await promisify(execFile)(process.env.FFMPEG_PATH ?? 'ffmpeg', [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=30:d=3', '-f', 'lavfi', '-i', 'sine=f=440:d=3:r=48000'],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-pix_fmt',
      'yuv420p',
      '-g',
      '15',
      '-x264-params',
      'scenecut=0',
      ...colors,
      '-c:a',
      'aac',
      file,
    ],
  ]);
  return file;
}

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

  it('a film that is copied in parts plays to its end, as a file, as a ladder, and as it was watched', async () => {
    const { client } = await room.tenant();
    const asset = await client.uploadFile(await cuttable(room.dir));
    const timeline = film(asset.id, SMALL, 0.4) as never;
    const copy = 'WHEN_POSSIBLE' as never;
    const outputs = [
      { format: 'mp4', copy },
      { format: 'hls', copy, renditions: [{ height: SMALL.height }] },
    ];
    const { id } = await client.createRender({ timeline, outputs });
    const render = await client.waitForRender(id);
    expect(render.status).toBe('COMPLETED');
    const manifest = (await (await fetch(String(render.manifestUrl))).json()) as Manifest;
    const copied = manifest.plans.flatMap((plan) => plan.chunks).filter(({ encoded }) => encoded[0]?.copiedFrom);
    expect(copied.reduce((frames, chunk) => frames + chunk.frames, 0)).toBe(60);
    const [file, ladder] = render.outputs;
    for (const [player, url] of [
      ['file', file?.url],
      ['hls', ladder?.url],
      ['shaka', ladder?.url],
      ['hls', render.playlistUrl],
    ] as const) {
      const { errors, frames, duration } = await theatre.play(player, String(url));
      expect([player, errors]).toEqual([player, []]);
      expect(frames).toBeGreaterThan(80);
      expect(Math.abs(duration - 3)).toBeLessThan(1 / 30);
    }
  });
});

interface Manifest {
  plans: { chunks: { frames: number; encoded: { copiedFrom?: object }[] }[] }[];
}
