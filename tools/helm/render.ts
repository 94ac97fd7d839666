import path from 'node:path';
import { hashFiles } from '../files.mjs';
import { CACHE_DIR, ROOT } from '../paths.mjs';
import { exec } from '../setup/exec.mjs';
import { isExecutable } from '../setup/find.mjs';
import { goBuild, goCanBuild } from '../setup/go.mjs';
import { withLock } from '../setup/lock.mjs';

export interface Manifest {
  /** The template it came from. */
  source: string;
  object: Record<string, unknown>;
}

const MODULE = path.join(ROOT, 'tools', 'helm');

/** Our renderer (main.go beside this file), built once for this machine; undefined where there is neither it nor Go to build it. */
export async function findRenderer(): Promise<string | undefined> {
  const version = hashFiles(['go.mod', 'go.sum', 'main.go'].map((name) => path.join(MODULE, name))).slice(0, 12);
  const program = path.join(CACHE_DIR, `helm-render-${version}-${process.platform}-${process.arch}`);
  if (isExecutable(program)) return program;
  if (!(await goCanBuild(MODULE))) return undefined;
  await withLock(`${program}.lock`, 'helm-render', async () => {
    if (!isExecutable(program)) await goBuild(MODULE, '.', program);
  });
  return program;
}

/** Renders a chart as `helm install` would and decodes each manifest strictly. @throws with every problem found */
export async function renderChart(renderer: string, chart: string, values: readonly string[]): Promise<Manifest[]> {
  return JSON.parse(await exec(renderer, [...values.flatMap((file) => ['-f', file]), chart], { what: 'rendering the chart' }));
}
