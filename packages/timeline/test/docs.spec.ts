import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { parseTimeline } from '../src/index.ts';

const read = (name: string) => readFileSync(new URL(`../../../docs/${name}.md`, import.meta.url), 'utf8');
const page = read('timeline');

it.each(['timeline', 'frames', 'audio'])('%s gives examples of clips that are some', (name) => {
  // One begins a line; what is indented after it belongs to it.
  const clips = [...read(name).matchAll(/^\{ "type": .*(?:\n {2,}.*)*/gm)].map(([text]) => text);
  expect(clips.length).toBeGreaterThan(3);
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
