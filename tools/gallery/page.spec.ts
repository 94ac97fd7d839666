import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { galleryExamples } from './examples.ts';
import { MOVING_BYTES, movingProblems, PAGE, pageOf } from './page.ts';

it('docs/gallery.md shows every example, and what moves is there: npm run gallery writes it', () => {
  const examples = galleryExamples();
  expect(readFileSync(PAGE, 'utf8')).toBe(pageOf(examples));
  const { bytes, ...problems } = movingProblems(examples);
  expect(problems).toEqual({ missing: [], strange: [] });
  expect(bytes).toBeLessThan(MOVING_BYTES);
});
