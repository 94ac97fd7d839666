import { draftOutput } from './draft.ts';
import { completeOutput, type OutputRequest, type OutputSettings, resolveOutput } from './output.ts';
import type { Problem } from './problems.ts';
import type { Canvas } from './timeline.ts';

/** What a caller may say about all outputs of a render: `outputs`, or `output` and `preset`, the short forms for one. */
export interface OutputsRequest {
  preset?: string | null;
  output?: OutputInList | null;
  outputs?: readonly OutputInList[] | null;
  /** All of them small, with a watermark. */
  draft?: boolean | null;
}

type OutputInList = OutputRequest & { preset?: string | null };

/** Files of one render. */
export const MAX_OUTPUTS = 10;

export type OutputsResult =
  | { ok: true; value: OutputSettings[] /** The first output's; null when it names none. */; preset: string | null; warnings: Problem[] }
  | { ok: false; problems: Problem[] };

/**
 * Settings of each output, in the order asked for; one output of the canvas' own when nothing is asked.
 * @returns every problem of every output, paths from the request's root ("preset", "output.crf", "outputs.2.crf")
 */
export function resolveOutputs(canvas: Canvas, { preset, output, outputs, draft }: OutputsRequest): OutputsResult {
  const problems: Problem[] = [];
  const add = (path: Problem['path'], code: string, message: string, hint: string) => problems.push({ path, code, message, hint });
  if (outputs != null) {
    for (const [name, given] of Object.entries({ preset, output }))
      if (given != null)
        add([name], 'CONFLICT', `${name} is the short form for one output: it does not go with outputs.`, `Move ${name} into outputs.`);
    if (outputs.length === 0) add(['outputs'], 'OUT_OF_RANGE', 'outputs is empty.', 'Name an output, or leave outputs out.');
    if (outputs.length > MAX_OUTPUTS)
      add(['outputs'], 'OUT_OF_RANGE', `A render has ${MAX_OUTPUTS} outputs at most, not ${outputs.length}.`, 'Make several renders.');
  } else if (preset != null && output?.preset != null) {
    add(['output', 'preset'], 'CONFLICT', 'The preset is given twice.', 'Leave one of them out.');
  }
  const list = (outputs ?? [output ?? {}]).slice(0, MAX_OUTPUTS);
  const results = list.map((asked, i) => {
    const named = outputs == null && preset != null ? preset : asked.preset;
    const result = resolveOutput(canvas, named, asked);
    const root = outputs == null ? ['output'] : ['outputs', i];
    const placed = (p: Problem): Problem => ({
      ...p,
      path: p.path[0] === 'preset' && outputs == null && preset != null ? p.path : [...root, ...p.path],
    });
    return result.ok ? { ...result, warnings: result.warnings.map(placed) } : { ...result, problems: result.problems.map(placed) };
  });
  problems.push(...results.flatMap((r) => (r.ok ? [] : r.problems)));
  if (problems.length > 0) return { ok: false, problems };
  const good = results.flatMap((r) => (r.ok ? [r] : []));
  return {
    ok: true,
    value: good.map((r) => (draft ? draftOutput(r.value) : r.value)),
    preset: preset ?? list[0]?.preset ?? null,
    warnings: good.flatMap((r) => r.warnings),
  };
}

/** A render's outputs as they are stored: a list, from earlier versions a single one. */
export const storedOutputs = (stored: OutputSettings | readonly OutputSettings[]): OutputSettings[] => [stored].flat().map(completeOutput);
