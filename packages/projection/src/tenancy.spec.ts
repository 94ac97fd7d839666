import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  aGeneration,
  anAsset,
  anOutput,
  aPlaylistFilm,
  aRender,
  makeWorkspace,
  openTestDatabase,
  type TestWorkspace,
} from '@workprint/testing';
import pg from 'pg';
import { addAssetWaiters, assetWaiters, insertAsset } from './assets.ts';
import { insertAttempt } from './attempts.ts';
import { insertBatch } from './batches.ts';
import { insertChunk } from './chunk-cache.ts';
import { claimChunks } from './chunk-pins.ts';
import { addGenerationWaiter } from './generation-waiters.ts';
import { getGeneration } from './generations.ts';
import { noteHeard } from './heard-callbacks.ts';
import { claimIdempotencyKey } from './idempotency.ts';
import { newId } from './ids.ts';
import { appendLogs } from './logs.ts';
import { addSegments, openPlaylist } from './playlists.ts';
import { seedChunks } from './progress.ts';
import { claimJob } from './provider-jobs.ts';
import { recordGenerationStep } from './record-generation.ts';
import { recordRenderStep } from './record-render.ts';
import { openRenderJob } from './render-jobs.ts';
import { getRender, insertRender } from './renders.ts';
import { reserve } from './spend.ts';
import { everyRow, orphanedRenders } from './sweeper.ts';
import { insertGeneration } from './take-generations.ts';
import { insertTemplate } from './templates.ts';
import { upsertWorker } from './workers.ts';
import { getWorkspace } from './workspaces.ts';

const app = openTestDatabase();
const system = openTestDatabase('system');
const raw = new pg.Client({ connectionString: process.env.DATABASE_URL });
const owner = new pg.Client({ connectionString: process.env.DATABASE_OWNER_URL });
let mine: TestWorkspace;
let theirs: TestWorkspace;
const render = aRender();
const token = 'b'.repeat(32) + newId().replaceAll('-', '');

/** Every table of the product, from the catalogue: a new one can't be forgotten here. */
async function tables(): Promise<string[]> {
  const found = await owner.query(
    `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations' ORDER BY 1`,
  );
  return found.rows.map((r) => r.relname);
}

const countIn = async (client: pg.Client, table: string, workspace: string | null): Promise<number> => {
  await client.query('BEGIN');
  try {
    if (workspace !== null) await client.query(`SELECT set_config('app.workspace', $1, true)`, [workspace]);
    return (await client.query(`SELECT count(*)::int AS n FROM "${table}"`)).rows[0].n;
  } finally {
    await client.query('ROLLBACK');
  }
};

beforeAll(async () => {
  await raw.connect();
  await owner.connect();
  mine = await makeWorkspace(app);
  theirs = await makeWorkspace(app);
  // One row in every tenant table of "mine".
  await app.withWorkspace(mine.workspaceId, async (tx) => {
    await insertRender(tx, render);
    const other = aRender();
    await insertRender(tx, other);
    const asset = await insertAsset(tx, anAsset());
    await addAssetWaiters(tx, render.id, [asset.id]);
    const generation = aGeneration();
    await insertGeneration(tx, generation);
    await addGenerationWaiter(tx, generation.id, render.id);
    await insertAttempt(tx, { id: newId(), generationId: generation.id, tokenHash: token });
    await claimJob(tx, generation.id, `job-${newId()}`);
    await noteHeard(tx, generation.id, 'm');
    await reserve(tx, newId(), 1n);
    const paid = aGeneration({ estimate: { amount: '0.01', currency: 'USD' } });
    await insertGeneration(tx, paid);
    await recordGenerationStep(tx, {
      generationId: paid.id,
      step: 'end',
      change: { to: 'COMPLETED', outputAssetId: asset.id, cost: { amount: '0.01', currency: 'USD' } },
    });
    await seedChunks(tx, { renderId: render.id, revision: 1 }, [{ index: 0, key: 'k', frames: 10, reused: false }]);
    await appendLogs(tx, { renderId: render.id, source: 'ffmpeg', lines: ['hello'] });
    await insertChunk(tx, { key: 'k', kind: 'video', objectKey: 'o', bytes: 1, sha256: 's', frames: 10, keyParts: {} });
    await claimChunks(tx, render.id, ['k']);
    await claimIdempotencyKey(tx, { operation: 'createRender', key: 'k', inputHash: 'h', resultId: render.id });
    await recordRenderStep(tx, { renderId: other.id, step: 'end', change: { to: 'COMPLETED', outputs: [anOutput()] } });
    await openRenderJob(tx, { renderId: render.id, round: 1 });
    await insertTemplate(tx, { id: newId(), createdBy: 'key:spec', name: 't', timeline: {}, variables: [] });
    await insertBatch(tx, { id: newId(), createdBy: 'key:spec', priority: 3 }, [aRender()]);
    const playlist = { renderId: render.id, revision: 1 };
    await openPlaylist(tx, playlist, aPlaylistFilm());
    await addSegments(tx, playlist, [{ number: 1, tracks: [{ codecs: 'avc1.42c00d', timescale: 15_360, bytes: 10 }] }]);
    expect(await assetWaiters(tx, asset.id)).toEqual([render.id]);
  });
});

