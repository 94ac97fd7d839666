import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, type Plan } from '../src/index.ts';
import { planOf } from './described.ts';

/** A track of clips one after the other, some of them cross-faded, over which a logo and titles lie. */
interface Shot {
  src: string;
  length: number;
  trim: number;
  fade: number;
}

const shot = fc.record({
  src: fc.integer({ min: 0, max: 40 }).map((n) => `v${n}`),
  length: fc.integer({ min: 4, max: 90 }).map((n) => n / 5),
  trim: fc.integer({ min: 0, max: 100 }).map((n) => n / 10),
  fade: fc.constantFrom(0, 0, 0.4, 0.8),
});
const shots = fc.array(shot, { minLength: 1, maxLength: 25 });

function track(list: readonly Shot[]): unknown {
  let at = 0;
  const clips = list.map((s, i) => {
    const fade =
      i + 1 < list.length && Math.min(s.length, list[i + 1]!.length) > 2 * s.fade && s.length > s.fade + (list[i - 1]?.fade ?? 0)
        ? s.fade
        : 0;
    const clip = {
      type: 'video',
      src: `asset:${s.src}`,
      start: at,
      length: s.length,
      trim: s.trim,
      ...(fade > 0 ? { transitionOut: { type: 'fade', length: fade } } : {}),
    };
    at = Math.round((at + s.length - fade) * 1000) / 1000;
    return clip;
  });
  return { clips };
}
const lengthOf = (list: readonly Shot[]) => list.reduce((sum, s) => sum + s.length, 0);
const keys = (plan: Plan) => plan.chunks.map((c) => c.key);

