import { join } from 'node:path';
import { headersCommand, type Plan } from '@workprint/timeline';
import { avcCIn, avcCOf, configurationOf, mergedConfiguration, readAvcC, withAvcC, writeAvcC } from '../copy/avc-configuration.ts';
import type { Dependencies } from './dependencies.ts';
import { type RunOwner, runFor } from './run-ffmpeg.ts';

export type InitNeeds = Pick<Dependencies, 'ffmpeg' | 'db' | 'log' | 'counters' | 'scratch'>;

/**
 * What players are told before they have seen a segment, where some are copied from sources: a chunk's own init, and in it what all others are
 * decoded with. Ours are found by encoding one frame, so that nobody waits for the first chunk that is encoded.
 */
export const sharedInit = async (
  needs: InitNeeds,
  owner: RunOwner,
  plan: Plan,
  encoding: number,
  init: Buffer,
): Promise<{ init: Buffer; codecs: string }> =>
  needs.scratch.withFolder('headers', async (folder) => {
    const path = join(folder, 'headers.mp4');
    const args = headersCommand(plan.encodings[encoding]!, path);
    await runFor(needs, { ...owner, step: `headers of ${owner.step}` }, { args, cwd: folder, timeoutMs: 60_000 });
    const own = readAvcC(await avcCOf(path));
    const sources = Object.values(plan.sources).flatMap(({ avc }) => (avc ? [configurationOf(avc)] : []));
    const avcC = writeAvcC(mergedConfiguration([readAvcC(avcCIn(init)), own, ...sources]));
    return { init: withAvcC(init, avcC), codecs: `avc1.${avcC.toString('hex', 1, 4)}` };
  });
