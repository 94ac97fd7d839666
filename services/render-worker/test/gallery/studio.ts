import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CommandInput,
  chunkInputs,
  compilePlan,
  type Plan,
  parseTimeline,
  resolveOutput,
  type SourceMedia,
  type Timeline,
} from '@workprint/timeline';
import { type ExampleTimeline, gallerySources, sourcesIn, withAssets } from '../../../../tools/gallery/examples.ts';
import { withTexts } from '../../src/activities/caption-texts.ts';
import { placeInputs } from '../../src/activities/inputs.ts';
import { resolveSources } from '../../src/activities/resolve.ts';
import type { Workplace } from '../workplace.ts';

/** Draws examples as a worker does: the same plans, the same files, put in place by the same code. */
export interface Studio {
  /** @param cuts first frames of the chunks after the first; its own when there are none */
  plan(timeline: ExampleTimeline, cuts?: number[]): Promise<Plan>;
  /** Puts what these plans read into a folder of the studio; paths by input id. */
  place(plans: readonly Plan[], more?: readonly CommandInput[]): Promise<Record<string, string>>;
}

/** @param used timelines whose sources are uploaded and ingested */
export async function openStudio(
  { needs, db, store, workspaceId, folder, addAsset }: Workplace,
  used: readonly unknown[],
): Promise<Studio> {
  const files = gallerySources();
  const ids: Record<string, string> = {};
  for (const name of sourcesIn(used)) {
    const file = files[name];
    if (file === undefined) throw new Error(`examples name asset:${name}, and examples/gallery/media has none`);
    ids[name] = await addAsset(file);
  }
  const { signal } = new AbortController();
  const known = new Map<string, { timeline: Timeline; assets: Record<string, SourceMedia> }>();
  const read = async (document: ExampleTimeline) => {
    const text = JSON.stringify(document);
    const found = known.get(text);
    if (found) return found;
    const timeline = must(parseTimeline(withAssets(document, ids)));
    const sources = await withTexts(store, await resolveSources(db, { workspaceId, renderId: null, rootId: null }, timeline), signal);
    const both = { timeline, assets: sources.assets };
    known.set(text, both);
    return both;
  };
  let folders = 0;
  return {
    async plan(document, cuts) {
      const { timeline, assets } = await read(document);
      const output = must(resolveOutput(timeline.canvas));
      const { toolchain } = needs;
      return must(compilePlan({ timeline, output, assets, generated: {}, toolchain, ...(cuts ? { cuts } : {}) }));
    },
    async place(plans, more = []) {
      const all = [...plans.flatMap((plan) => plan.chunks.flatMap(chunkInputs)), ...more];
      const inputs = [...new Map(all.map((input) => [input.id, input])).values()];
      const sources = Object.assign({}, ...plans.map((plan) => plan.sources));
      const into = join(folder, `example-${folders++}`);
      await mkdir(into);
      return placeInputs(needs, { workspaceId, renderId: null }, { ...plans[0]!, sources }, inputs, into, signal);
    },
  };
}

const must = <T>(result: { ok: true; value: T } | { ok: false; problems: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 1));
  return result.value;
};