afterAll(async () => {
  await Promise.all([app.close(), system.close(), raw.end(), owner.end()]);
});

describe('roles', () => {
  it.each(['DATABASE_URL', 'DATABASE_SYSTEM_URL', 'DATABASE_OWNER_URL'])('%s bypasses nothing', async (name) => {
    const client = new pg.Client({ connectionString: process.env[name] });
    await client.connect();
    const { rows } = await client.query(
      'SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user',
    );
    await client.end();
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false }]);
  });

  it('every table has its policies enabled and forced', async () => {
    const { rows } = await owner.query(
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations'
       AND NOT (relrowsecurity AND relforcerowsecurity)`,
    );
    expect(rows).toEqual([]);
    expect(await tables()).toHaveLength(28);
  });
});

describe('a workspace', () => {
  it('is where rows are seen, and only its own', async () => {
    for (const table of (await tables()).filter((t) => t !== 'worker')) {
      expect([table, await countIn(raw, table, mine.workspaceId)]).not.toEqual([table, 0]);
      expect([table, await countIn(raw, table, null)]).toEqual([table, 0]);
      const own = { workspace: 1, api_key: 1 }[table] ?? 0;
      expect([table, await countIn(raw, table, theirs.workspaceId)]).toEqual([table, own]);
      // The owner is under the policies too, but for what its functions look up.
      if (!['api_key', 'generation_attempt', 'provider_job', 'render'].includes(table))
        expect([table, await countIn(owner, table, null)]).toEqual([table, 0]);
    }
  });

  it('cannot read, change or make rows of another', async () => {
    await app.withWorkspace(theirs.workspaceId, async (tx) => {
      expect(await getRender(tx, render.id)).toBeNull();
      expect(await recordRenderStep(tx, { renderId: render.id, step: 'x', change: { to: 'CANCELED' } })).toEqual({
        status: 'MISSING',
        cancelRequested: true,
      });
    });
    const foreign = { workspaceId: mine.workspaceId };
    await expect(app.withWorkspace(theirs.workspaceId, (tx) => insertAsset({ ...tx, ...foreign }, anAsset()))).rejects.toThrow(
      /row-level security/,
    );
    await app.withWorkspace(mine.workspaceId, async (tx) => expect((await getRender(tx, render.id))?.status).toBe('QUEUED'));
  });

  it('does not outlive its transaction on the connection', async () => {
    const single = openTestDatabase('app', 1);
    await single.withWorkspace(mine.workspaceId, async (tx) => expect(await getWorkspace(tx)).not.toBeNull());
    expect(await single.asSystem((tx) => tx.db.render.count())).toBe(0);
    await single.close();
  });

  it('must be named by an id', async () => {
    await expect(app.withWorkspace("x' OR true", async () => 1)).rejects.toThrow('not a workspace id');
  });
});

describe('before a workspace is known', () => {
  it('a key that is not revoked names one', async () => {
    const hash = await app.withWorkspace(mine.workspaceId, async (tx) => (await tx.db.apiKey.findFirstOrThrow()).hash);
    expect(await app.workspaceOfApiKey(hash)).toBe(mine.workspaceId);
    expect(await app.workspaceOfApiKey('0'.repeat(64))).toBeNull();
    await expect(system.workspaceOfApiKey(hash)).rejects.toThrow(/permission denied/);
  });

  it('a callback token names one', async () => {
    expect(await app.workspaceOfCallbackToken(token)).toBe(mine.workspaceId);
    expect(await app.workspaceOfCallbackToken('nothing')).toBeNull();
  });
});

describe('the sweeper', () => {
  it('finds an orphan of any workspace', async () => {
    const found = await everyRow(system, orphanedRenders, { olderThanSeconds: -5 });
    expect(found.map((r) => r.id)).toContain(render.id);
    expect(await app.asSystem((tx) => orphanedRenders(tx, { olderThanSeconds: -5 }))).toEqual([]);
  });

  it('reads, and writes nothing', async () => {
    await expect(system.asSystem((tx) => tx.db.render.updateMany({ data: { priority: 1 } }))).rejects.toThrow(/permission denied/);
    await expect(system.asSystem((tx) => tx.db.apiKey.findMany())).rejects.toThrow(/permission denied/);
  });

  it('can be held to one workspace', async () => {
    await system.withWorkspace(theirs.workspaceId, async (tx) => {
      expect(await getRender(tx, render.id).catch(() => null)).toBeNull();
      expect(await getGeneration(tx, newId())).toBeNull();
    });
  });
});

it('workers are seen by all and written by wp_app', async () => {
  const report = {
    id: newId(),
    service: 's',
    version: '1',
    queues: [],
    capabilities: [],
    processed: 1,
    failed: 0,
    lastJobAt: null,
    startedAt: new Date(),
  };
  await app.asSystem((tx) => upsertWorker(tx, report));
  await app.asSystem((tx) => upsertWorker(tx, { ...report, processed: 2 }));
  const seen = await system.asSystem((tx) => tx.db.worker.findUnique({ where: { id: report.id } }));
  expect(seen?.processed).toBe(2);
  await expect(system.asSystem((tx) => upsertWorker(tx, report))).rejects.toThrow(/permission denied/);
});
