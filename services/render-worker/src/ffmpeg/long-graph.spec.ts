import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { withGraphFile } from './long-graph.ts';

it('hands a graph that no argument can hold over in a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'graph-spec-'));
  try {
    const short = ['-i', 'a', '-filter_complex', 'null', 'b'];
    expect(await withGraphFile(short, folder, 'ffmpeg version 5.1.9')).toBe(short);
    const graph = `${'null,'.repeat(30_000)}null`;
    const [option, file] = (
      await withGraphFile(['-i', 'a', '-filter_complex', graph, 'b'], folder, 'ffmpeg version 5.1.9-0+deb12u1')
    ).slice(2, 4);
    expect([option, await readFile(file!, 'utf8')]).toEqual(['-filter_complex_script', graph]);
    expect((await withGraphFile(['-filter_complex', graph], folder, 'ffmpeg version n7.1'))[0]).toBe('-/filter_complex');
    expect((await withGraphFile(['-filter_complex', graph], folder, 'ffmpeg version 9.0'))[0]).toBe('-/filter_complex');
  } finally {
    await rm(folder, { recursive: true });
  }
});
