import { describe, expect, it } from '@jest/globals';
import { looksLikeCube, readCube } from './cube.ts';

const corners = Array.from({ length: 8 }, (_, i) => `${i & 1} ${(i >> 1) & 1} ${(i >> 2) & 1}`);
const cube = ['TITLE "As it is"', '# a comment', 'LUT_3D_SIZE 2', 'DOMAIN_MIN 0 0 0', 'DOMAIN_MAX 1 1 1', ...corners];

describe('a .cube file', () => {
  it('says its size and title', () => {
    expect(readCube(`${cube.join('\r\n')}\n`)).toEqual({ ok: true, value: { size: 2, title: 'As it is' } });
    expect(readCube(['LUT_3D_SIZE 2', ...corners.map((c) => c.replace('1', '1.5e-1'))].join('\n'))).toMatchObject({ ok: true });
  });

  it.each([
    ['is empty', '', 'no LUT_3D_SIZE'],
    ['is prose', 'Once upon a time', 'Line 1'],
    ['has too few colours', cube.slice(0, -1).join('\n'), '7 colours; LUT_3D_SIZE 2 needs 8'],
    ['has too many', [...cube, '0 0 0'].join('\n'), '9 colours'],
    ['has one dimension', 'LUT_1D_SIZE 2\n0 0 0\n1 1 1', 'one dimension'],
    ['is too large', 'LUT_3D_SIZE 256', '2 to 65'],
    ['has words for numbers', cube.join('\n').replace('1 1 1', '1 nan 1'), 'Line'],
    ['begins with colours', '0 0 0\nLUT_3D_SIZE 2', 'before LUT_3D_SIZE'],
    ['has endless lines', `LUT_3D_SIZE 2\n${'0'.repeat(600)}`, '600 characters'],
  ])('is refused where it %s', (_, text, said) => {
    expect(readCube(text)).toMatchObject({ ok: false, problems: [{ code: 'UNREADABLE_MEDIA', message: expect.stringContaining(said) }] });
  });

  it('is told by its beginning', () => {
    expect([cube.join('\n'), '#x\nLUT_3D_SIZE 3\n'].map(looksLikeCube)).toEqual([true, true]);
    expect(['1\n00:00:00,200 --> 00:00:01,500\nTITLE', 'WEBVTT', '{"words":[]}'].map(looksLikeCube)).toEqual([false, false, false]);
  });
});
