import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Plan } from '@workprint/timeline';
import { openWorkplace, type Workplace } from '../../test/workplace.ts';

let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace();
}, 60_000);
afterAll(() => place.close());

const SRT = '1\n00:00:00,100 --> 00:00:00,400\nHello\n\n2\n00:00:00,500 --> 00:00:00,900\nyou\n';
const VTT = 'WEBVTT\n\n00:00.100 --> 00:00.400\nHallo\n';
const upload = async (name: string, content: string | Buffer): Promise<string> => {
  await writeFile(join(place.folder, name), content);
  return place.addUpload(join(place.folder, name));
};
const ingest = async (name: string, content: string | Buffer) =>
  place.run('ingest', { workspaceId: place.workspaceId, assetId: await upload(name, content) });
const asset = async (name: string, content: string): Promise<string> => {
  const assetId = await upload(name, content);
  await place.run('ingest', { workspaceId: place.workspaceId, assetId });
  return assetId;
};
const timelineOf = (...clips: object[]) => ({
  version: 1,
  canvas: { width: 64, height: 64, fps: 30 },
  tracks: [
    { clips: [{ type: 'color', color: '#204060', start: 0, length: 1 }] },
    ...clips.map((clip) => ({ clips: [{ type: 'captions', start: 0, ...clip }] })),
  ],
});

describe('a caption file', () => {
  it.each([
    ['a.srt', SRT, 'application/x-subrip', 'srt', 2],
    ['a.vtt', VTT, 'text/vtt', 'vtt', 1],
    ['a.json', '{"words":[{"text":"Hi","start":0.5,"end":0.9}]}', 'application/json', 'words', 1],
  ])('%s is read when it is ingested', async (name, content, contentType, container, cues) => {
    const { probe, contentType: type } = await ingest(name, content);
    expect(type).toBe(contentType);
    expect(probe).toMatchObject({ kind: 'captions', container, captions: { cues }, video: null, audio: null });
    expect(probe.durationSeconds).toBe(container === 'vtt' ? 0.4 : 0.9);
  });

  it('with mistakes is rejected, naming caption and line', async () => {
    const refused = (message: string) => ({ type: 'UNREADABLE_MEDIA', message: expect.stringContaining(message) });
    const late = SRT.replace('00:00:00,500', '00:00:00,300');
    await expect(ingest('late.srt', late)).rejects.toMatchObject(refused('Caption 2 (line 6) begins at 0.3 s, while caption 1 (line 2)'));
    await expect(ingest('bad.vtt', 'WEBVTT\n\n00:00.1 -> 00:00.2\nx')).rejects.toMatchObject(refused('Line 3'));
    const latin = Buffer.from(SRT.replace('you', 'fünf'), 'latin1');
    await expect(ingest('latin.srt', latin)).rejects.toMatchObject(refused('not UTF-8'));
  });

  it('draws what the same text in the document draws, from the same chunks', async () => {
    const style = { size: 12 };
    const { rendered } = await (await place.addRender(timelineOf({ src: `asset:${await asset('b.srt', SRT)}`, style }))).finish();
    expect(rendered).toEqual([0]);
    const inline = await place.addRender(timelineOf({ captions: { format: 'srt', text: SRT }, style }));
    expect(await inline.prepare()).toMatchObject({ ready: true, plans: [{ missing: [] }] });
  }, 60_000);

  it('becomes tracks of the film; a changed text renders nothing anew', async () => {
    const film = async (text: string) => {
      const [en, de] = [await asset('c.srt', text), await asset('c.vtt', VTT)];
      const clip = (id: string, language: string) => ({ src: `asset:${id}`, mode: 'track', language });
      const { output, planKey, rendered } = await (await place.addRender(timelineOf(clip(en, 'en'), clip(de, 'de')))).finish();
      const path = join(place.folder, 'film.mp4');
      await place.store.getToFile(output.objectKey, path);
      const lines: string[] = [];
      const args = ['-v', 'error', '-show_entries', 'stream=codec_name:stream_tags=language', '-of', 'compact=p=0', path];
      await place.needs.ffmpeg.probe({ what: 'output', args, cwd: place.folder, timeoutMs: 60_000 }, (line) => lines.push(line));
      return { lines: lines.filter((l) => l !== ''), rendered, plan: await place.store.getJson<Plan>(planKey), output };
    };
    const first = await film(SRT);
    expect(first.lines).toEqual([
      expect.stringContaining('codec_name=h264'),
      ...['eng', 'deu'].map((language) => expect.stringMatching(`codec_name=mov_text.*language=${language}`)),
    ]);
    expect(first.plan.captions).toMatchObject([
      { language: 'en', cues: [{ start: 0.1, end: 0.4, text: 'Hello' }, {}] },
      { language: 'de' },
    ]);
    const second = await film(SRT.replace('Hello', 'Good day'));
    expect(second.rendered).toEqual([]);
    expect(second.output.sha256).not.toBe(first.output.sha256);
  }, 60_000);
});
