import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { hashFiles } from '../../tools/files.mjs';
import { findRenderer, type Manifest, renderChart } from '../../tools/helm/render.ts';

export const CHART = path.join(import.meta.dirname, '..', 'helm');

export interface Rendering {
  manifests: Manifest[];
  /** What is kept in rendered/: its manifests and the sources they were made from. */
  kept: { sources: string; manifests: Manifest[] };
  /** Of the chart and the values as they are now. */
  sources: string;
}

const KEPT_SOURCES = /^# chart and values: ([0-9a-f]+)$/m;

/**
 * The chart with the values of values/<name>.yaml. Rendered now where the renderer is there or Go to build it; elsewhere the kept rendering
 * stands in, which is good as long as its sources are those of now. UPDATE_RENDERED=1 writes it anew.
 */
export async function rendering(name: string): Promise<Rendering> {
  const values = path.join(import.meta.dirname, 'values', `${name}.yaml`);
  const keptFile = path.join(import.meta.dirname, 'rendered', `${name}.yaml`);
  const sources = hashFiles([...chartFiles(), values]).slice(0, 16);
  const renderer = await findRenderer();
  const fresh = renderer ? await renderChart(renderer, CHART, [values]) : undefined;
  if (fresh && process.env.UPDATE_RENDERED) writeFileSync(keptFile, serialise(sources, fresh));
  const kept = parse(existsSync(keptFile) ? readFileSync(keptFile, 'utf8') : '');
  return { manifests: fresh ?? kept.manifests, kept, sources };
}

const chartFiles = (): string[] =>
  readdirSync(CHART, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();

const serialise = (sources: string, manifests: readonly Manifest[]): string =>
  [
    `# What the chart gives, kept for machines that cannot render it. Written by UPDATE_RENDERED=1.\n# chart and values: ${sources}\n`,
    ...manifests.map(({ source, object }) => `---\n# Source: ${source}\n${stringify(object, { lineWidth: 0, sortMapEntries: true })}`),
  ].join('');

const parse = (text: string): Rendering['kept'] => ({
  sources: KEPT_SOURCES.exec(text)?.[1] ?? '',
  manifests: text
    .split(/^---$/m)
    .slice(1)
    .map((document) => ({
      source: /^# Source: (.+)$/m.exec(document)?.[1] ?? '',
      object: parseAllDocuments(document)[0]?.toJS() as Manifest['object'],
    })),
});
