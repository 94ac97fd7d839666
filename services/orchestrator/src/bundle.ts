import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { keptBundle, type Logger } from '@workprint/runtime';

const entry = (name: string): string => fileURLToPath(import.meta.resolve(name));

/** The workflows as one file. It is kept beside their sources: images bring it along. */
export function workflowBundle(log: Pick<Logger, 'debug'>): Promise<WorkflowBundleOption> {
  const workflowsPath = entry('@workprint/workflows');
  const sources = [workflowsPath, entry('@workprint/contracts')].map((file) => path.dirname(file));
  return keptBundle({ workflowsPath, sources, folder: path.join(workflowsPath, '../../bundle'), log });
}
