import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { objectKeys } from '@workprint/contracts';
import { newId } from '@workprint/projection';
import { startGateway, type TestGateway } from '../../test/gateway.ts';
import { signedDownload, signedMedia } from './links.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.close());

const secret = 'a secret of the specs';
const MASTER = '#EXTM3U\n';

const ladder = async (index = 0) => {
  const { workspaceId } = await gateway.client();
  const download = { workspaceId, renderId: newId(), output: index };
  const folder = objectKeys.ladder(workspaceId, download.renderId, index);
  await gateway.store.putBytes(`${folder}master.m3u8`, MASTER, { contentType: 'text/plain' });
  await gateway.store.putBytes(`${folder}v180/1.m4s`, 'segment', { contentType: 'video/iso.segment' });
  return { download, folder, url: signedMedia({ publicUrl: gateway.url, secret }, download, 'master.m3u8').url };
};
const get = (url: string, headers: Record<string, string> = {}) => fetch(url, { redirect: 'manual', headers });

describe('a media link', () => {
  it('opens the playlist here, and sends on to the store for what stands beside it, on any page', async () => {
    const { url, folder } = await ladder(3);
    const master = await get(url, { origin: 'http://player.example' });
    expect([master.status, await master.text()]).toEqual([200, MASTER]);
    expect(master.headers.get('content-type')).toBe('application/vnd.apple.mpegurl');
    expect(master.headers.get('access-control-allow-origin')).toBe('*');
    const segment = await get(new URL('v180/1.m4s', url).href, { origin: 'http://player.example' });
    expect(segment.status).toBe(302);
    expect(segment.headers.get('access-control-allow-origin')).toBe('*');
    const there = segment.headers.get('location') ?? '';
    expect(there).toContain(`${folder}v180/1.m4s`);
    // A browser that was sent on from another site says "null" for where it comes from.
    const bytes = await fetch(there, { headers: { origin: 'null' } });
    expect([await bytes.text(), bytes.headers.get('access-control-allow-origin')]).toEqual([
      'segment',
      expect.stringMatching(/^(\*|null)$/),
    ]);
  });

  it('opens nothing else', async () => {
    const { url, download } = await ladder();
    const parts = new URL(url).pathname.split('/').slice(2, -1);
    const link = (changed: string[], file = 'master.m3u8') => `${gateway.url}/media/${changed.join('/')}/${file}`;
    const status = async (changed: string) => (await get(changed)).status;
    expect(await status(url.replace('master', 'other'))).toBe(404);
    for (const file of ['../plan-1.json', 'v180/../../plan-1.json', '%2e%2e/master.m3u8', 'a/b/1.m4s', 'timeline.json', ''])
      expect([file, [403, 404]]).toEqual([file, expect.arrayContaining([await status(link(parts, file))])]);
    for (const [i, changed] of [newId(), newId(), '1', '99999999999', 'x'.repeat(43)].entries())
      expect(await status(link(parts.with(i, changed)))).toBe(403);
    expect(await status(link(['a', 'b', 'c', 'd', 'e']))).toBe(403);
    const old = signedMedia({ publicUrl: gateway.url, secret }, download, 'master.m3u8', Date.now() - 9 * 86_400_000).url;
    expect(await status(old)).toBe(403);
    // The signature of a download is none for this.
    const other = new URL(signedDownload({ publicUrl: gateway.url, secret }, download).url).searchParams.get('signature') ?? '';
    expect(await status(link(parts.with(4, other)))).toBe(403);
  });
});
