import type { StoredTimeline } from '@workprint/contracts';
import type { CreateRenderBatchInput } from '@workprint/graphql-schema';
import type { AssetRow } from '@workprint/projection';
import { type OutputsResult, resolveOutputs } from '@workprint/timeline';
import { type UserError, userErrorsOf } from '../graphql/user-error.ts';
import type { Limits } from '../renders/create-render.service.ts';
import { assetProblems, type CheckedTimeline, checkTimeline, outputProblems } from '../renders/timeline-check.ts';
import { fill, type TimelineSource } from '../renders/timeline-source.ts';
import { ofRow } from './rows.ts';

const MAX_PROBLEMS = 200;
/** Milliseconds of checking after which others have their turn. */
const TURN_MS = 20;

export interface CheckedRow {
  variables: StoredTimeline['variables'];
  checked: CheckedTimeline;
  outputs: Extract<OutputsResult, { ok: true }>;
}

type OutputLimits = Pick<Limits, 'maxTimelineSeconds' | 'maxOutputSide'>;

interface Asked {
  source: TimelineSource;
  rows: readonly unknown[];
  input: Pick<CreateRenderBatchInput, 'preset' | 'output' | 'outputs' | 'csv'>;
  limits: OutputLimits;
  assets: (ids: string[]) => Promise<AssetRow[]>;
}

/** Checks every row as createRender would. Problems of all rows at once, the first 200; what is wrong in every row is said once. */
export const checkRows = async ({ source, rows, input, limits, assets }: Asked): Promise<CheckedRow[] | { problems: UserError[] }> => {
  const found: UserError[][] = [];
  const good: CheckedRow[] = [];
  const turn = takingTurns();
  for (const row of rows) {
    await turn();
    const read = checkRow(source, row, input, limits);
    found.push('problems' in read ? read.problems : []);
    if (!('problems' in read)) good.push(read);
  }
  if (good.length === rows.length) {
    const known = await assets([...new Set(good.flatMap((row) => row.checked.assetIds))]);
    good.forEach((row, i) => {
      found[i] = assetProblems(row.checked.timeline, known);
    });
  }
  const problems = gathered(found, input.csv == null ? 'rows' : 'csv');
  return problems.length > 0 ? { problems } : good;
};

const checkRow = (
  source: TimelineSource,
  row: unknown,
  input: Asked['input'],
  limits: OutputLimits,
): CheckedRow | { problems: UserError[] } => {
  const filled = fill(source, row);
  if ('problems' in filled) return filled;
  const { timeline, variables } = filled.document;
  const read = checkTimeline(timeline, variables, limits.maxTimelineSeconds);
  if ('problems' in read) return read;
  const { timeline: checked } = read.checked;
  const outputs = resolveOutputs(checked.canvas, input);
  if (!outputs.ok) return { problems: userErrorsOf(outputs.problems) };
  const unheld = outputProblems(checked, outputs.value, limits, input.outputs != null);
  return unheld.length > 0 ? { problems: unheld } : { variables, checked: read.checked, outputs };
};

const gathered = (found: readonly UserError[][], root: string): UserError[] => {
  const name = (p: UserError) => `${p.code} ${p.path?.join('.')} ${p.message}`;
  const counts = new Map<string, number>();
  for (const p of found.flat()) counts.set(name(p), (counts.get(name(p)) ?? 0) + 1);
  const everywhere = (p: UserError) => found.length > 1 && counts.get(name(p)) === found.length;
  const common = (found[0] ?? []).filter(everywhere);
  const single = found.flatMap((problems, i) =>
    problems
      .filter((p) => !everywhere(p))
      .map((p) => ({ ...p, message: `${ofRow(i)}${p.message}`, path: [root, String(i), ...(p.path ?? [])] })),
  );
  return [...common, ...single].slice(0, MAX_PROBLEMS);
};

/** Lets other requests through every few milliseconds: a thousand timelines take a while. */
const takingTurns = (): (() => Promise<void>) => {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < TURN_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  };
};