describe('every plan', () => {
  it('divides the frames into chunks, each beginning where the last one ended', () => {
    fc.assert(
      fc.property(shots, (list) => {
        const plan = planOf([track(list)]);
        let at = 0;
        for (const chunk of plan.chunks) {
          expect(chunk.start).toBe(at);
          expect(chunk.frames).toBe(chunk.graph.frames);
          expect(chunk.graph.segments[0]!.from).toBe(0);
          expect(chunk.graph.segments.at(-1)!.to).toBe(chunk.frames);
          at += chunk.frames;
        }
        expect(at).toBe(plan.frames);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps chunks from 2 to 6 seconds, but for the last', () => {
    fc.assert(
      fc.property(shots, (list) => {
        const { chunks } = planOf([track(list)]);
        chunks.slice(0, -1).forEach((c) => {
          expect(c.frames).toBeGreaterThanOrEqual(60);
          expect(c.frames).toBeLessThanOrEqual(180);
        });
        expect(chunks.at(-1)!.frames).toBeLessThanOrEqual(180);
      }),
      { numRuns: 60 },
    );
  });

  it('halves what is left of 4 to 6 seconds about its middle, and leaves what would be too short', () => {
    const one = (length: number) => planOf([track([{ src: 'v1', length, trim: 0, fade: 0 }])]);
    const seconds = (plan: Plan) => plan.chunks.map((c) => (c.frames * plan.canvas.fps.den) / plan.canvas.fps.num);
    expect([4, 4.6, 5, 6].map((length) => seconds(one(length)))).toEqual([[4], [2.5, 2.1], [2.5, 2.5], [3, 3]]);
  });

  it('never cuts inside a transition', () => {
    fc.assert(
      fc.property(shots, (list) => {
        const document = track(list) as { clips: { start: number; length: number; transitionOut?: { length: number } }[] };
        const starts = planOf([document]).chunks.map((c) => c.start);
        for (const { start, length, transitionOut } of document.clips) {
          if (!transitionOut) continue;
          const end = Math.round((start + length) * 30);
          expect(starts.some((s) => s > end - transitionOut.length * 30 && s < end)).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the same for the same input, and through JSON', () => {
    fc.assert(
      fc.property(shots, (list) => {
        const plan = planOf([track(list)]);
        expect(canonicalJson(planOf([track(list)]))).toBe(canonicalJson(plan));
        expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
      }),
      { numRuns: 20 },
    );
  });
});

/** 10 minutes of shots that are all different, as a project is. */
const project = (seed: number, sources = 'v'): Shot[] => {
  const random = fc.sample(fc.tuple(fc.integer({ min: 6, max: 60 }), fc.constantFrom(0, 0, 0.4)), { numRuns: 400, seed });
  const list: Shot[] = [];
  while (lengthOf(list) < 600)
    list.push({
      src: `${sources}${list.length}`,
      length: random[list.length]![0] / 5,
      trim: list.length % 7,
      fade: random[list.length]![1],
    });
  return list;
};

describe('one edit of a project of 10 minutes', () => {
  const over = (list: readonly Shot[]) => ({
    clips: [
      { type: 'image', src: 'asset:i', start: 0, length: Math.floor(lengthOf(list)) - 20, fit: 'none', position: { x: '90%', y: '10%' } },
    ],
  });
  const reused = (before: Plan, after: Plan) => {
    const known = new Set(keys(before));
    return after.chunks.filter((c) => known.has(c.key)).length / after.chunks.length;
  };
  const projects = Array.from({ length: 12 }, (_, i) => [i, i % 2 ? 'vg' : 'v'] as const);
  it.each(projects)('keeps 95 of 100 chunks (project %i of sources %s…)', (seed, sources) => {
    const list = project(seed, sources);
    const before = planOf([track(list), over(list)]);
    const at = Math.floor(list.length / 3);
    const edits: Record<string, Shot[]> = {
      longer: list.map((s, i) => (i === at ? { ...s, length: s.length + 1.2 } : s)),
      other: list.map((s, i) => (i === at ? { ...s, src: 'v999' } : s)),
      inserted: [...list.slice(0, at), { src: 'v998', length: 3, trim: 0, fade: 0 }, ...list.slice(at)],
      removed: list.filter((_, i) => i !== at),
    };
    for (const [name, edit] of Object.entries(edits))
      expect([name, reused(before, planOf([track(edit), over(edit)])) >= 0.95]).toEqual([name, true]);
  });

  it('redraws only the chunks a title stands in', () => {
    const list = project(7);
    const title = (text: string) => ({ clips: [{ type: 'text', text, start: 100, length: 2 }] });
    const [a, b] = [planOf([track(list), title('one')]), planOf([track(list), title('two')])];
    const changed = b.chunks.filter((c, i) => c.key !== a.chunks[i]!.key);
    expect(changed.length).toBeLessThanOrEqual(2);
    expect(changed.every((c) => c.start < 102 * 30 && c.start + c.frames > 100 * 30)).toBe(true);
    const [now, then] = [changed[0]!.encoded[0]!.keyParts, a.chunks[changed[0]!.index]!.encoded[0]!.keyParts];
    expect(Object.keys(now).filter((k) => now[k] !== then[k])).toEqual(['text']);
  });
});

describe('a key', () => {
  const shotsOf = (more: object = {}) => [{ clips: [{ type: 'video', src: 'asset:v1', start: 0, length: 4, ...more }] }];
  const key = (...args: Parameters<typeof planOf>) => planOf(...args).chunks[0]!.key;
  const base = key(shotsOf());
  const toolchain = { ffmpeg: 'ffmpeg spec', canvas: 'none', arch: 'x64', fonts: { Inter: 'f'.repeat(64) } };

  it('changes with everything that draws', () => {
    const others = [
      key(shotsOf({ src: 'asset:v2' })),
      key(shotsOf({ trim: 1 })),
      key(shotsOf({ opacity: 0.5 })),
      key(shotsOf({ rotation: 1 })),
      key(shotsOf({ transitionIn: { type: 'fade', length: 1 } })),
      key(shotsOf(), { canvas: { width: 1280, height: 720, fps: 25 } }),
      key(shotsOf({ scale: 0.5 }), { canvas: { width: 1280, height: 720, fps: 30, background: '#ffffff' } }),
      key(shotsOf({ scale: 0.5 })),
      key(shotsOf(), { toolchain: { ...toolchain, ffmpeg: 'ffmpeg other' } }),
      key(shotsOf(), { toolchain: { ...toolchain, arch: 'arm64' } }),
    ];
    expect(new Set([base, ...others]).size).toBe(others.length + 1);
  });

  it('does not change with what does not', () => {
    expect(key(shotsOf({ volume: 0.2, fadeOut: 1 }))).toBe(base);
    expect(
      key(
        shotsOf({
          opacity: [
            { at: 0, value: 1 },
            { at: 2, value: 1 },
          ],
        }),
      ),
    ).toBe(base);
    expect(key(shotsOf(), { toolchain: { ...toolchain, fonts: {}, canvas: 'other' } })).toBe(base);
    // Hidden beneath a picture that fills the canvas.
    expect(key([{ clips: [{ type: 'text', text: 'unseen', start: 0, length: 4 }] }, ...shotsOf()])).toBe(base);
  });
});
