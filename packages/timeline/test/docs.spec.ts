import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { parseTimeline } from '../src/index.ts';

const pageOf = (name: string) => readFileSync(new URL(`../../../docs/${name}.md`, import.meta.url), 'utf8');
const page = pageOf('timeline');

it.each([
  ['timeline', 6],
  ['frames', 6],
  ['audio', 4],
])('gives examples of clips that are some: %s.md', (name, least) => {
  // One begins a line; what is indented after it belongs to it.
  const clips = [...pageOf(name).matchAll(/^\{ "type": .*(?:\n {2,}.*)*/gm)].map(([text]) => text);
  expect(clips.length).toBeGreaterThanOrEqual(least);
  for (const line of clips) {
    const clip = JSON.parse(line.replaceAll('asset:<id>', 'asset:a'));
    const kind = clip.type === 'audio' ? 'audio' : 'visual';
    const variables = Object.fromEntries([...line.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => [name, 'a value']));
    const result = parseTimeline({
      version: 1,
      canvas: { width: 64, height: 64, fps: 30 },
      variables,
      tracks: [
        { kind, clips: [clip] },
        { id: 'voice', clips: [] },
      ],
    });
    expect({ line, problems: result.ok ? [] : result.problems }).toEqual({ line, problems: [] });
  }
});

it('documents a timeline that is one', () => {
  const example = /```json\n([\s\S]*?)```/.exec(page)![1]!;
  expect(parseTimeline(JSON.parse(example))).toMatchObject({ ok: true });
});
