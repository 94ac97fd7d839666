import type { CreateRenderBatchInput } from '@workprint/graphql-schema';
import { definitionsOf, fromCells, parseCsv } from '@workprint/timeline';
import { type UserError, userError } from '../graphql/user-error.ts';
import type { TimelineSource } from '../renders/timeline-source.ts';

export const MAX_ROWS = 1000;

/** The input's rows as values by name, whichever way they came. Each row is still to be checked. */
export const readRows = (
  { rows, csv }: Pick<CreateRenderBatchInput, 'rows' | 'csv'>,
  { timeline, definitions }: TimelineSource,
): { rows: unknown[] } | { problems: UserError[] } => {
  if ((rows == null) === (csv == null)) {
    return { problems: [userError('INVALID_VALUE', 'Give the rows either as rows or as csv.', ['rows'], 'One of the two, not both.')] };
  }
  if (csv == null) return counted(rows ?? [], 'rows');
  const read = parseCsv(csv);
  if (!read.ok) {
    return { problems: read.problems.map((p) => userError(p.code, `${ofRow(p.path[0])}${p.message}`, ['csv', ...p.path], p.hint)) };
  }
  const types = definitions ?? definitionsOf(timeline);
  return counted(
    read.value.map((row) => fromCells(types, row)),
    'csv',
  );
};

/** Rows count from 1 for people, from 0 in paths. */
export const ofRow = (index: unknown): string => (typeof index === 'number' ? `Row ${index + 1}: ` : '');

const counted = (rows: unknown[], name: string): { rows: unknown[] } | { problems: UserError[] } =>
  rows.length >= 1 && rows.length <= MAX_ROWS
    ? { rows }
    : { problems: [userError('OUT_OF_RANGE', `A batch has 1 to ${MAX_ROWS} rows, not ${rows.length}.`, [name], 'Make several batches.')] };
