import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fontOfFile, type Plan } from '@workprint/timeline';
import { make } from '../../test/tools.ts';
import { openWorkplace, type Workplace } from '../../test/workplace.ts';
import { openFonts } from '../canvas/index.ts';
import { renderChunk } from './render-chunk.ts';

const require = createRequire(import.meta.url);
const fileOf = (name: string): string => require.resolve(`@fontsource/inter/files/inter-${name}`);

let place: Workplace;
let black: string;
let thin: string;
beforeAll(async () => {
  place = await openWorkplace();
  [black, thin] = [await place.addAsset(fileOf('latin-900-normal.woff2')), await place.addAsset(fileOf('latin-100-normal.woff'))];
}, 60_000);
afterAll(() => place.close());

const timelineOf = (font: string, text = 'Wide') => ({
  version: 1,
  canvas: { width: 160, height: 90, fps: 30 },
  tracks: [{ clips: [{ type: 'text', text, start: 0, length: 0.2, style: { font, size: 40 } }] }],
});
const render = async (timeline: object) => (await place.addRender(timeline)).finish();
const ink = async (timeline: object): Promise<number> => {
  const { output } = await render(timeline);
  const [film, raw] = [join(place.folder, 'ink.mp4'), join(place.folder, 'ink.gray')];
  await place.store.getToFile(output.objectKey, film);
  await make(place.needs.ffmpeg, place.folder, 'ink.gray', ['-i', film, '-frames:v', '1', '-pix_fmt', 'gray', '-f', 'rawvideo']);
  return (await readFile(raw)).filter((v) => v > 128).length;
};

describe('an uploaded font', () => {
  it('is ingested without ffmpeg, with its names', async () => {
    const result = await place.run('ingest', {
      workspaceId: place.workspaceId,
      assetId: await place.addUpload(fileOf('latin-900-normal.woff2')),
    });
    expect(result).toMatchObject({
      contentType: 'font/woff2',
      probe: { kind: 'font', container: 'woff2', durationSeconds: 0, video: null, audio: null, font: { family: 'Inter', weight: 900 } },
    });
  });

  it('that is damaged is rejected', async () => {
    const path = join(place.folder, 'damaged.ttf');
    await writeFile(path, Buffer.concat([Buffer.from('\0\x01\0\0', 'latin1'), Buffer.alloc(500, 7)]));
    const assetId = await place.addUpload(path);
    await expect(place.run('ingest', { workspaceId: place.workspaceId, assetId })).rejects.toMatchObject({ type: 'UNREADABLE_MEDIA' });
  });

  it('draws a render, on a worker that never saw it too', async () => {
    const [bold, fine] = [await ink(timelineOf(`asset:${black}`)), await ink(timelineOf(`asset:${thin}`))];
    expect(bold).toBeGreaterThan(fine * 2);
    const fresh = await place.addRender(timelineOf(`asset:${black}`, 'New'));
    const prepared = await fresh.prepare();
    if (!prepared.ready) throw new Error('not ready');
    const plan = await place.store.getJson<Plan>(prepared.plans[0]!.planKey);
    expect(JSON.stringify(plan.chunks[0]!.graph)).toContain(fontOfFile(Object.keys(plan.sources)[0]!));
    const needs = { ...place.needs, fonts: await openFonts() };
    const input = { workspaceId: place.workspaceId, renderId: fresh.renderId, planKey: prepared.plans[0]!.planKey, index: 0 };
    expect(await renderChunk(needs, input, { signal: new AbortController().signal, attempt: 1 } as never)).toMatchObject({ reused: false });
  }, 60_000);

  it('that lacks a character fails the render before anything is drawn, naming character, font and clip; all of them', async () => {
    const lacking = (font: string) => ({ type: 'text', text: 'Ж', start: 1, length: 1, style: { font } });
    const timeline = timelineOf(`asset:${black}`, '漢');
    timeline.tracks.push({ clips: [lacking(`asset:${thin}`)] } as never);
    const prepare = (await place.addRender(timeline)).prepare();
    await expect(prepare).rejects.toMatchObject({
      type: 'MISSING_GLYPH',
      message: expect.stringMatching(/clips\[0\]\.text: The font Inter has no glyph for "漢" \(U\+6F22\).*tracks\[1\].*"Ж" \(U\+0416\)/),
      details: [{ path: 'tracks[0].clips[0].text' }],
    });
  });

  it('is no picture, and a picture no font', async () => {
    const picture = { type: 'image', src: `asset:${black}`, start: 0, length: 1 };
    const prepare = async (tracks: object[]) => (await place.addRender({ ...timelineOf('Inter'), tracks })).prepare();
    await expect(prepare([{ clips: [picture] }])).rejects.toMatchObject({ message: expect.stringContaining('of kind "font"') });
    const file = await make(place.needs.ffmpeg, place.folder, 'red.png', ['-f', 'lavfi', '-i', 'color=red:s=16x16', '-frames:v', '1']);
    const { tracks } = timelineOf(`asset:${await place.addAsset(file)}`);
    await expect(prepare(tracks)).rejects.toMatchObject({
      message: expect.stringContaining('A font is expected'),
      details: [{ path: 'tracks[0].clips[0].style.font' }],
    });
  });
});
