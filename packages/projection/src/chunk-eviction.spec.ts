import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { aRender, makeWorkspace, openTestDatabase } from '@workprint/testing';
import { insertChunk } from './chunk-cache.ts';
import { cachedRows, evictRows } from './chunk-eviction.ts';
import { claimChunks, useChunks } from './chunk-pins.ts';
import { insertRender } from './renders.ts';
import type { Tx } from './tx.ts';

const db = openTestDatabase();
let workspaceId: string;
const inside = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.withWorkspace(workspaceId, work);
const cached = (...keys: string[]): Promise<void> =>
  inside(async (tx) => {
    for (const key of keys) await insertChunk(tx, { key, kind: 'video', objectKey: key, bytes: 1, sha256: key, frames: 1, keyParts: {} });
  });
beforeAll(async () => {
  ({ workspaceId } = await makeWorkspace(db));
});
afterAll(() => db.close());

it('an eviction that began before a chunk was claimed, or used, leaves it', async () => {
  await cached('claimed', 'used', 'free');
  const rows = await inside(cachedRows);
  expect(rows.map(({ key, bytes, pinned }) => [key, bytes, pinned]).sort()).toEqual([
    ['claimed', 1, false],
    ['free', 1, false],
    ['used', 1, false],
  ]);
  const { id } = await inside((tx) => insertRender(tx, aRender()));
  await inside((tx) => claimChunks(tx, id, ['claimed', 'none']));
  await inside((tx) => useChunks(tx, ['used', 'none']));
  expect(await inside((tx) => evictRows(tx, rows))).toEqual(new Set(['free']));
  expect((await inside(cachedRows)).map(({ key, pinned }) => [key, pinned]).sort()).toEqual([
    ['claimed', true],
    ['used', false],
  ]);
});

it('of an eviction and a claim at one time, one comes first: what was claimed is there', async () => {
  for (let round = 0; round < 5; round++) {
    await cached('raced');
    const rows = (await inside(cachedRows)).filter(({ key }) => key === 'raced');
    const { id } = await inside((tx) => insertRender(tx, aRender()));
    const [gone, known] = await Promise.all([inside((tx) => evictRows(tx, rows)), inside((tx) => claimChunks(tx, id, ['raced']))]);
    const there = (await inside(cachedRows)).some(({ key }) => key === 'raced');
    expect([gone.has('raced'), known.has('raced')]).toEqual([!there, there]);
    await inside((tx) => tx.db.chunkPin.deleteMany({}));
  }
});
