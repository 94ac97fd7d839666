import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { parseTimeline } from '../src/index.ts';

it('documents a timeline that is one', () => {
  const text = readFileSync(new URL('../../../docs/timeline.md', import.meta.url), 'utf8');
  const example = /```json\n([\s\S]*?)```/.exec(text)![1]!;
  expect(parseTimeline(JSON.parse(example))).toMatchObject({ ok: true });
});
