import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testFfmpeg, testFolder } from '../../test/tools.ts';
import { FailureError } from '../failure-error.ts';
import type { Ffmpeg } from './index.ts';

describe('Ffmpeg', () => {
  let ffmpeg: Ffmpeg;
  let folder: Awaited<ReturnType<typeof testFolder>>;
  beforeAll(async () => {
    folder = await testFolder();
    ffmpeg = await testFfmpeg();
  });
  afterAll(() => folder.remove());

  const failing = async (args: string[], more: object = {}): Promise<FailureError> => {
    const error = await ffmpeg.run({ what: 'It', args, cwd: folder.path, timeoutMs: 30_000, ...more }).then(
      () => null,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(FailureError);
    return error as FailureError;
  };

  it('knows its version and encoders', () => {
    expect(ffmpeg.version).toMatch(/^ffmpeg version \S+/);
    expect(ffmpeg.encoders).toContain('libx264');
  });

  it('reports progress by frame up to the last one', async () => {
    const frames: number[] = [];
    const args = ['-f', 'lavfi', '-i', 'testsrc=s=64x64:r=25:d=2', '-f', 'null', '-'];
    await ffmpeg.run({ what: 'It', args, cwd: folder.path, timeoutMs: 30_000, onProgress: (p) => frames.push(p.frame) });
    expect(frames.at(-1)).toBe(50);
  });

  it('names a wrong option as FFMPEG_FAILED with the log', async () => {
    const { failure } = await failing(['-f', 'lavfi', '-i', 'color', '-nonsense', '1', '-f', 'null', '-']);
    expect(failure).toMatchObject({ code: 'FFMPEG_FAILED', retryable: true });
    expect(failure.log?.join('\n')).toContain('nonsense');
  });

  it('calls a run past its time, or past its file size, OUT_OF_RESOURCES', async () => {
    const endless = ['-re', '-f', 'lavfi', '-i', 'color', '-f', 'null', '-'];
    expect((await failing(endless, { timeoutMs: 600 })).failure.code).toBe('OUT_OF_RESOURCES');
    const large = ['-f', 'lavfi', '-i', 'testsrc=s=320x180:d=5', '-c:v', 'rawvideo', '-y', 'large.avi'];
    expect((await failing(large, { limits: { fileBytes: 100_000 } })).failure.code).toBe('OUT_OF_RESOURCES');
    expect((await stat(`${folder.path}/large.avi`)).size).toBeLessThanOrEqual(100_000);
  });

  it('throws the reason of its signal when cancelled', async () => {
    const stop = new AbortController();
    const args = ['-re', '-f', 'lavfi', '-i', 'color', '-f', 'null', '-'];
    const run = ffmpeg.run({
      what: 'It',
      args,
      cwd: folder.path,
      timeoutMs: 30_000,
      signal: stop.signal,
      onSpawn: () => stop.abort(new Error('enough')),
    });
    await expect(run).rejects.toThrow('enough');
  });
});
