import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { HISTORIES, type History, loadHistory } from './history-file.ts';
import { workflowBundle } from './stage.ts';

// Histories of versions that may still be running (see record-histories.ts): a workflow that cannot replay them would
// break those in production.
jest.setTimeout(120_000);

const names = readdirSync(HISTORIES).map((file) => path.basename(file, '.json'));

Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
const replay = async (history: History): Promise<void> => Worker.runReplayHistory({ workflowBundle: await workflowBundle() }, history);

describe('recorded histories', () => {
  it('exist for each workflow', () => {
    const kinds = new Set(names.map((name) => name.split('-')[0]));
    expect([...kinds].sort()).toEqual(['batch', 'frame', 'generation', 'ingest', 'maintenance', 'render', 'shard']);
  });

  it.each(names)('%s replays', (name) => replay(loadHistory(name)));

  it.each([
    ['render-completed', '"renderChunk"', '"mixAudio"'],
    ['render-rates', '"allot"', '"prepare"'],
    ['generation-completed', '"pollGeneration"', '"createGeneration"'],
  ])('%s does not replay when it is tampered with', async (name, from, to) => {
    let found = false;
    const tampered = loadHistory(name, (json) => {
      found = json.includes(from);
      return json.replaceAll(from, to);
    });
    expect(found).toBe(true);
    await expect(replay(tampered)).rejects.toThrow(DeterminismViolationError);
  });
});
