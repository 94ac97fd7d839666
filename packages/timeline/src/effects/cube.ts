import type { LutProbe } from '../media.ts';
import type { Result } from '../problems.ts';

/** Bytes a .cube file may have. */
export const MAX_LUT_BYTES = 8 * 2 ** 20;
/** Colours along a side: as colouring programs write them. */
const SIZES = { min: 2, max: 65 };
const LONGEST_LINE = 500;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;
const HINT = 'Save it as a .cube file of three dimensions, with 65 colours along a side at most.';

/** Whether a text begins as a .cube file does. */
export const looksLikeCube = (head: string): boolean => /^\s*(TITLE\s+"|LUT_[13]D_SIZE\s|DOMAIN_M(IN|AX)\s)/m.test(head);

/** Reads a .cube file whole: its size and title, or what is wrong with it, naming the line. */
export function readCube(text: string): Result<LutProbe> {
  const refuse = (message: string): Result<LutProbe> => ({
    ok: false,
    problems: [{ path: [], code: 'UNREADABLE_MEDIA', message, hint: HINT }],
  });
  let [size, colors, title] = [0, 0, null as string | null];
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    const at = `Line ${i + 1}`;
    if (line === '' || line.startsWith('#')) continue;
    if (raw.length > LONGEST_LINE) return refuse(`${at} has ${raw.length} characters: this is no .cube file.`);
    const [word = '', ...rest] = line.split(/\s+/);
    const numbers = rest.length === 3 && rest.every((n) => NUMBER.test(n));
    if (word === 'TITLE') title = line.slice('TITLE'.length).trim().replaceAll('"', '').slice(0, 200);
    else if (word === 'LUT_1D_SIZE') return refuse(`${at}: a table of one dimension is not taken, only LUT_3D_SIZE.`);
    else if (word === 'LUT_3D_SIZE') {
      if (size > 0) return refuse(`${at} says LUT_3D_SIZE once more.`);
      size = /^\d{1,4}$/.test(rest.join(' ')) ? Number(rest[0]) : 0;
      if (size < SIZES.min || size > SIZES.max)
        return refuse(`${at}: LUT_3D_SIZE must be ${SIZES.min} to ${SIZES.max}, not ${rest.join(' ').slice(0, 20)}.`);
    } else if (word === 'DOMAIN_MIN' || word === 'DOMAIN_MAX') {
      if (!numbers) return refuse(`${at}: ${word} must be followed by three numbers.`);
    } else if ([word, ...rest].every((n) => NUMBER.test(n)) && rest.length === 2) {
      if (size === 0) return refuse(`${at} has colours before LUT_3D_SIZE says how many there are.`);
      colors++;
    } else return refuse(`${at} is neither three numbers nor a known word: ${line.slice(0, 40)}`);
  }
  if (size === 0) return refuse('It has no LUT_3D_SIZE.');
  if (colors !== size ** 3) return refuse(`It has ${colors} colours; LUT_3D_SIZE ${size} needs ${size ** 3}.`);
  return { ok: true, value: { size, title } };
}
