import type { Failure } from '@workprint/contracts';
import { failure } from '@workprint/contracts';
import type { ProcessResult } from './process.ts';

const UNREADABLE =
  /Invalid data found when processing input|moov atom not found|could not find codec parameters|Invalid NAL unit size|not on whitelist|Format not on whitelist|Picture size \d+x\d+ is invalid|Decoder \(codec [^)]*\) not found/i;
const RESOURCES = /No space left on device|Cannot allocate memory|File too large|Error allocating|Out of memory|Disk quota exceeded/i;
/** SIGXCPU and SIGXFSZ come from prlimit, a SIGKILL that we did not send from the kernel's own memory killer. */
const RESOURCE_SIGNALS = new Set(['SIGXCPU', 'SIGXFSZ', 'SIGKILL']);

/** Why a run that ended badly did so. `what` says what was being made, e.g. "Chunk 3". */
export const classify = (what: string, result: ProcessResult): Failure => {
  const log = result.log;
  const text = log.join('\n');
  const last = log.at(-1) ?? 'nothing was logged';
  if (result.timedOut) return failure('OUT_OF_RESOURCES', `${what}: ffmpeg did not finish within its time limit.`, { log });
  if (RESOURCE_SIGNALS.has(result.signal ?? '') || RESOURCES.test(text)) {
    return failure('OUT_OF_RESOURCES', `${what}: ffmpeg hit a limit of disk, memory or CPU time (${result.signal ?? last}).`, { log });
  }
  if (UNREADABLE.test(text)) return failure('UNREADABLE_MEDIA', `${what}: ffmpeg could not read an input: ${last}`, { log });
  const how = result.signal !== null ? `was ended by ${result.signal}` : `exited with ${result.exitCode ?? 'no status'}`;
  return failure('FFMPEG_FAILED', `${what}: ffmpeg ${how}: ${last}`, { log });
};
