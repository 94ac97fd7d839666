import type { Problem, Result } from '../problems.ts';

/** A cell: quoted ("" is a quote in it) or bare, and what ends it. */
const CELL = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\n|\r|$)/y;

/**
 * Reads CSV as RFC 4180 has it: a first line of names, then a row each, quotes around what holds commas, quotes or line
 * ends. Lines with nothing on them are left out. Paths are of rows, from 0, below the names.
 */
export function parseCsv(text: string): Result<Record<string, string>[]> {
  const lines = readLines(text.replace(/^\uFEFF/, ''));
  if (!Array.isArray(lines)) return { ok: false, problems: [lines] };
  const [head, ...body] = lines;
  if (!head) return bad([], 'The CSV is empty.', 'Begin with a line of variable names.');
  const names = head.map((name) => name.trim());
  const twice = names.find((name, i) => name === '' || names.indexOf(name) !== i);
  if (twice !== undefined)
    return bad([], twice === '' ? 'A column has no name.' : `Two columns have the name "${twice}".`, 'Name each column once.');
  const problems = body.flatMap((cells, i): Problem[] =>
    cells.length === names.length
      ? []
      : [
          {
            path: [i],
            code: 'INVALID_CSV',
            message: `${cells.length} cells stand under ${names.length} names.`,
            hint: 'Quote cells that hold commas.',
          },
        ],
  );
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: body.map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']))) };
}

function readLines(text: string): string[][] | Problem {
  const lines: string[][] = [];
  let line: string[] = [];
  for (let at = 0; at < text.length; ) {
    CELL.lastIndex = at;
    const [all = '', cell = '', end = ''] = CELL.exec(text) ?? [];
    if (all === '' && at < text.length) return unreadable(lines.length);
    line.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    at += all.length;
    if (end === ',' && at < text.length) continue;
    if (end === ',') line.push('');
    if (line.length > 1 || line[0] !== '') lines.push(line);
    line = [];
  }
  return lines;
}

const unreadable = (line: number): Problem => ({
  path: line > 0 ? [line - 1] : [],
  code: 'INVALID_CSV',
  message: 'A quote stands where none may, or one is never closed.',
  hint: 'Put the whole cell in quotes and double those inside it.',
});

const bad = (path: number[], message: string, hint: string): { ok: false; problems: Problem[] } => ({
  ok: false,
  problems: [{ path, code: 'INVALID_CSV', message, hint }],
});
