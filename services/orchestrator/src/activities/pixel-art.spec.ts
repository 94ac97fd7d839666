import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PixelArtWanted, StoredTimeline } from '@workprint/contracts';
import { type Database, getRender, insertGeneration, newId, type Tx } from '@workprint/projection';
import { aGeneration, makeWorkspace, OUTPUT_SETTINGS, openTestDatabase } from '@workprint/testing';
import { noStore } from '../../test/no-store.ts';
import { acceptPixelArt } from './pixel-art.ts';

const wanted: PixelArtWanted = {
  canvas: { width: 480, height: 320, fps: 12 },
  output: { ...OUTPUT_SETTINGS, width: 48, height: 32, fps: { num: 12, den: 1 } },
  preset: 'pixel_art',
  pipelineVersion: 'spec',
};

describe('acceptPixelArt', () => {
  let db: Database;
  let workspaceId: string;
  const documents = new Map<string, unknown>();
  const store = { ...noStore, putJson: async (key: string, value: unknown) => void documents.set(key, value) };
  const inside = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.withWorkspace(workspaceId, work);

  beforeAll(async () => {
    db = openTestDatabase('app');
    ({ workspaceId } = await makeWorkspace(db));
  });
  afterAll(() => db.close());

  it('accepts one render of the whole video, however often it is asked, for who asked for the generation', async () => {
    const [renderId, assetId] = [newId(), newId()];
    const { generation } = await inside((tx) =>
      insertGeneration(tx, aGeneration({ createdBy: 'key:mine', projectId: 'film', pixelArt: { wanted, renderId } })),
    );
    const asked = { workspaceId, generationId: generation.id, assetId, priority: 3 };
    const input = await acceptPixelArt({ db, store })(asked);
    expect(input).toMatchObject({ workspaceId, renderId, rootId: renderId, priority: 3, preset: 'pixel_art', outputs: [wanted.output] });
    expect(await acceptPixelArt({ db, store })(asked)).toEqual(input);

    const row = await inside((tx) => getRender(tx, renderId));
    expect(row).toMatchObject({
      status: 'QUEUED',
      createdBy: 'key:mine',
      projectId: 'film',
      preset: 'pixel_art',
      timelineKey: input.timelineKey,
    });
    const { timeline } = documents.get(input.timelineKey) as StoredTimeline;
    const clip = { type: 'video', src: `asset:${assetId}`, start: 0, fit: 'cover' };
    expect(timeline).toEqual({ version: 1, canvas: wanted.canvas, tracks: [{ clips: [clip] }] });
  });

  it('makes none of a generation that was asked for none', async () => {
    const { generation } = await inside((tx) => insertGeneration(tx, aGeneration()));
    const asked = { workspaceId, generationId: generation.id, assetId: newId(), priority: 3 };
    await expect(acceptPixelArt({ db, store })(asked)).rejects.toThrow('was asked for no frames');
  });
});
