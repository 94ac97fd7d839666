import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { WorkflowBundleOption } from '@temporalio/worker';
import type { Logger } from './logger.ts';

interface BundleOptions {
  /** The module that exports the workflows. */
  workflowsPath: string;
  /** Folders whose TypeScript goes into the bundle. */
  sources: string[];
  /** Where bundles are kept, by the hash of their sources. */
  folder: string;
  log: Pick<Logger, 'debug'>;
}

/**
 * Workflows as one file, bundled once per version of their sources: bundling takes seconds, in which a restarted orchestrator would take no
 * tasks. Where the folder can't be written it is only held in memory.
 */
export async function keptBundle({ workflowsPath, sources, folder, log }: BundleOptions): Promise<WorkflowBundleOption> {
  const codePath = path.join(folder, `${await version(sources)}.js`);
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
async function version(folders: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  hash.update((createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string }).version);
  for (const folder of folders) {
    for (const name of (await readdir(folder)).filter((n) => n.endsWith('.ts')).sort()) {
      hash.update(name).update(await readFile(path.join(folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
