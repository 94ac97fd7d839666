import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowBundleOption } from '@temporalio/worker';
import type { Logger } from '@workprint/runtime';

const entry = (name: string): string => fileURLToPath(import.meta.resolve(name));

/**
 * The workflows as one file, bundled once per version of their sources: bundling takes seconds, in which a restarted
 * orchestrator would take no tasks. Kept beside the sources (images bring it along); where that can't be written it is
 * only held in memory.
 */
export async function workflowBundle(log: Logger): Promise<WorkflowBundleOption> {
  const workflowsPath = entry('@workprint/workflows');
  const folder = path.join(workflowsPath, '../../bundle');
  const codePath = path.join(folder, `${await version([workflowsPath, entry('@workprint/contracts')])}.js`);
  if (existsSync(codePath)) return { codePath };
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({ workflowsPath });
  try {
    const half = `${codePath}.${process.pid}`;
    await mkdir(folder, { recursive: true });
    await writeFile(half, code);
    await rename(half, codePath);
  } catch (error) {
    log.debug({ err: error }, 'the bundle of workflows could not be kept');
  }
  return { code };
}

/** Hash of all that goes into the bundle: our sources and the SDK. */
async function version(entries: string[]): Promise<string> {
  const hash = createHash('sha256');
  hash.update((createRequire(import.meta.url)('@temporalio/workflow/package.json') as { version: string }).version);
  for (const folder of entries.map((file) => path.dirname(file))) {
    for (const name of (await readdir(folder)).filter((n) => n.endsWith('.ts')).sort()) {
      hash.update(name).update(await readFile(path.join(folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
