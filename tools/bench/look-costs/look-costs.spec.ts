import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ExampleTimeline } from '../../gallery/examples.ts';
import { ROOT } from '../../paths.mjs';
import { knownText } from './best-texts.ts';
import { EXCUSED } from './excused.ts';
import { knownArgs } from './known.ts';
import { large } from './large.ts';
import { openMeter } from './meter.ts';
import { plain } from './plain.ts';
import { costOf } from './subject.ts';

const timeline = (...tracks: object[][]): ExampleTimeline => ({
  version: 1,
  canvas: { width: 320, height: 180, fps: 30 },
  tracks: tracks.map((clips) => ({ clips })),
});

describe('what looks cost', () => {
  it('makes pixels larger, and nothing else', () => {
    const kenBurns = { from: { x: 0.3, y: 0.4, zoom: 1 }, to: { x: 0.5, y: 0.5, zoom: 2 } };
    const effects = [
      { type: 'pixelate', width: 40 },
      { type: 'blur', radius: [{ at: 1, value: 2 }] },
    ];
    expect(large(timeline([{ type: 'video', position: { x: 10, y: '3px' }, kenBurns, effects }])).tracks).toEqual([
      {
        clips: [
          {
            type: 'video',
            ...{ position: { x: 60, y: '18px' }, kenBurns },
            effects: [
              { type: 'pixelate', width: 40 },
              { type: 'blur', radius: [{ at: 1, value: 12 }] },
            ],
          },
        ],
      },
    ]);
  });

  it('takes the look away, and keeps the length', () => {
    const film = { type: 'gradient', start: 0, length: 'fill' };
    const text = { type: 'text', text: 'A', start: 0, length: 2 };
    expect(plain({ group: 'text', timeline: timeline([film], [text]) }, 2).tracks).toEqual([{ clips: [{ ...film, length: 2 }] }]);
    expect(plain({ group: 'text', timeline: timeline([text]) }, 2).tracks).toMatchObject([{ clips: [{ type: 'color', length: 2 }] }]);
  });

  it('keeps what is drawn once apart from what each frame takes', async () => {
    const prices: Record<string, { first: number; each: number }> = {
      look: { first: 90, each: 7 },
      plain: { first: 50, each: 4 },
      graph: { first: 40, each: 6 },
      base: { first: 40, each: 4 },
    };
    const of = (name: string, frames: number) => ({ args: [name], frames });
    const subject = { name: 'a/b', look: of('look', 11), plain: of('plain', 11), atWork: 5 };
    const measure = async (args: readonly string[]) => prices[args[0] ?? '']!;
    const best = { graph: of('graph', 60), base: of('base', 60) };
    expect(await costOf({ ...subject, best }, measure, 0)).toEqual({ ms: 6, onceMs: 40, plainMs: 4, bestMs: 2, ratio: 3 });
    // What cannot be told from nothing is not above anything.
    const slight = { look: of('plain', 11), plain: of('plain', 11), best: { graph: of('base', 60), base: of('graph', 60) } };
    expect(await costOf({ ...subject, ...slight }, measure, 0)).toMatchObject({ ms: 0, bestMs: -2, ratio: 1 });
    expect(await openMeter('echo')([], 1, 0).catch((error: Error) => error.message)).toContain('says no times');
  });

  it('compares a text that moves with one that libass moves, and lays a still title while it rests', () => {
    const known = knownText('slide-up');
    // Seven letters come, one text goes.
    expect(known.script?.match(/^Dialogue: /gm)).toHaveLength(8);
    expect(known.script).toContain('Dialogue: 0,0:00:01.60,0:00:02.00,');
    const graph = knownArgs(known, known.graph, { script: '/s.ass', faces: '/faces' }).join(' ');
    expect(graph).toContain('ass=f=/s.ass:fontsdir=/faces[m]');
    expect(graph).toContain("enable='between(n,24,47)'");
    expect(knownText('emoji').script).toBeUndefined();
  });

  it('says in the docs what costs more, and why', () => {
    const docs = readFileSync(path.join(ROOT, 'docs', 'benchmarks.md'), 'utf8');
    for (const [name, because] of Object.entries(EXCUSED))
      expect([name, docs.includes(`\`${name}\``), docs.includes(because)]).toEqual([name, true, true]);
  });
});
